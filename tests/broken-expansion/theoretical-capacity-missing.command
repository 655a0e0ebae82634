# A capacity, and nothing to divide it by.
# expect: status 2
# expect: text a utilisation needs the theoretical capacity of "LiCoO2"
expansion {here}/recipes/no-reaction.yaml --volume-change 0.02 --capacity 140mAh/g
