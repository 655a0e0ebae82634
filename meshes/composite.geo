// 24 spheres of sulfur, 30 % by volume, in a box of electrolyte; none is cut by a face.
// Groups: sulfur, electrolyte; xmin xmax ymin ymax zmin zmax.
Include "parts.geo";
Include "composite-particles.geo"; // packing.py 3 24 0.30 1.8 0.25 10 10 10
particle_group = "sulfur";
DefineConstant[ h = 0.8 ];
DefineConstant[ h_box = 1.6 ];
Include "spheres-in-box.geo";
