# The header of the image that the recipe names.
# expect: status 2
# expect: text image-header.yaml would overwrite the header's own file
analyse {here}/../../inputs/recipes/image-stairs.yaml --output {here}/../../inputs/recipes/image-header.yaml
