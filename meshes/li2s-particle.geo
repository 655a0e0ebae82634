// One sphere of Li2S, radius 1 um, in the middle of a cube of electrolyte of edge 2.5 um.
// Groups: Li2S, electrolyte; xmin xmax ymin ymax zmin zmax.
Include "parts.geo";
lx = 2.5; ly = 2.5; lz = 2.5;
particle_x[] = {1.25}; particle_y[] = {1.25}; particle_z[] = {1.25}; particle_r[] = {1.0};
particle_group = "Li2S";
DefineConstant[ h = 0.3 ];
DefineConstant[ h_box = 0.35 ];
Include "spheres-in-box.geo";
