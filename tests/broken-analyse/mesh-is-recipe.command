# A recipe is no mesh.
# expect: status 2
# expect: text packed.json: is not a Gmsh mesh
analyse {here}/meshes/packed.json --length-unit um
