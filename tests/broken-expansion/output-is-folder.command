# A folder stands there.
# expect: status 4
# expect: text cannot be written: it is a folder
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --output {scratch}
