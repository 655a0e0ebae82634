// A column of a cathode, z through its thickness: 16 spheres of sulfur in electrolyte.
// Groups: sulfur, electrolyte; xmin xmax ymin ymax zmin zmax.
Include "parts.geo";
Include "stack-particles.geo"; // packing.py 1 16 0.30 1.5 0.2 5 5 10
particle_group = "sulfur";
DefineConstant[ h = 0.5 ];
DefineConstant[ h_box = 1.2 ];
Include "spheres-in-box.geo";
