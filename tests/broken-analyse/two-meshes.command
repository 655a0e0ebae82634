# One mesh at a time.
# expect: status 2
# expect: text analyse takes one mesh
analyse {here}/meshes/packed.msh {here}/../broken/meshes/two-phases.msh
