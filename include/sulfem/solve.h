/* SPDX-License-Identifier: BSD-2-Clause */
/* From a body and its loads to displacements: the linear system, and ways to take a step. */
#ifndef SULFEM_SOLVE_H
#define SULFEM_SOLVE_H

#include <petscksp.h>
#include <signal.h>
#include <sulfem/array.h>
#include <sulfem/body.h>
#include <sulfem/case.h>
#include <sulfem/try.h>

/* ---- The plan of a linear problem ------------------------------------------------------------ */

/* Which loads to solve for and how the steps follow from them: step s is the sum over solves k of
 * factor[s * solve_count + k] times solution k. The problem is linear in all parts of a load
 * together, so there are as many solves as the steps' loads are linearly independent: steps that
 * only scale the same swelling cost one. */
typedef struct {
  int step_count, solve_count, phase_count, course_count;
  const SulLoad *step; /* [step_count], the caller's */
  SulLoad *solve;      /* [solve_count] */
  double *factor;      /* [step_count][solve_count] */
} SulPlan;

/* `steps`: [step_count], loads of the body; they stay the caller's and in place. */
PetscErrorCode SulPlanCreate(const SulBody *body, const SulLoad *steps, int step_count,
                             SulPlan *plan);
void SulPlanDestroy(SulPlan *plan);
/* The last solve (index) that step s needs; -1 for a step without load. */
int SulPlanNeeds(const SulPlan *plan, int step);

/* ---- The linear system ----------------------------------------------------------------------- */

typedef struct SulHierarchy SulHierarchy; /* of the p-multigrid, private to src/solve */

/* Who wants to know how steps are taken; any of the functions may be missing. All are collective. */
typedef struct {
  void *context;
  PetscErrorCode (*Tried)(void *context, const SulTry *one);
  /* An increment was accepted: the points have answered to the solution and not been committed.
   * `target`: it is a target of the program, which whoever takes the step commits. */
  PetscErrorCode (*Accepted)(void *context, const SulSolution *solution, bool target,
                             SulError *error);
  /* One that is no target was committed after that: a checkpoint of now goes on behind it. */
  PetscErrorCode (*Committed)(void *context, SulError *error);
  /* What is known of this place in the phase (of the mesh) beside that, for a message: begins with a
   * comma, or is empty. Not collective, the same on all ranks. */
  void (*Name)(void *context, int phase, const double position[3], char *text, size_t size);
} SulObserver;

/* Solved in units of `length` and `modulus`, so that no tolerance depends on the case's units. */
typedef struct {
  const SulMesh *mesh;
  const SulBody *body;
  SulLog *log;
  double length, modulus; /* m, Pa */
  Mat stiffness;          /* BAIJ, dimensionless; preconditioners are made from it */
  double blend;           /* so much of the tangent at rest is in it (SulSystemBlend) */
  Mat consistent;         /* the tangent without that; NULL where blend is 0 */
  double bound;           /* of its spectrum (SulTangentRows); 0: it is that of the body at rest */
  KSP ksp;
  SulHierarchy *hierarchy; /* order 2 only */
  SulPreset preset;
  double relative_tolerance; /* of the case */
  double asked;              /* what is to be reached: the case's, or -ksp_rtol's */
  int maximum_iterations;
  int failures_left;   /* for tests: so many solves still fail, -solver_fail_solves N */
  int failures_wanted; /* for tests: the first N preconditioners fail, -solver_fail_attempts N;
                          see smoothed.c for two more */
  int attempt;         /* which of the preconditioners is in use, from 0 */
  bool user_chose;     /* the command line names one: no other is tried */
  const SulLoad *load; /* that the points last answered to, for pressures on faces that move; NULL:
                          the faces stay */
  double largest_step; /* of an increment, in the program's value; 0: as the problem asks */
  SulObserver observer;
  const volatile sig_atomic_t *stop;         /* set by a signal; may be NULL */
  double deadline;                           /* of SulClock, 0: none */
  bool interrupted;                          /* by one of the two */
  double assembly_time, preconditioner_time; /* s */
} SulSystem;

/* Collective. Scales and stiffness of a body that SulBodyHold has seen. A type of matrix that cannot
 * hold the stiffness (-mat_type) is SUL_INPUT. */
PetscErrorCode SulSystemCreate(const SulBody *body, const SulCase *input, SulLog *log,
                               SulSystem *system, SulError *error);
