# A mesh that is not there has no unit either.
# expect: status 2
# expect: text nowhere.msh: the mesh cannot be opened: No such file or directory
analyse {here}/nowhere.msh
