# Nothing to compare the charge with.
# expect: status 2
# expect: text --charge tells how much material a layer of known thickness holds: it needs --thickness
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --capacity 1615mAh/g --charge 1.5mAh/cm2
