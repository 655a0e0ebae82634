# A flag there is not.
# expect: status 2
# expect: text analyse knows no flag "--aktive"
# expect: text did you mean "--active"?
analyse {here}/meshes/packed.msh --aktive sulfur
