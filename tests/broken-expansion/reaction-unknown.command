# Two letters changed places.
# expect: status 2
# expect: text --reaction "Li2S->S": the library has no reaction of that name
# expect: text did you mean "Li2S -> S"?
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --reaction Li2S->S
