# A file of another kind.
# expect: status 2
# expect: text thesis-cathode.yaml:5: key "title": is not known here
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/../../inputs/recipes/thesis-cathode.yaml
