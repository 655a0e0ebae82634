# The recipe's own file.
# expect: status 2
# expect: text would overwrite the recipe's own file
# expect: text choose another name
expansion {here}/recipes/two-actives.yaml --active sulfur --output {here}/recipes/../recipes/two-actives.yaml
