# Taken off what?
# expect: status 2
# expect: text --electrolyte-capacity is taken off the measured capacity: it needs --capacity
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --electrolyte-capacity 100mAh/g
