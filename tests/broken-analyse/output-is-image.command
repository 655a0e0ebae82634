# The image that the recipe names.
# expect: status 2
# expect: text image.raw would overwrite the image's own file
analyse {here}/meshes/image.yaml --output {here}/../broken-recipes/image.raw
