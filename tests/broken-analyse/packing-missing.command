# A packing that is not there.
# expect: status 2
# expect: text nowhere.json
analyse {here}/nowhere.json
