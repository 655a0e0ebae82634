# A length, not a time.
# expect: status 2
# expect: text in --length-unit
analyse {here}/../broken/meshes/two-phases.msh --length-unit s
