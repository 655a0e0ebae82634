# Which of the two?
# expect: status 2
# expect: text --lithiation was given twice: "0.5" and "0.9"
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --lithiation 0.5 --lithiation 0.9
