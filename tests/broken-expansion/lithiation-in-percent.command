# A fraction is written as one.
# expect: status 2
# expect: text "90%" has a unit; write the plain number 0.9; in --lithiation
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --lithiation 90%
