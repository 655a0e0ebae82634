# MESH.json is cut off.
# expect: status 2
# expect: text damaged.json:
# expect: text is not JSON
analyse {here}/meshes/damaged.msh
