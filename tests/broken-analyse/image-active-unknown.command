# Voids are no volume group.
# expect: status 2
# expect: text "pore": there is no phase that is no void of that name
# expect: text there are "electrolyte"
analyse {here}/meshes/image.yaml --active pore
