# A folder stands there.
# expect: status 4
# expect: text cannot be written: it is a folder
analyse {here}/meshes/packed.msh --output {scratch}
