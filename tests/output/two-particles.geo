// Two particles in a box of 4 x 2 x 2 um, coarse: the smallest mesh with everything in it that the
// output tests look at. gmsh -3 -order 2 -format msh41 -o two-particles.msh two-particles.geo
SetFactory("OpenCASCADE");
Box(1) = {-2, -1, -1, 4, 2, 2};
Sphere(2) = {-1, 0, 0, 0.6};
Sphere(3) = {1, 0.1, 0, 0.5};
BooleanFragments{ Volume{1}; Delete; }{ Volume{2, 3}; Delete; }
Mesh.MeshSizeMin = 0.3;
Mesh.MeshSizeMax = 0.6;
Mesh.MeshSizeFromCurvature = 12;
Mesh.HighOrderOptimize = 1;
Mesh.Algorithm3D = 1;
Physical Volume("electrolyte") = {4};
Physical Volume("sulfur") = {2, 3};
eps = 1e-3;
xmin() = Surface In BoundingBox{-2-eps, -1-eps, -1-eps, -2+eps, 1+eps, 1+eps};
xmax() = Surface In BoundingBox{2-eps, -1-eps, -1-eps, 2+eps, 1+eps, 1+eps};
Physical Surface("xmin") = {xmin()};
Physical Surface("xmax") = {xmax()};
