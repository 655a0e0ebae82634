# Nobody says what a gram gave.
# expect: status 2
# expect: text --charge needs what each gram of active material gave of it: --capacity
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --thickness 26um --charge 1.5mAh/cm2
