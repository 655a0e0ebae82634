# MESH.json says um.
# expect: status 2
# expect: text --length-unit mm contradicts
# expect: text packed.json, which says "um"
analyse {here}/meshes/packed.msh --length-unit mm
