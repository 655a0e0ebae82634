# An image has no composition.
# expect: status 2
# expect: text image.yaml: is a recipe of an image, which has no composition
expansion {here}/recipes/image.yaml
