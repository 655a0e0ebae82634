# More charge than the solids of this thickness can give.
# expect: status 2
# expect: text --charge: 5.1 mAh/cm2 at 1615 mAh/g are 3.158 mg/cm2 of "sulfur"; with the other solids they are 58.43 um thick without any pores, more than --thickness, 26 um, which holds 2.269 mAh/cm2 at most
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --charge 5.1mAh/cm2
