# A recipe is no mesh.
# expect: status 2
# expect: text mesh-is-recipe.command: is not a Gmsh mesh
analyse {here}/mesh-is-recipe.command --length-unit um
