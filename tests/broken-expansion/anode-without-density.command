# The anode has no density either.
# expect: status 2
# expect: text --anode "amorphous": its change of volume is not known (a density is missing in the library)
expansion {here}/../../inputs/recipes/thesis-cathode.yaml --library {here}/recipes/own-library.yaml --anode amorphous
