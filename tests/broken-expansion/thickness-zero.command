# No layer.
# expect: status 2
# expect: text must be larger than 0, found "0um"; in --thickness
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 0um
