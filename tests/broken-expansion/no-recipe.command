# Nothing to sum over.
# expect: status 2
# expect: text expansion needs a recipe: sulfem expansion RECIPE.yaml
expansion --thickness=26um
