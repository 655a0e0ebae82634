/* SPDX-License-Identifier: BSD-2-Clause */
/* Conjugate gradients with algebraic multigrid (order 1), p-multigrid on it (order 2), or a direct
 * solver. The stiffness itself stays in blocks of three (its product is 1.6 times faster than the
 * scalar format's); algebraic multigrid gets a scalar copy to build its hierarchy from. */
#include "preconditioner.h"

#include <sulfem/matrix_blocks.h>
#include <sulfem/parallel.h>
#include <sulfem/petsc_versions.h>

#include "aggregation.h"
#include "block_product.h"
#include "convergence.h"
#include "direct.h"
#include "hierarchy.h"
#include "options.h"
#include "smoothed.h"

/* ---- Convergence ----------------------------------------------------------------------------- */

typedef struct {
  SulSystem *system;
  void *standard; /* of KSPConvergedDefault */
} ConvergenceTest;

/* The default test on the true residual, a look at the clock and at signals, and progress. */
static PetscErrorCode Converged(KSP ksp, PetscInt iteration, PetscReal norm,
                                KSPConvergedReason *reason, void *context) {
  ConvergenceTest *c = context;
  SulSystem *system = c->system;

  PetscFunctionBegin;
  PetscCall(KSPConvergedDefault(ksp, iteration, norm, reason, c->standard));
  if (iteration > 0 && system->failures_left > 0) { /* for tests */
    system->failures_left--;
    *reason = KSP_DIVERGED_BREAKDOWN;
  }
  if (*reason != KSP_CONVERGED_ITERATING) PetscFunctionReturn(0);
  PetscCall(SulConvergenceInterrupted(system));
  if (system->interrupted) *reason = KSP_CONVERGED_ITS; /* PETSc 3.18 has no name for "asked to" */
  PetscFunctionReturn(0);
}

static PetscErrorCode ConvergedDestroy(SulPetscContext context) {
  ConvergenceTest *c = SulPetscContextOf(context);

  PetscFunctionBegin;
  PetscCall(SulConvergedDefaultDestroy(c->standard));
  PetscCall(PetscFree(c));
  PetscFunctionReturn(0);
}

static PetscErrorCode SetConvergence(SulSystem *system) {
  ConvergenceTest *c;

  PetscFunctionBegin;
  PetscCall(PetscNew(&c));
  c->system = system;
  PetscCall(KSPConvergedDefaultCreate(&c->standard));
  PetscCall(KSPSetConvergenceTest(system->ksp, Converged, c, ConvergedDestroy));
  PetscFunctionReturn(0);
}

/* ---- Algebraic multigrid --------------------------------------------------------------------- */

/* The rigid motions as near null space: without them aggregation does not know rotations. */
static PetscErrorCode AttachRigidMotions(const SulMesh *mesh, double length, Mat matrix) {
  const PetscInt owned = SulMeshRows(mesh).owned;
  Vec coordinates;
  PetscScalar *x;
  MatNullSpace motions;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(matrix, &coordinates, NULL));
  PetscCall(VecSetBlockSize(coordinates, 3));
  PetscCall(VecGetArray(coordinates, &x));
  for (PetscInt i = 0; i < 3 * owned; i++) /* of the rows' masters */
    x[i] = mesh->coordinates[i] / length;
  PetscCall(VecRestoreArray(coordinates, &x));
  PetscCall(MatNullSpaceCreateRigidBody(coordinates, &motions));
  PetscCall(MatSetNearNullSpace(matrix, motions));
  PetscCall(MatNullSpaceDestroy(&motions));
  PetscCall(VecDestroy(&coordinates));
  PetscFunctionReturn(0);
}

/* A scalar-format copy of a stiffness in blocks, with rigid motions. */
static PetscErrorCode ScalarCopy(const SulMesh *mesh, double length, Mat blocks, Mat *scalar) {
  PetscFunctionBegin;
  PetscCall(MatConvert(blocks, MATAIJ, MAT_INITIAL_MATRIX, scalar));
  PetscCall(MatSetBlockSize(*scalar, 3));
  PetscCall(MatSetOption(*scalar, MAT_SPD, PETSC_TRUE));
  PetscCall(AttachRigidMotions(mesh, length, *scalar));
  PetscFunctionReturn(0);
}

