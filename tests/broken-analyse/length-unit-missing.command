# In which unit is it?
# expect: status 2
# expect: text two-phases.msh: in which unit are its lengths?
# expect: text give --length-unit
analyse {here}/../broken/meshes/two-phases.msh
