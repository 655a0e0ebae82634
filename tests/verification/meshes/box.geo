// A box of one group, unstructured, turned by `angle` about the oblique axis (1, 2, 3).
// Groups: solid; xmin xmax ymin ymax zmin zmax (named before the turn).
SetFactory("OpenCASCADE");
DefineConstant[ lx = 1.5 ];
DefineConstant[ ly = 1.0 ];
DefineConstant[ lz = 0.7 ];
DefineConstant[ h = 0.3 ];
DefineConstant[ angle = 0 ];
DefineConstant[ order = 1 ];

Box(1) = {0, 0, 0, lx, ly, lz};
e = 1e-6;
xmin[] = Surface In BoundingBox {-e, -e, -e, e, ly + e, lz + e};
xmax[] = Surface In BoundingBox {lx - e, -e, -e, lx + e, ly + e, lz + e};
ymin[] = Surface In BoundingBox {-e, -e, -e, lx + e, e, lz + e};
ymax[] = Surface In BoundingBox {-e, ly - e, -e, lx + e, ly + e, lz + e};
zmin[] = Surface In BoundingBox {-e, -e, -e, lx + e, ly + e, e};
zmax[] = Surface In BoundingBox {-e, -e, lz - e, lx + e, ly + e, lz + e};
If (angle != 0)
  Rotate {{1, 2, 3}, {0, 0, 0}, angle} { Volume{1}; }
EndIf
Physical Surface("xmin") = {xmin[]};
Physical Surface("xmax") = {xmax[]};
Physical Surface("ymin") = {ymin[]};
Physical Surface("ymax") = {ymax[]};
Physical Surface("zmin") = {zmin[]};
Physical Surface("zmax") = {zmax[]};
Physical Volume("solid") = {1};
Mesh.MeshSizeMin = h;
Mesh.MeshSizeMax = h;
Mesh.ElementOrder = order;
