# PETSc calls anything below an absolute tolerance converged; the case asks for a relative one.
# expect: status 3
# expect: text did not converge: CONVERGED_ATOL
# expect: text where 1.0e-08 is asked for
# expect: text -ksp_atol
solve {here}/sound.case --output {scratch}/results -ksp_atol 1e10
