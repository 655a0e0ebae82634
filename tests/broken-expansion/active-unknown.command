# An ingredient that is no particles.
# expect: status 2
# expect: text --active "sulfr": 
# expect: text has no particles of that name; there are: "sulfur"
# expect: text did you mean "sulfur"?
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --active sulfr
