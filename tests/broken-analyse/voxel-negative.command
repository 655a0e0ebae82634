# Less than none.
# expect: status 2
# expect: text a voxel must be larger than 0
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --voxel=-0.1um
