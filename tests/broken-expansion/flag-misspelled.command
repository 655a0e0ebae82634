# A flag there is not.
# expect: status 2
# expect: text expansion knows no flag "--thicknes"
# expect: text did you mean "--thickness"?
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thicknes 26um
