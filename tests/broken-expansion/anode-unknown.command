# A reaction there is not.
# expect: status 2
# expect: text --anode "Lithium": the library has no reaction of that name; there are: "S + 2 Li -> Li2S"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --anode Lithium
