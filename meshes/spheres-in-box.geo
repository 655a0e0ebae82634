// The part that composite.geo, stack.geo and li2s-particle.geo share: the spheres particle_x, _y,
// _z, _r in the box lx by ly by lz. Element size h at the spheres, h_box at the faces. Groups:
// Str(particle_group), electrolyte; xmin xmax ymin ymax zmin zmax.
Mesh.ElementOrder = 2;
Mesh.Optimize = 1;
Mesh.HighOrderOptimize = 1;
Mesh.HighOrderThresholdMin = 0.3; // untangle further than to just valid
x0 = 0; y0 = 0; z0 = 0; x1 = lx; y1 = ly; z1 = lz;
Call BoxSurface;
MeshSize {PointsOf {Surface {box_faces[]};}} = h_box;
loops[] = {};
particles[] = {};
For i In {0:#particle_r[] - 1}
  cx = particle_x[i]; cy = particle_y[i]; cz = particle_z[i]; cr = particle_r[i];
  Call SphereSurface;
  MeshSize {PointsOf {Surface {sphere_patches[]};}} = h;
  loops[] += {sphere_loop};
  inside = newv;
  Volume(inside) = {sphere_loop};
  particles[] += {inside};
EndFor
matrix = newv;
Volume(matrix) = {box_loop, loops[]};
Physical Volume(Str(particle_group)) = {particles[]};
Physical Volume("electrolyte") = {matrix};
