# A metal that dissolves is an anode, not the material of a layer.
# expect: status 2
# expect: text "stripping" leaves no solid: a layer cannot follow it to its end
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/recipes/own-library.yaml --reaction stripping
