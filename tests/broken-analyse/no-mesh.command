# Nothing to analyse.
# expect: status 2
# expect: text analyse needs a mesh: sulfem analyse MESH.msh
analyse