/* Collective. The stiffness anew, in the place of what was there: the tangent where the points last
 * answered, or that of the body's phases at rest (NULL). A preconditioner that there is goes with
 * it: spaces and patterns stay, matrices and bounds are worked out again. What a Newton iteration
 * pays before its solve. */
PetscErrorCode SulSystemRefill(SulSystem *system, const SulPoints *points);
/* Collective. From the next refill with a tangent on, preconditioners are made from the tangent plus
 * `share` of that at rest, and what is solved with stays the tangent; 0: from the tangent again. A
 * share costs a second matrix as long as it is there. For a system that has been set up. */
PetscErrorCode SulSystemBlend(SulSystem *system, double share);
/* Collective. The preconditioner, where there is none, with PETSc's options; `asked`. A tolerance
 * in them that cannot be reached is SUL_INPUT. */
PetscErrorCode SulSystemSetUp(SulSystem *system, SulError *error);
PetscErrorCode SulSystemDestroy(SulSystem *system);

typedef struct {
  int iterations;
  double residual; /* true residual, relative to the load */
  bool converged;  /* the residual is what was asked for */
  bool stopped;    /* by a signal or the deadline before that: `u` is the latest iterate */
} SulSolveResult;

/* Dimensionless per N: of forces, as the system's equations have them. */
static inline double SulSystemForceScale(const SulSystem *system) {
  return 1 / (system->modulus * system->length * system->length);
}

/* Collective. Displacements u [nodes_local][3] m under the load, free rigid motions taken out. The
 * content of u is the initial guess. No convergence, after the other preconditioners have been
 * tried, is SUL_DIVERGED. */
PetscErrorCode SulSystemSolve(SulSystem *system, const SulLoad *load, double *u,
                              SulSolveResult *result, SulError *error);

/* ---- Steps ----------------------------------------------------------------------------------- */

/* What was checked of a step, never what was hoped. */
typedef struct {
  int iterations;  /* of the solves that this step cost; 0 where it is a superposition */
  double residual; /* true relative residual of the worst solve behind this step */
  bool converged;  /* the residual is what was asked for */
  bool stopped;    /* by a signal or the deadline before that */
  double checking; /* s, that the check took */
  int substeps;    /* accepted since the target before */
  int cuts;        /* tries since then that were not */
  int newton;      /* iterations of Newton's method, of all tries since then */
} SulStepResult;

/* A way to take steps. `state` is its own; all are collective. */
typedef struct {
  /* For the targets of the body's program. */
  PetscErrorCode (*create)(SulSystem *system, void **state);
  /* Takes `solution` to the step (from 0): all of it. `guess` [nodes_local][3] is where an earlier
   * try at this step stood, or NULL. No convergence is SUL_DIVERGED. After a stop the solution is
   * the last step's still, or has this step's time and load and a displacement to go on from. What
   * `result` counts goes on where a restart is in the middle of a step. */
  PetscErrorCode (*take)(void *state, int step, const double *guess, SulSolution *solution,
                         SulStepResult *result, SulError *error);
  /* What a checkpoint has to hold of the state beside the solution: *arrays [*count], valid until
   * the next call of any of these. They are written from and read into in place. */
  PetscErrorCode (*arrays)(void *state, SulArray **arrays, int *count);
  /* After the arrays were read: found[count] says which. What counts as solved is checked anew.
   * *done := the targets that lie behind, where the next `take` is of the one after them, and `load`
   * (made) that of the last accepted increment, plates where they were; or -1: all of the steps are
   * taken again. */
  PetscErrorCode (*resume)(void *state, const bool *found, SulLoad *load, int *done,
                           SulError *error);
  PetscErrorCode (*destroy)(void **state);
} SulStepKind;

/* Linear problems: as many solves as there are independent loads, the rest is superposition. A step
 * whose sum of solves is not good enough is solved for itself. */
extern const SulStepKind SulStepSuperposed;

/* Problems that are not linear: Newton's method, increment by increment, the program's targets hit
 * exactly. An increment without convergence is cut to a quarter, one that makes some point flow or
 * swell too far to a half; after two easy ones they grow by half. Where they would get too small
 * that is SUL_DIVERGED, with the place in the body, and the solution is the last accepted one. The
 * observer hears of every try. */
extern const SulStepKind SulStepNewton;

/* Bytes that a solve will need on all ranks together, from measurements (docs/performance.md). */
static inline double SulSolveMemory(int element_order, double unknowns, int ranks) {
  return (element_order == 1 ? 1450 : 1800) * unknowns + 1e8 * (1 + ranks);
}

#endif
