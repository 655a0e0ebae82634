# A word.
# expect: status 2
# expect: text expected a plain number without unit, found "much"; in --volume-change
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --volume-change much
