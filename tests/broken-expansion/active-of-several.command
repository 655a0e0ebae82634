# Two populations of different ingredients.
# expect: status 2
# expect: text two-actives.yaml has particles of several ingredients; say with --active which one reacts
# expect: text there are: "sulfur", "Si"
expansion {here}/recipes/two-actives.yaml
