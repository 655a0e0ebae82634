/* SPDX-License-Identifier: BSD-2-Clause */
/* Load steps of a linear problem: the singular value decomposition of the steps' loads tells how
 * many independent ones there are. Its left singular vectors are solved for when they are fewer
 * than the steps; they are orthonormal, so superposition does not amplify the solver's tolerance.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/solve.h>

#include <petscblaslapack.h>

static int Width(const SulPlan *plan) {
  return plan->phase_count + plan->course_count;
}

/* The numbers of a load that its solution is linear in: swellings, then courses. */
static double *Amplitude(const SulPlan *plan, SulLoad *load, int i) {
  return i < plan->phase_count ? &load->swelling[i] : &load->course[i - plan->phase_count];
}

/* Loads as columns of a matrix [width][steps]. */
static double *LoadMatrix(const SulPlan *plan) {
  size_t width = (size_t)Width(plan), steps = (size_t)plan->step_count;
  double *matrix = SulAllocate(width * steps, sizeof *matrix);
  for (size_t s = 0; s < steps; s++)
    for (size_t i = 0; i < width; i++)
      matrix[s * width + i] = *Amplitude(plan, (SulLoad *)&plan->step[s], (int)i);
  return matrix;
}

static void SolveEachStep(SulPlan *plan) {
  int solves = 0;
  for (int s = 0; s < plan->step_count; s++) {
    SulLoad *step = (SulLoad *)&plan->step[s];
    bool loaded = false;
    for (int i = 0; i < Width(plan); i++)
      loaded |= *Amplitude(plan, step, i) != 0;
    if (!loaded) continue;
    for (int i = 0; i < Width(plan); i++)
      *Amplitude(plan, &plan->solve[solves], i) = *Amplitude(plan, step, i);
    plan->factor[s * plan->solve_count + solves++] = 1;
  }
}

/* Basis vectors `u` [width][rank] with singular values, and the steps' coordinates vt. A basis load
 * is scaled to the largest step, so that a single independent load is solved at its full size. */
static void SolveBasis(SulPlan *plan, const double *u, const double *singular, const double *vt,
                       int least) {
  int width = Width(plan);
  for (int k = 0; k < plan->solve_count; k++) {
    double size = 0;
    for (int s = 0; s < plan->step_count; s++) {
      double coordinate = singular[k] * vt[k + s * least];
      if (fabs(coordinate) > fabs(size)) size = coordinate;
    }
    for (int i = 0; i < width; i++)
      *Amplitude(plan, &plan->solve[k], i) = size * u[k * width + i];
    for (int s = 0; s < plan->step_count; s++)
      plan->factor[s * plan->solve_count + k] = singular[k] * vt[k + s * least] / size;
  }
}

static void AllocateSolves(SulPlan *plan, int count) {
  plan->solve_count = count;
  plan->solve = SulAllocate((size_t)count, sizeof *plan->solve);
  for (int k = 0; k < count; k++)
    SulLoadMake(plan->phase_count, plan->course_count, &plan->solve[k]);
  plan->factor = SulAllocate((size_t)count * (size_t)plan->step_count, sizeof *plan->factor);
}

static PetscErrorCode PlanSolves(SulPlan *plan) {
  PetscBLASInt width = Width(plan), steps = plan->step_count, info;
  PetscBLASInt least = width < steps ? width : steps, room = 10 * (width + steps);
  double *matrix = LoadMatrix(plan), *work = SulAllocate((size_t)room, sizeof *work);
  double *u = SulAllocate((size_t)width * (size_t)least, sizeof *u);
  double *singular = SulAllocate((size_t)least, sizeof *singular);
  double *vt = SulAllocate((size_t)least * (size_t)steps, sizeof *vt);
  int rank = 0, loaded = 0;

  PetscFunctionBegin;
  for (PetscBLASInt s = 0; s < steps; s++) {
    bool some = false;
    for (PetscBLASInt i = 0; i < width; i++)
      some |= matrix[s * width + i] != 0;
    loaded += some;
  }
  LAPACKgesvd_("S", "S", &width, &steps, matrix, &width, singular, u, &width, vt, &least, work,
               &room, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "LAPACK's gesvd failed: %d", (int)info);
  for (PetscBLASInt k = 0; k < least; k++)
    rank += singular[k] > 1e-13 * singular[0] && singular[0] > 0;
  AllocateSolves(plan, rank < loaded ? rank : loaded);
  if (rank < loaded)
    SolveBasis(plan, u, singular, vt, least);
  else
    SolveEachStep(plan);
  free(matrix);
  free(work);
  free(u);
  free(singular);
  free(vt);
  PetscFunctionReturn(0);
}

PetscErrorCode SulPlanCreate(const SulBody *body, const SulLoad *steps, int step_count,
                             SulPlan *plan) {
  PetscFunctionBegin;
  memset(plan, 0, sizeof *plan);
  plan->phase_count = body->mesh->phase_count;
  plan->course_count = body->program.course_count;
  plan->step_count = step_count;
  plan->step = steps;
  PetscCall(PlanSolves(plan));
  PetscFunctionReturn(0);
}

int SulPlanNeeds(const SulPlan *plan, int step) {
  int last = -1;
  for (int k = 0; k < plan->solve_count; k++)
    if (plan->factor[step * plan->solve_count + k] != 0) last = k;
  return last;
}

void SulPlanDestroy(SulPlan *plan) {
  for (int k = 0; k < plan->solve_count; k++)
    SulLoadDestroy(&plan->solve[k]);
  free(plan->solve);
  free(plan->factor);
  memset(plan, 0, sizeof *plan);
}
