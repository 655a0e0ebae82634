# Less than nothing.
# expect: status 2
# expect: text must not be negative, found "-1615mAh/g"; in --capacity
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity=-1615mAh/g
