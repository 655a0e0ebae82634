# No folder there.
# expect: status 4
# expect: text ordinary-file/out.json: cannot be written
analyse {here}/meshes/packed.msh --output {scratch}/ordinary-file/out.json
