# No folder there.
# expect: status 4
# expect: text ordinary-file/out.json: cannot be written
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --output {scratch}/ordinary-file/out.json
