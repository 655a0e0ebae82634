# An image is analysed in its own voxels.
# expect: status 2
# expect: text --voxel does not go with
# expect: text image.coarsen in the recipe
analyse {here}/meshes/image.yaml --voxel=1um
