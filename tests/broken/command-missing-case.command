# A case file that is not there.
# expect: status 2
# expect: text nowhere.yaml
# expect: text cannot be opened
solve {here}/nowhere.yaml
