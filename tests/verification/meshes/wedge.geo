// A wedge of a ball above z = 0, between the plane y = 0 and the plane turned from it by `angle`
// about z, in concentric layers: core to radius a, coating to radius coated (where it is not 0),
// shell to radius b. Hollow, without core, where `hollow` is 1; the core alone where b is 0.
// Groups: core, coating, shell; bottom (z = 0), front (y = 0), inclined, outer; inner where hollow.
DefineConstant[ a = 1.0 ];
DefineConstant[ coated = 0 ];
DefineConstant[ b = 2.0 ];
DefineConstant[ angle = Pi / 2 ];
DefineConstant[ h = 0.4 ];
DefineConstant[ h_a = h ]; // size at the particle
DefineConstant[ hollow = 0 ];
Mesh.ElementOrder = 2;

Point(1) = {0, 0, 0, h};
radii[] = {a, b};
sizes[] = {h_a, h};
If (coated > 0)
  radii[] = {a, coated, b};
  sizes[] = {h_a, h_a, h};
EndIf
If (b == 0)
  radii[] = {a};
  sizes[] = {h_a};
EndIf
layers = #radii[];
For i In {1:layers} // points and arcs 10 i + 1, 2, 3
  r = radii[i - 1];
  Point(10 * i + 1) = {r, 0, 0, sizes[i - 1]};
  Point(10 * i + 2) = {r * Cos(angle), r * Sin(angle), 0, sizes[i - 1]};
  Point(10 * i + 3) = {0, 0, r, sizes[i - 1]};
  Circle(10 * i + 1) = {10 * i + 1, 1, 10 * i + 2};
  Circle(10 * i + 2) = {10 * i + 2, 1, 10 * i + 3};
  Circle(10 * i + 3) = {10 * i + 3, 1, 10 * i + 1};
  Curve Loop(10 * i + 1) = {10 * i + 1, 10 * i + 2, 10 * i + 3};
  Surface(10 * i + 1) = {10 * i + 1} In Sphere {1};
EndFor
bottom[] = {}; inclined[] = {}; front[] = {};
For i In {1 + hollow:layers} // flat faces 100 + 10 i + 1, 2, 3 and volume of each layer
  f = 100 + 10 * i;
  For k In {1:3}
    Line(f + k) = {i == 1 ? 1 : 10 * (i - 1) + k, 10 * i + k};
  EndFor
  For k In {1:3}
    following = k % 3 + 1;
    If (i == 1)
      Curve Loop(f + k) = {f + k, 10 * i + k, -(f + following)};
    Else
      Curve Loop(f + k) = {f + k, 10 * i + k, -(f + following), -(10 * (i - 1) + k)};
    EndIf
    Plane Surface(f + k) = {f + k};
  EndFor
  bottom[] += {f + 1};
  inclined[] += {f + 2};
  front[] += {f + 3};
  If (i == 1)
    Surface Loop(i) = {10 * i + 1, f + 1, f + 2, f + 3};
  Else
    Surface Loop(i) = {10 * (i - 1) + 1, 10 * i + 1, f + 1, f + 2, f + 3};
  EndIf
  Volume(i) = {i};
EndFor
If (hollow)
  Physical Surface("inner") = {11};
Else
  Physical Volume("core") = {1};
EndIf
If (coated > 0)
  Physical Volume("coating") = {2};
EndIf
If (b > 0)
  Physical Volume("shell") = {layers};
EndIf
Physical Surface("bottom") = {bottom[]};
Physical Surface("inclined") = {inclined[]};
Physical Surface("front") = {front[]};
Physical Surface("outer") = {10 * layers + 1};
