# A tolerance that no double can show.
# expect: status 2
# expect: text -ksp_rtol 1e-18
# expect: text 1e-15
solve {here}/sound.case --output {scratch}/results -ksp_rtol 1e-18
