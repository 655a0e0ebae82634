# expect: status 2
# expect: text nowhere.yaml: cannot be opened
sweep nowhere.yaml
