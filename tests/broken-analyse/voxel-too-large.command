# Larger than the box.
# expect: status 2
# expect: text the voxel size 0.001 m is larger than the box of the mesh
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --voxel=1mm
