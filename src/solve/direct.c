/* SPDX-License-Identifier: BSD-2-Clause */
/* Direct solvers, which a PETSc may have or lack: each is asked for before it is used. */
#include "direct.h"

#include <sulfem/packages.h>

#include "options.h"

typedef struct {
  const char *package, *name;
  PCType type;
  MatFactorType factor;
  const char *option, *value; /* a default; NULL: none */
} Direct;

/* In the order in which they are tried. MUMPS estimates its workspace before it pivots across
 * ranks, and gives up (INFOG(1) = -9) when the estimate was short, on some runs and not on others:
 * ICNTL(14) is per cent added. PETSc's own factors are for one rank. */
static const Direct directs[] = {
    {MATSOLVERMUMPS, "Cholesky factors (MUMPS)", PCCHOLESKY, MAT_FACTOR_CHOLESKY,
     "-mat_mumps_icntl_14", "100"},
    {MATSOLVERMUMPS, "Cholesky factors (MUMPS, more room)", PCCHOLESKY, MAT_FACTOR_CHOLESKY,
     "-mat_mumps_icntl_14", "400"},
    {MATSOLVERMUMPS, "Cholesky factors (MUMPS, still more room)", PCCHOLESKY, MAT_FACTOR_CHOLESKY,
     "-mat_mumps_icntl_14", "1600"},
    {MATSOLVERSUPERLU_DIST, "LU factors (SuperLU_DIST)", PCLU, MAT_FACTOR_LU, NULL, NULL},
    {MATSOLVERPETSC, "Cholesky factors (PETSc)", PCCHOLESKY, MAT_FACTOR_CHOLESKY, NULL, NULL},
};
enum { DIRECTS = sizeof directs / sizeof directs[0] };

/* Those that there are. */
static PetscErrorCode Find(const SulSystem *system, const Direct *found[DIRECTS], int *count) {
  PetscMPIInt ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_size(system->mesh->comm, &ranks));
  *count = 0;
  for (int i = 0; i < DIRECTS; i++) {
    bool has;
    PetscCall(SulPackageFactors(directs[i].package, ranks > 1 ? MATMPIAIJ : MATSEQAIJ,
                                directs[i].factor, &has));
    if (has) found[(*count)++] = &directs[i];
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulDirectCount(const SulSystem *system, int *count) {
  const Direct *found[DIRECTS];

  PetscFunctionBegin;
  PetscCall(Find(system, found, count));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDirectCreate(SulSystem *system, const char **name, SulError *error) {
  const Direct *found[DIRECTS], *direct;
  int count;
  Mat scalar;
  PC pc;

  PetscFunctionBegin;
  PetscCall(Find(system, found, &count));
  if (count == 0) {
    SulErrorSet(error, SUL_INPUT,
                "solver: preset: direct: this PETSc has neither MUMPS nor SuperLU_DIST, without "
                "which nothing factors on several ranks; take one rank, or the preset multigrid");
    PetscFunctionReturn(0);
  }
  direct = found[system->attempt];
  *name = direct->name;
  PetscCall(MatConvert(system->stiffness, MATAIJ, MAT_INITIAL_MATRIX, &scalar));
  PetscCall(MatSetOption(scalar, MAT_SPD, PETSC_TRUE));
  PetscCall(KSPSetOperators(system->ksp, system->stiffness, scalar));
  PetscCall(MatDestroy(&scalar));
  PetscCall(KSPGetPC(system->ksp, &pc));
  PetscCall(PCSetType(pc, direct->type));
  PetscCall(PCFactorSetMatSolverType(pc, direct->package));
  if (direct->option) PetscCall(SulOptionsDefault(direct->option, direct->value));
  PetscFunctionReturn(0);
}
