# The mesh's own file.
# expect: status 2
# expect: text packed.msh would overwrite the mesh's own file
analyse {here}/meshes/packed.msh --output {here}/meshes/packed.msh
