# A recipe that is not there.
# expect: status 2
# expect: text nowhere.yaml
# expect: text nowhere
analyse {here}/nowhere.yaml
