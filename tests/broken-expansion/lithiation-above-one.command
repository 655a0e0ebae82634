# More than all.
# expect: status 2
# expect: text --lithiation must lie from 0 to 1, found "1.1"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --lithiation 1.1
