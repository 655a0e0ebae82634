# expect: status 2
# expect: text --list, --case and --collect exclude each other
sweep study.yaml --list --collect
