# A unit of another dimension.
# expect: status 2
# expect: text "um" is not a unit of a capacity per mass
# expect: text in --capacity
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity 1615um
