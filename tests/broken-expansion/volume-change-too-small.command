# Nothing would be left.
# expect: status 2
# expect: text --volume-change must be larger than -1
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --volume-change -1
