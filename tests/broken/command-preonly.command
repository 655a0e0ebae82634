# One application of a preconditioner is no solution, though PETSc calls it converged.
# expect: status 3
# expect: text did not converge: CONVERGED_ITS
# expect: text relative residual
solve {here}/sound.case --output {scratch}/results -ksp_type preonly -pc_type jacobi
