# Commas separate.
# expect: status 2
# expect: text expected a plain number without unit, found "0.3;0.4"; in --fractions
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --fractions 0.3;0.4
