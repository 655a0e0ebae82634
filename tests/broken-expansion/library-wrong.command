# A file of another kind.
# expect: status 2
# expect: text thesis-cathode.yaml:4: key "title": is not known here
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/../../inputs/recipes/thesis-cathode.yaml
