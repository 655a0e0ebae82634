# A mesh that is not there.
# expect: status 2
# expect: text nowhere.msh: the mesh cannot be opened
analyse {here}/nowhere.msh --length-unit um
