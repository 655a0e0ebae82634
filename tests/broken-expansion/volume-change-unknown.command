# No density of amorphous MoS6 in the library.
# expect: status 2
# expect: text the volume change of "MoS6 + 12 Li -> Mo + 6 Li2S" is not known (a density is missing); give it, as in --volume-change 0.80
expansion {here}/recipes/mos6.yaml
