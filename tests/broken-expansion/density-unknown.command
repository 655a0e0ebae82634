# Volumes as written, but masses are asked for.
# expect: status 2
# expect: text --electrolyte-capacity needs the density of "matrix"
expansion {here}/recipes/no-density.yaml --capacity 1615mAh/g --electrolyte-capacity 100mAh/g