typedef struct {
  const char *below_order1, *below_order2; /* how the log names it */
  const char *type;                        /* of the PC; NULL: our own */
  int cycles;                              /* on the coarse matrix per cycle on the finest */
  const char *options[8][2];               /* defaults, without the prefix */
} Multigrid;

/* In the order in which they are tried: our own hierarchy, then PETSc's. */
static const Multigrid multigrids[] = {
    {"aggregation, smoothed below the first level",
     "p-multigrid on smoothed aggregation",
     NULL,
     1,
     {{0}}},
    {"aggregation, smoothed below the first level (GAMG)",
     "p-multigrid on smoothed aggregation (GAMG)",
     PCGAMG,
     1,
     {{"pc_gamg_threshold", "0.02"},
      {"mg_levels_ksp_max_it", "3"},
      {"mg_levels_pc_type", "jacobi"}}},
    {"aggregation, W cycle (GAMG below the first level)",
     "p-multigrid on plain aggregation, W cycle (GAMG)",
     PCGAMG,
     2,
     {{"pc_gamg_agg_nsmooths", "0"},
      {"pc_mg_cycle_type", "w"},
      {"pc_gamg_threshold", "0.01"},
      {"mg_levels_ksp_type", "chebyshev"},
      {"mg_levels_ksp_max_it", "2"},
      {"mg_levels_pc_type", "jacobi"}}},
};
enum { MULTIGRIDS = sizeof multigrids / sizeof multigrids[0] };

/* Of the largest eigenvalue of D^-1 K with linear elements: the number of a cell's nodes. */
static const double linear_bound = 4;

/* `proven`: see smoothed.h. */
static PetscErrorCode ConfigureMultigrid(const Multigrid *kind, double proven, PC pc) {
  const char *prefix;
  Mat matrix;

  PetscFunctionBegin;
  PetscCall(PCGetOptionsPrefix(pc, &prefix));
  if (!kind->type) {
    PetscCall(PCGetOperators(pc, NULL, &matrix));
    PetscCall(SulSmoothedAggregation(pc, matrix, proven));
    PetscFunctionReturn(0);
  }
  PetscCall(PCSetType(pc, kind->type));
  for (int i = 0; kind->options[i][0]; i++) {
    char name[128];
    PetscCall(PetscSNPrintf(name, sizeof name, "-%s%s", prefix ? prefix : "", kind->options[i][0]));
    PetscCall(SulOptionsDefault(name, kind->options[i][1]));
  }
  PetscFunctionReturn(0);
}

/* Chebyshev polynomials with the inverse diagonal blocks D, for eigenvalues of D^-1 K from b / 25
 * to b. Such a polynomial of degree 2 is below 1 up to b + b / 25 (its axis of symmetry lies in the
 * middle, and at 0 it is 1): as long as the largest eigenvalue is below that the preconditioner is
 * positive definite. The bound is a proven one: estimates by Lanczos' method miss the few slivers,
 * and stiff cells between soft ones, whose own eigenvectors it is (26 % short at a contrast of 1e3
 * on a mesh with quality 0.06). */
static PetscErrorCode SetBound(PC pc, const SulSystem *system) {
  static const double share = 25;
  double bound = system->bound;
  KSP smoother;

  PetscFunctionBegin;
  if (bound == 0) PetscCall(SulStiffnessSpectralBound(system->mesh, system->body->phases, &bound));
  bound /= 1 + 1 / share;
  PetscCall(PCMGGetSmoother(pc, 1, &smoother));
  PetscCall(KSPChebyshevSetEigenvalues(smoother, bound, bound / share));
  PetscFunctionReturn(0);
}

static PetscErrorCode SetSmoother(PC pc, const SulSystem *system) {
  KSP smoother;
  PC inverse;

  PetscFunctionBegin;
  PetscCall(PCMGGetSmoother(pc, 1, &smoother));
  PetscCall(KSPSetType(smoother, KSPCHEBYSHEV));
  PetscCall(SetBound(pc, system));
  PetscCall(KSPSetTolerances(smoother, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 2));
  PetscCall(KSPGetPC(smoother, &inverse));
  PetscCall(PCSetType(inverse, PCPBJACOBI));
  PetscFunctionReturn(0);
}

/* Of the diagonal blocks, which the smoothers take. */
static PetscErrorCode RefreshInverses(const SulSystem *system) {
  PetscFunctionBegin;
  PetscCall(SulBlocksRefreshInverse(system->stiffness));
  if (system->hierarchy) PetscCall(SulBlocksRefreshInverse(system->hierarchy->stiffness));
  PetscFunctionReturn(0);
}

