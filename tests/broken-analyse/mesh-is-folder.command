# A folder in the place of a mesh.
# expect: status 2
# expect: text meshes: the mesh cannot be read: Is a directory
analyse {here}/meshes
