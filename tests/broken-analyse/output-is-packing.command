# The packing's own file.
# expect: status 2
# expect: text would overwrite the packing's own file
analyse {here}/meshes/packed.msh --output {here}/meshes/packed.json
