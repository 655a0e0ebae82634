# Fractions are written as such.
# expect: status 2
# expect: text --fractions must lie between 0 and 1 (0.3 for 30 %), found "30"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --fractions 30,40
