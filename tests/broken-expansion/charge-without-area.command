# The charge of a whole cell, whose area nobody gives.
# expect: status 2
# expect: text "mAh" is not a unit of a charge per area
# expect: text of a whole cell it needs --area, as in --area "0.785 cm2"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge 1.22mAh
