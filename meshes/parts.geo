// Macros for the other files here: spheres of Gmsh's built-in kernel, eight patches each, whose
// curved elements lie on the sphere exactly.

// SphereSurface: centre (cx, cy, cz), radius cr. Leaves its patches in sphere_patches[] (outward) and
// its surface loop in sphere_loop.
Macro SphereSurface
  p = newp;
  Point(p) = {cx, cy, cz};
  Point(p + 1) = {cx + cr, cy, cz};
  Point(p + 2) = {cx, cy + cr, cz};
  Point(p + 3) = {cx, cy, cz + cr};
  Point(p + 4) = {cx - cr, cy, cz};
  Point(p + 5) = {cx, cy - cr, cz};
  Point(p + 6) = {cx, cy, cz - cr};
  l = newl;
  Circle(l) = {p + 1, p, p + 2};
  Circle(l + 1) = {p + 2, p, p + 4};
  Circle(l + 2) = {p + 4, p, p + 5};
  Circle(l + 3) = {p + 5, p, p + 1};
  Circle(l + 4) = {p + 1, p, p + 3};
  Circle(l + 5) = {p + 2, p, p + 3};
  Circle(l + 6) = {p + 4, p, p + 3};
  Circle(l + 7) = {p + 5, p, p + 3};
  Circle(l + 8) = {p + 1, p, p + 6};
  Circle(l + 9) = {p + 2, p, p + 6};
  Circle(l + 10) = {p + 4, p, p + 6};
  Circle(l + 11) = {p + 5, p, p + 6};
  sphere_patches[] = {};
  For quarter In {0:3}
    following = (quarter + 1) % 4;
    loop = newll;
    Curve Loop(loop) = {l + quarter, l + 4 + following, -(l + 4 + quarter)};
    patch = news;
    Surface(patch) = {loop} In Sphere {p};
    sphere_patches[] += {patch};
    loop = newll;
    Curve Loop(loop) = {-(l + quarter), l + 8 + quarter, -(l + 8 + following)};
    patch = news;
    Surface(patch) = {loop} In Sphere {p};
    sphere_patches[] += {patch};
  EndFor
  sphere_loop = newsl;
  Surface Loop(sphere_loop) = {sphere_patches[]};
Return

// BoxSurface: from (x0, y0, z0) to (x1, y1, z1), with its six faces as physical groups. Leaves its
// surface loop in box_loop.
Macro BoxSurface
  p = newp;
  Point(p) = {x0, y0, z0};
  Point(p + 1) = {x1, y0, z0};
  Point(p + 2) = {x1, y1, z0};
  Point(p + 3) = {x0, y1, z0};
  Point(p + 4) = {x0, y0, z1};
  Point(p + 5) = {x1, y0, z1};
  Point(p + 6) = {x1, y1, z1};
  Point(p + 7) = {x0, y1, z1};
  l = newl;
  For corner In {0:3}
    Line(l + corner) = {p + corner, p + (corner + 1) % 4};
    Line(l + 4 + corner) = {p + 4 + corner, p + 4 + (corner + 1) % 4};
    Line(l + 8 + corner) = {p + corner, p + 4 + corner};
  EndFor
  box_faces[] = {};
  For side In {0:3} // ymin, xmax, ymax, xmin
    loop = newll;
    Curve Loop(loop) = {l + side, l + 8 + (side + 1) % 4, -(l + 4 + side), -(l + 8 + side)};
    face = news;
    Plane Surface(face) = {loop};
    box_faces[] += {face};
  EndFor
  loop = newll;
  Curve Loop(loop) = {-(l + 3), -(l + 2), -(l + 1), -l};
  face = news;
  Plane Surface(face) = {loop};
  box_faces[] += {face};
  loop = newll;
  Curve Loop(loop) = {l + 4, l + 5, l + 6, l + 7};
  face = news;
  Plane Surface(face) = {loop};
  box_faces[] += {face};
  box_loop = newsl;
  Surface Loop(box_loop) = {box_faces[]};
  Physical Surface("xmin") = {box_faces[3]};
  Physical Surface("xmax") = {box_faces[1]};
  Physical Surface("ymin") = {box_faces[0]};
  Physical Surface("ymax") = {box_faces[2]};
  Physical Surface("zmin") = {box_faces[4]};
  Physical Surface("zmax") = {box_faces[5]};
Return
