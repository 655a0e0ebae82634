// A sulfur sphere of radius 1 um in a concentric ball of electrolyte whose radius makes the
// sulfur 24 % of the volume. Groups: sulfur, electrolyte; outer.
Include "parts.geo";
DefineConstant[ radius = 1.0 ];
DefineConstant[ fraction = 0.24 ];
DefineConstant[ h = 0.3 ]; // element size at the particle
DefineConstant[ h_outer = 0.5 ];
cell = radius / fraction^(1 / 3);

Mesh.MeshSizeFromPoints = 1;
Mesh.ElementOrder = 2;
Mesh.Optimize = 1;
cx = 0; cy = 0; cz = 0;
cr = radius;
Call SphereSurface;
MeshSize {PointsOf {Surface {sphere_patches[]};}} = h;

inner_loop = sphere_loop;
cr = cell;
Call SphereSurface;
MeshSize {PointsOf {Surface {sphere_patches[]};}} = h_outer;
Physical Surface("outer") = {sphere_patches[]};
Volume(1) = {inner_loop};
Volume(2) = {sphere_loop, inner_loop};
Physical Volume("sulfur") = {1};
Physical Volume("electrolyte") = {2};
