# A case is no recipe.
# expect: status 2
# expect: text 01_single_particle.yaml
# expect: text is not known here
expansion {here}/../../inputs/01_single_particle.yaml
