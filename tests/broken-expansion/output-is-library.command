# The library's own file.
# expect: status 2
# expect: text own-library.yaml would overwrite the library's own file
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/recipes/own-library.yaml --output {here}/recipes/own-library.yaml
