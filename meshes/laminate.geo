// A layer of sulfur between two of electrolyte, stacked along z; sulfur is 30 % of the thickness.
// Straight tetrahedra. Groups: sulfur, electrolyte; xmin xmax ymin ymax zmin zmax.
SetFactory("OpenCASCADE");
DefineConstant[ width = 1.0 ];
DefineConstant[ thickness = 2.0 ];
DefineConstant[ fraction = 0.3 ];
DefineConstant[ h = 0.3 ];

below = (1 - fraction) / 2 * thickness;
Box(1) = {0, 0, 0, width, width, below};
Box(2) = {0, 0, below, width, width, fraction * thickness};
Box(3) = {0, 0, thickness - below, width, width, below};
BooleanFragments {Volume {1:3}; Delete;} {}
Mesh.MeshSizeMin = h;
Mesh.MeshSizeMax = h;
e = 1e-6;
Physical Surface("xmin") = Surface In BoundingBox {-e, -e, -e, e, width + e, thickness + e};
Physical Surface("xmax") = Surface In BoundingBox {width - e, -e, -e, width + e, width + e, thickness + e};
Physical Surface("ymin") = Surface In BoundingBox {-e, -e, -e, width + e, e, thickness + e};
Physical Surface("ymax") = Surface In BoundingBox {-e, width - e, -e, width + e, width + e, thickness + e};
Physical Surface("zmin") = Surface In BoundingBox {-e, -e, -e, width + e, width + e, e};
Physical Surface("zmax") = Surface In BoundingBox {-e, -e, thickness - e, width + e, width + e, thickness + e};
Physical Volume("sulfur") = {2};
Physical Volume("electrolyte") = {1, 3};
