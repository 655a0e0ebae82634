# A charge below 0.
# expect: status 2
# expect: text must be larger than 0, found "-1mAh/cm2"; in --charge
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge=-1mAh/cm2
