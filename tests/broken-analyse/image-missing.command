# The recipe's image is not there.
# expect: status 2
# expect: text nowhere.raw: cannot be opened
# expect: text nowhere.raw
analyse {here}/meshes/image-missing.yaml
