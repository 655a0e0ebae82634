# A bare number where a unit belongs.
# expect: status 2
# expect: text the number 1615 has no unit
# expect: text in --capacity
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity 1615
