# A flag without its word.
# expect: status 2
# expect: text --capacity needs a capacity per mass of active material: --capacity "1615 mAh/g"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity --json
