# No such file.
# expect: status 2
# expect: text none.yaml: cannot be opened
expansion {here}/none.yaml
