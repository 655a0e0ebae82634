/* SPDX-License-Identifier: BSD-2-Clause */
/* From a case and a mesh to displacements: the body, the linear system, load steps. */
#ifndef SULFEM_SOLVE_H
#define SULFEM_SOLVE_H

#include <petscksp.h>
#include <signal.h>
#include <sulfem/case.h>
#include <sulfem/fem.h>

/* ---- The body: what the case says of the mesh's groups --------------------------------------- */

typedef struct {
  int boundary;     /* index into mesh->boundaries */
  int entry;        /* of the case's boundaries, from 0 */
  double pressure;  /* Pa, positive pushes on the body */
  const char *path; /* where it was asked for, told in messages */
  int line;
} SulPressureCondition;

typedef struct {
  SulPhase *phases;             /* [mesh->phase_count] */
  const SulPhaseInput **inputs; /* [mesh->phase_count], where they come from */
  int displacement_count, pressure_count;
  SulDisplacementCondition *displacements;
  SulPressureCondition *pressures;
  double *face_pressure; /* [mesh->faces_local] Pa, on the first of a triangle's faces only */
} SulBody;

/* Matches the case's groups with the mesh's: a phase left out, a group that does not exist and
 * pressure on a surface inside the body are SUL_INPUT. Not collective, the same on every rank. */
void SulBodyAssign(const SulCase *input, const SulMesh *mesh, SulBody *body, SulError *error);
/* Collective. Fills face_pressure. A triangle in several groups is pressed once if one entry of the
 * case names them; if several do, that is SUL_INPUT, with the place. `length`: metres per mesh
 * unit. */
PetscErrorCode SulBodyPressFaces(const SulMesh *mesh, double length, SulBody *body,
                                 SulError *error);
void SulBodyDestroy(SulBody *body);

/* ---- Load steps ------------------------------------------------------------------------------ */

/* The loads of one solve: the eigenstrain of each phase, and the factor on pressures and prescribed
 * displacements. The problem is linear in all of them together. */
typedef struct {
  double *swelling; /* [phase_count] */
  double mechanical;
} SulLoad;

/* Which loads to solve for and how the steps follow from them: step s is the sum over solves k of
 * factor[s * solve_count + k] times solution k. There are as many solves as the steps' loads are
 * linearly independent, so steps that only scale the same swelling cost one. */
typedef struct {
  int step_count, solve_count, phase_count;
  SulLoad *step;  /* [step_count], the loads of the steps themselves */
  SulLoad *solve; /* [solve_count] */
  double *factor; /* [step_count][solve_count] */
} SulPlan;

PetscErrorCode SulPlanCreate(const SulBody *body, int phase_count, const double *program,
                             size_t step_count, SulPlan *plan);
void SulPlanDestroy(SulPlan *plan);
/* The last solve (index) that step s needs; -1 for a step without load. */
int SulPlanNeeds(const SulPlan *plan, int step);

/* ---- The linear system ----------------------------------------------------------------------- */

typedef struct SulHierarchy SulHierarchy; /* of the p-multigrid, private to src/solve */

/* Solved in units of `length` and `modulus`, so that no tolerance depends on the case's units. */
typedef struct {
  const SulMesh *mesh;
  const SulBody *body;
  SulLog *log;
  double length, modulus;     /* m, Pa */
  SulConstraints constraints; /* with the pins of free rigid motions */
  SulRigidMotions motions;
  Mat stiffness; /* BAIJ, dimensionless */
  KSP ksp;
  SulHierarchy *hierarchy; /* order 2 only */
  SulPreset preset;
  double relative_tolerance; /* of the case */
  double asked;              /* what is to be reached: the case's, or -ksp_rtol's */
  int maximum_iterations;
  int failures_wanted; /* for tests: the first N preconditioners fail, -solver_fail_attempts N */
  int attempt;         /* which of the preconditioners is in use, from 0 */
  bool user_chose;     /* the command line names one: no other is tried */
  const volatile sig_atomic_t *stop;         /* set by a signal; may be NULL */
  double deadline;                           /* of SulClock, 0: none */
  bool interrupted;                          /* by one of the two */
  double assembly_time, preconditioner_time; /* s */
} SulSystem;

/* Collective. Constraints, free rigid motions (named in the log), stiffness. Pressures that do work
 * on a free rigid motion are SUL_INPUT. */
PetscErrorCode SulSystemCreate(const SulMesh *mesh, const SulBody *body, const SulCase *input,
                               SulLog *log, SulSystem *system, SulError *error);
/* Collective. The preconditioner, where there is none, with PETSc's options; `asked`. A tolerance
 * in them that cannot be reached is SUL_INPUT. */
PetscErrorCode SulSystemSetUp(SulSystem *system, SulError *error);
PetscErrorCode SulSystemDestroy(SulSystem *system);

/* Collective. Do the conditions agree with each other, with the mesh and with the loads? Names free
 * rigid motions in the log; makes no matrix. */
PetscErrorCode SulSystemCheck(const SulMesh *mesh, const SulBody *body, SulLog *log,
                              SulError *error);

typedef struct {
  int iterations;
  double residual; /* true residual, relative to the load */
  bool converged;  /* the residual is what was asked for */
  bool stopped;    /* by a signal or the deadline before that: `u` is the latest iterate */
} SulSolveResult;

/* Collective. Displacements u [nodes_local][3] m under the load, free rigid motions taken out. The
 * content of u is the initial guess. No
 * convergence, after the other preconditioners have been tried, is SUL_DIVERGED. */
PetscErrorCode SulSystemSolve(SulSystem *system, const SulLoad *load, double *u,
                              SulSolveResult *result, SulError *error);

/* Collective. Forces of the surroundings on the owned nodes [nodes_owned][3] under u: internal
 * forces less applied ones, zero but at constrained nodes. `imbalance` is the norm of what is left
 * at free nodes, relative to the load's: the equilibrium as the materials' point functions see it.
 */
PetscErrorCode SulSystemReactions(const SulSystem *system, const SulLoad *load, const double *u,
                                  double *reaction, double *imbalance);

/* Bytes that a solve will need on all ranks together, from measurements (docs/performance.md). */
static inline double SulSolveMemory(int element_order, double unknowns, int ranks) {
  return (element_order == 1 ? 1450 : 1800) * unknowns + 1e8 * (1 + ranks);
}

#endif
