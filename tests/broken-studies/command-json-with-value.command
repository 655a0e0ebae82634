# A flag that takes no value.
# expect: status 2
# expect: text --json
sweep study.yaml --list --json=true
