# JSON of what is not listed.
# expect: status 2
# expect: text --json goes with --list
sweep study.yaml --json
