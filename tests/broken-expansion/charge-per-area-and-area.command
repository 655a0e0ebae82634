# The area counts twice.
# expect: status 2
# expect: text "mAh/cm2" is not a unit of a charge;
# expect: text in --charge, the whole cell's beside --area
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge 1.22mAh/cm2 --area 0.785cm2
