# No voxel.
# expect: status 2
# expect: text a voxel must be larger than 0
# expect: text in --voxel
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --voxel=0um
