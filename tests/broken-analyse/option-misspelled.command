# A PETSc option that nothing reads.
# expect: status 2
# expect: text -tortuosity_ksp_rtool
analyse {here}/meshes/packed.msh -tortuosity_ksp_rtool 1e-9
