# An area of nothing.
# expect: status 2
# expect: text --area is that of a measured charge: it needs --charge
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --capacity 1615mAh/g --area 0.785cm2
