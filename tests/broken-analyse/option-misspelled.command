# A PETSc option that nothing reads.
# expect: status 2
# expect: text -tortuosity_ksp_rtool
analyse {here}/../broken/meshes/two-phases.msh --length-unit um -tortuosity_ksp_rtool 1e-9
