# A group there is not.
# expect: status 2
# expect: text --electrolyte "electrolite"
# expect: text did you mean "electrolyte"?
analyse {here}/../broken/meshes/two-phases.msh --length-unit um --electrolyte electrolite
