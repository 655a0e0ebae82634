# An area in a unit of length.
# expect: status 2
# expect: text "cm" is not a unit of an area
# expect: text in --area
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge 1.22mAh --area 0.785cm
