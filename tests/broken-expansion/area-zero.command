# A cell without area.
# expect: status 2
# expect: text must be larger than 0, found "0cm2"; in --area
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge 1.22mAh --area 0cm2
