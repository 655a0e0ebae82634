# A unit of another dimension.
# expect: status 2
# expect: text "s" is not a unit of a length
# expect: text in --thickness
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26s
