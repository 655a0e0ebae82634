# One follows from the other.
# expect: status 2
# expect: text --lithiation and --capacity exclude each other
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity 1615mAh/g --lithiation 0.9
