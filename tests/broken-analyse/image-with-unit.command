# The recipe says its unit.
# expect: status 2
# expect: text image.yaml says its unit of length; leave --length-unit out
# expect: text says its unit
analyse {here}/meshes/image.yaml --length-unit um
