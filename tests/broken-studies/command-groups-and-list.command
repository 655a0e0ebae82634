# expect: status 2
# expect: text --ranks-per-point is for a whole study within one MPI job
sweep study.yaml --ranks-per-point 2 --list