/* A two-level cycle over a coarse matrix (scalar, with its rigid motions attached), which the given
 * kind of multigrid treats in turn. The finest level stays in blocks. */
static PetscErrorCode CreateLevels(SulSystem *system, const Multigrid *kind, Mat coarse_matrix,
                                   Mat interpolation) {
  PC pc, coarse_pc;
  KSP coarse;

  PetscFunctionBegin;
  PetscCall(RefreshInverses(system)); /* to the bits as after a refill */
  PetscCall(KSPSetOperators(system->ksp, system->stiffness, system->stiffness));
  PetscCall(KSPGetPC(system->ksp, &pc));
  PetscCall(PCSetType(pc, PCMG));
  PetscCall(PCSetUseAmat(pc, PETSC_FALSE)); /* smoothers see what the preconditioner is made from */
  PetscCall(PCMGSetLevels(pc, 2, NULL));
  PetscCall(PCMGSetInterpolation(pc, 1, interpolation));
  PetscCall(PCMGGetCoarseSolve(pc, &coarse));
  PetscCall(KSPSetOperators(coarse, coarse_matrix, coarse_matrix));
  PetscCall(KSPSetType(coarse, kind->cycles > 1 ? KSPRICHARDSON : KSPPREONLY));
  PetscCall(KSPSetNormType(coarse, KSP_NORM_NONE));
  PetscCall(KSPSetTolerances(coarse, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, kind->cycles));
  PetscCall(KSPGetPC(coarse, &coarse_pc));
  /* Two cycles below plain aggregation keep the iterations from growing with the mesh (19 to 22
   * instead of 25 from 54 thousand to 1.2 million unknowns, for 8 % of the solve's time); below
   * order 2 they gain nothing. A user's option goes before. */
  if (system->mesh->order == 1 && kind->cycles == 1)
    PetscCall(SulOptionsDefault("-mg_coarse_pc_mg_multiplicative_cycles", "2"));
  PetscCall(ConfigureMultigrid(kind, system->hierarchy ? linear_bound : 0, coarse_pc));
  PetscCall(SetSmoother(pc, system));
  PetscFunctionReturn(0);
}

/* Order 1: aggregates of nodes as coarse space. */
static PetscErrorCode CreateOrder1(SulSystem *system, const Multigrid *kind) {
  Mat coarse, interpolation, scalar;
  PC pc;

  PetscFunctionBegin;
  PetscCall(SulAggregationCreate(system, &coarse, &interpolation));
  if (coarse) {
    PetscCall(CreateLevels(system, kind, coarse, interpolation));
  } else { /* another matrix type was asked for on the command line */
    PetscCall(ScalarCopy(system->mesh, system->length, system->stiffness, &scalar));
    PetscCall(KSPSetOperators(system->ksp, system->stiffness, scalar));
    PetscCall(MatDestroy(&scalar));
    PetscCall(KSPGetPC(system->ksp, &pc));
    PetscCall(ConfigureMultigrid(kind, linear_bound, pc));
  }
  PetscCall(MatDestroy(&coarse));
  PetscCall(MatDestroy(&interpolation));
  PetscFunctionReturn(0);
}

/* Order 2: linear elements on the vertices as coarse space (p-multigrid). */
static PetscErrorCode CreateOrder2(SulSystem *system, const Multigrid *kind) {
  Mat scalar;
  SulHierarchy *hierarchy = system->hierarchy;

  PetscFunctionBegin;
  PetscCall(ScalarCopy(&hierarchy->mesh, system->length, hierarchy->stiffness, &scalar));
  PetscCall(CreateLevels(system, kind, scalar, hierarchy->interpolation));
  PetscCall(MatDestroy(&scalar));
  PetscFunctionReturn(0);
}

/* ---- Choice ---------------------------------------------------------------------------------- */

static PetscErrorCode CreateMultigrid(SulSystem *system, const char **name) {
  const Multigrid *kind = &multigrids[system->attempt];
  bool quadratic = system->hierarchy != NULL;

  PetscFunctionBegin;
  *name = quadratic ? kind->below_order2 : kind->below_order1;
  PetscCall(quadratic ? CreateOrder2(system, kind) : CreateOrder1(system, kind));
  PetscFunctionReturn(0);
}

