# The JSON beside it tells of one sphere; the mesh is two cubes.
# expect: status 2
# expect: text packed.json does not belong to
# expect: text it gives phase "electrolyte" 96.73 % of the box, the mesh has 50 %
# expect: text move the JSON away and give --length-unit um
analyse {here}/meshes/packed.msh
