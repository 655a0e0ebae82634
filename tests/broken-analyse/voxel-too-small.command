# More voxels than bytes.
# expect: status 2
# expect: text makes
# expect: text more than half of the memory; from about
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --voxel=1e-7um
