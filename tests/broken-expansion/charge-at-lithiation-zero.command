# No charge comes from material that is not used.
# expect: status 2
# expect: text --charge needs a capacity of "sulfur" above 0, and the one given is 0
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --lithiation 0 --charge 1.5mAh/cm2
