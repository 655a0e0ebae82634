# The recipe's own file.
# expect: status 2
# expect: text would overwrite the recipe's own file
# expect: text choose another name
analyse {here}/meshes/image.yaml --output {here}/meshes/image.yaml
