# In which direction does the charge go?
# expect: status 2
# expect: text --anode: whether lithium comes or goes follows from the reaction of "LiCoO2"
expansion {here}/recipes/no-reaction.yaml --volume-change 0.02 --anode Si
