# A group there is not.
# expect: status 2
# expect: text --active "sulfr": the mesh has no volume group of that name
# expect: text did you mean "sulfur"?
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --active sulfr
