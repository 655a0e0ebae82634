# JSON of what is collected, which is a table.
# expect: status 2
# expect: text --json goes with --list
sweep study.yaml --collect --json
