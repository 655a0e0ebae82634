# A flag without its value.
# expect: status 2
# expect: text --length-unit needs a unit: --length-unit um
analyse {here}/../broken/meshes/two-phases.msh --length-unit
