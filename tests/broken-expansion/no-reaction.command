# A material without a reaction: nothing says how much it swells.
# expect: status 2
# expect: text nothing says how much "LiCoO2" swells: its material has no reaction in the library; give --reaction, or --volume-change
expansion {here}/recipes/no-reaction.yaml
