# One phase in both roles.
# expect: status 2
# expect: text --active and --electrolyte are the same group, "sulfur"
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --active sulfur --electrolyte sulfur
