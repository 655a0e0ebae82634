# A packing knows its unit.
# expect: status 2
# expect: text packed.json says its unit of length; leave --length-unit out
analyse {here}/meshes/packed.json --length-unit um
