// A coated particle in a concentric ball of electrolyte: core of radius 1 um, coating 0.2 um,
// ball of radius 2 um. Groups: core, coating, electrolyte; outer.
Include "parts.geo";
DefineConstant[ core = 1.0 ];
DefineConstant[ coating = 0.2 ];
DefineConstant[ ball = 2.0 ];
DefineConstant[ h = 0.3 ]; // element size at the core and the coating
DefineConstant[ h_outer = 0.6 ];

Mesh.ElementOrder = 2;
Mesh.Optimize = 1;
Mesh.HighOrderOptimize = 1;
Mesh.HighOrderThresholdMin = 0.3;
radii[] = {core, core + coating, ball};
sizes[] = {h, h, h_outer};
loops[] = {};
cx = 0; cy = 0; cz = 0;
For i In {0:2}
  cr = radii[i];
  Call SphereSurface;
  MeshSize {PointsOf {Surface {sphere_patches[]};}} = sizes[i];
  loops[] += {sphere_loop};
EndFor
Physical Surface("outer") = {sphere_patches[]};
Volume(1) = {loops[0]};
Volume(2) = {loops[1], loops[0]};
Volume(3) = {loops[2], loops[1]};
Physical Volume("core") = {1};
Physical Volume("coating") = {2};
Physical Volume("electrolyte") = {3};
