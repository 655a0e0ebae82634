# No such file.
# expect: status 2
# expect: text none.yaml: cannot be opened
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/none.yaml
