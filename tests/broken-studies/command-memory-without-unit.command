# expect: status 2
# expect: text --memory needs a number and a unit
sweep study.yaml --memory 24
