# A folder stands there.
# expect: status 4
# expect: text cannot be
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --output {scratch}