/* The command line names a preconditioner: it gets the matrix in the format that all of them take.
 */
static PetscErrorCode CreateForUser(SulSystem *system, const char **name) {
  Mat scalar;

  PetscFunctionBegin;
  *name = "as the command line says";
  PetscCall(ScalarCopy(system->mesh, system->length, system->stiffness, &scalar));
  PetscCall(KSPSetOperators(system->ksp, system->stiffness, scalar));
  PetscCall(MatDestroy(&scalar));
  PetscFunctionReturn(0);
}

PetscErrorCode SulPreconditionerCount(const SulSystem *system, int *count) {
  PetscFunctionBegin;
  *count = MULTIGRIDS;
  if (system->preset == SUL_PRESET_DIRECT) PetscCall(SulDirectCount(system, count));
  PetscFunctionReturn(0);
}

PetscErrorCode SulPreconditionerCreate(SulSystem *system, const char **name, SulError *error) {
  PetscBool chosen;

  PetscFunctionBegin;
  PetscCall(KSPCreate(system->mesh->comm, &system->ksp));
  PetscCall(KSPSetType(system->ksp, KSPCG));
  PetscCall(KSPSetNormType(system->ksp, KSP_NORM_UNPRECONDITIONED));
  PetscCall(KSPSetTolerances(system->ksp, system->relative_tolerance, PETSC_DEFAULT, 1e6,
                             system->maximum_iterations));
  PetscCall(SetConvergence(system));
  PetscCall(PetscOptionsHasName(NULL, NULL, "-pc_type", &chosen));
  system->user_chose = chosen;
  if (chosen)
    PetscCall(CreateForUser(system, name));
  else if (system->preset == SUL_PRESET_DIRECT)
    PetscCall(SulDirectCreate(system, name, error));
  else
    PetscCall(CreateMultigrid(system, name));
  if (SulFailed(error)) PetscFunctionReturn(0);
  PetscCall(KSPSetFromOptions(system->ksp));
  PetscCall(KSPSetUp(system->ksp));
  PetscCall(SulOptionsForgetDefaults()); /* the next attempt has others */
  PetscFunctionReturn(0);
}

/* ---- Filled again ---------------------------------------------------------------------------- */

/* The two-level cycle of CreateLevels. */
static PetscErrorCode RefillLevels(const SulSystem *system, PC pc) {
  KSP coarse;
  Mat matrix, interpolation;
  PC coarse_pc;

  PetscFunctionBegin;
  PetscCall(PCMGGetCoarseSolve(pc, &coarse));
  PetscCall(KSPGetOperators(coarse, &matrix, NULL));
  if (system->hierarchy) {
    PetscCall(MatConvert(system->hierarchy->stiffness, MATAIJ, MAT_REUSE_MATRIX, &matrix));
  } else {
    PetscCall(PCMGGetInterpolation(pc, 1, &interpolation));
    PetscCall(SulAggregationRefill(system, interpolation, matrix));
  }
  PetscCall(KSPSetOperators(coarse, matrix, matrix));
  PetscCall(KSPGetPC(coarse, &coarse_pc));
  if (!multigrids[system->attempt].type)
    PetscCall(SulSmoothedRefill(coarse_pc, system->hierarchy ? linear_bound : 0));
  PetscCall(SetBound(pc, system));
  PetscFunctionReturn(0);
}

/* The matrices keep their places; KSPSetOperators tells PETSc that their values are others. */
PetscErrorCode SulPreconditionerRefill(SulSystem *system) {
  Mat matrix;
  PC pc;

  PetscFunctionBegin;
  PetscCall(RefreshInverses(system));
  PetscCall(KSPGetOperators(system->ksp, NULL, &matrix));
  PetscCall(KSPGetPC(system->ksp, &pc));
  bool multigrid = !system->user_chose && system->preset != SUL_PRESET_DIRECT;
  if (matrix == system->stiffness) {
    PetscCall(RefillLevels(system, pc));
  } else {
    PetscCall(MatConvert(system->stiffness, MATAIJ, MAT_REUSE_MATRIX, &matrix));
    if (multigrid && !multigrids[system->attempt].type)
      PetscCall(SulSmoothedRefill(pc, linear_bound));
  }
  PetscCall(KSPSetOperators(system->ksp,
                            system->consistent ? system->consistent : system->stiffness, matrix));
  PetscCall(KSPSetUp(system->ksp));
  PetscFunctionReturn(0);
}
