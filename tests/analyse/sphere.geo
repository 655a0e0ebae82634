// A sphere of sulfur, off the middle of a box of electrolyte. Gmsh: -setnumber h SIZE.
SetFactory("OpenCASCADE");
DefineConstant[ h = 0.3, radius = 0.7 ];
Box(1) = {0, 0, 0, 2, 2.2, 2.4};
Sphere(2) = {0.93, 1.12, 1.27, radius};
BooleanFragments{ Volume{1}; Delete; }{ Volume{2}; Delete; }
Physical Volume("sulfur", 1) = {2};
Physical Volume("electrolyte", 2) = {3};
e = 1e-6;
Physical Surface("xmin", 11) = Surface In BoundingBox{-e, -e, -e, e, 2.2 + e, 2.4 + e};
Physical Surface("xmax", 12) = Surface In BoundingBox{2 - e, -e, -e, 2 + e, 2.2 + e, 2.4 + e};
Physical Surface("ymin", 13) = Surface In BoundingBox{-e, -e, -e, 2 + e, e, 2.4 + e};
Physical Surface("ymax", 14) = Surface In BoundingBox{-e, 2.2 - e, -e, 2 + e, 2.2 + e, 2.4 + e};
Physical Surface("zmin", 15) = Surface In BoundingBox{-e, -e, -e, 2 + e, 2.2 + e, e};
Physical Surface("zmax", 16) = Surface In BoundingBox{-e, -e, 2.4 - e, 2 + e, 2.2 + e, 2.4 + e};
Mesh.MeshSizeMin = h;
Mesh.MeshSizeMax = h;
Mesh.MeshSizeExtendFromBoundary = 0;
Mesh.MeshSizeFromPoints = 0;
