# A PETSc option there is not.
# expect: status 2
# expect: text -ksp_rtoll
solve {here}/sound.case --output {scratch}/results -ksp_rtoll 1e-9
