# A unit there is not.
# expect: status 2
# expect: text umm
# expect: text in --length-unit
analyse {here}/../broken/meshes/two-phases.msh --length-unit umm
