# Particles are not an image.
# expect: status 2
# expect: text has no key "image", and analyse takes recipes of labelled images only
# expect: text --no-mesh
analyse {here}/../pipeline/recipe.yaml
