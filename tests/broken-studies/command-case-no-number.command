# expect: status 2
# expect: text --case needs the number of a point (from 0)
sweep study.yaml --case first
