# One recipe at a time.
# expect: status 2
# expect: text expansion takes one recipe, and got
expansion {here}/../../inputs/recipes/thesis-cathode.yaml {here}/../../inputs/recipes/thesis-cathode.yaml
