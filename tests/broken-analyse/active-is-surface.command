# A surface group has no volume.
# expect: status 2
# expect: text --active "xmin": the mesh has no volume group of that name; there are "sulfur"
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --active xmin
