# A bare number.
# expect: status 2
# expect: text the number 0.1 has no unit
# expect: text in --voxel
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --voxel 0.1
