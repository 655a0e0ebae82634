/* SPDX-License-Identifier: BSD-2-Clause */
/* Solving: every preconditioner comes to the same displacements; what is not solved is not called so;
 * what cannot be solved is refused with its place. */
#include "problem.h"

#define HELD                                                                                       \
  "boundaries:\n"                                                                                  \
  "  - {faces: [zmin], condition: fixed}\n"                                                        \
  "  - {faces: [zmax], condition: displacement, displacement: [0.1 um, free, free]}\n"             \
  "  - {faces: [xmax], condition: pressure, pressure: 500 MPa}\n"
#define SOLVER(what) "solver: {relative_tolerance: 1e-10, " what "}\n"

typedef struct {
  double *u; /* [size], of own nodes first; free() it */
  PetscInt size;
  SulSolveResult result;
  SulError error;
} Solved;

/* Collective. The case with an option of PETSc (NULL: none). */
static PetscErrorCode Solve(const Block *block, const char *text, const char *const option[2],
                            const volatile sig_atomic_t *stop, Solved *solved) {
  Problem problem;
  SulSystem system;
  SulLoad load;

  PetscFunctionBegin;
  if (option) PetscCall(PetscOptionsSetValue(NULL, option[0], option[1]));
  PetscCall(ProblemCreate(block, text, &problem));
  PetscCall(ProblemSystem(&problem, &system));
  system.stop = stop;
  SulLoadCreate(&problem.body, 1, &load);
  memset(solved, 0, sizeof *solved);
  solved->u = SulAllocate((size_t)problem.mesh.nodes_local, 3 * sizeof *solved->u);
  solved->size = 3 * problem.mesh.nodes_owned;
  PetscCall(SulSystemSolve(&system, &load, solved->u, &solved->result, &solved->error));
  if (option) PetscCall(PetscOptionsClearValue(NULL, option[0]));
  SulLoadDestroy(&load);
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* The direct solver says what the others have to find. */
static PetscErrorCode CheckAll(const Block *block, const char *conditions) {
  static const char *const options[][2] = {
      {NULL, NULL},           {"-solver_fail_attempts", "1"}, {"-solver_fail_attempts", "2"},
      {"-pc_type", "jacobi"}, {"-mat_type", "aij"},
  };
  char text[2000];
  Solved exact, found;

  PetscFunctionBegin;
  snprintf(text, sizeof text, "%s%s", conditions, SOLVER("preset: direct"));
  PetscCall(Solve(block, text, NULL, NULL, &exact));
  CHECK(!SulFailed(&exact.error) && exact.result.converged && exact.result.residual < 1e-10);
  double largest = ProblemLargest(exact.size, exact.u);
  CHECK(largest > 1e-9);
  snprintf(text, sizeof text, "%s%s", conditions, SOLVER("preset: multigrid"));
  for (size_t k = 0; k < sizeof options / sizeof options[0]; k++) {
    const SulSolveResult *result = &found.result;
    PetscCall(Solve(block, text, options[k][0] ? options[k] : NULL, NULL, &found));
    CHECK(!SulFailed(&found.error) && result->converged && !result->stopped);
    CHECK(result->residual > 0 && result->residual <= 1e-10 && result->iterations > 0);
    for (PetscInt i = 0; i < found.size; i++)
      found.u[i] -= exact.u[i];
    CHECK_NEAR(ProblemLargest(found.size, found.u), 0, 1e-8, largest);
    free(found.u);
  }
  free(exact.u);
  PetscFunctionReturn(0);
}

/* Too few iterations, a tolerance beyond double precision, a signal. */
static PetscErrorCode CheckUnfinished(const Block *block) {
  static const char *const beyond[2] = {"-ksp_rtol", "1e-20"};
  static const char *const none[2] = {"-ksp_type", "preonly"};
  const volatile sig_atomic_t stop = 1;
  Solved few, tolerance, unmeasured, stopped;

  PetscFunctionBegin;
  PetscCall(Solve(block, HELD SOLVER("maximum_iterations: 2"), NULL, NULL, &few));
  free(few.u);
  CHECK(few.error.status == SUL_DIVERGED && strstr(few.error.text, "1.0e-10 is asked for"));
  CHECK(!few.result.converged && few.result.residual > 1e-10);
  PetscCall(Solve(block, HELD, beyond, NULL, &tolerance));
  free(tolerance.u);
  CHECK(tolerance.error.status == SUL_INPUT && strstr(tolerance.error.text, "-ksp_rtol"));
  PetscCall(Solve(block, HELD, none, NULL, &unmeasured));
  free(unmeasured.u);
  CHECK(unmeasured.error.status == SUL_DIVERGED && !unmeasured.result.converged);
  PetscCall(Solve(block, HELD, NULL, &stop, &stopped));
  free(stopped.u);
  CHECK(!SulFailed(&stopped.error) && stopped.result.stopped && !stopped.result.converged);
  PetscFunctionReturn(0);
}

/* A second solve from the first one's solution has nothing to do; without a load nothing moves. */
static PetscErrorCode CheckAgain(const Block *block) {
  Problem problem;
  SulSystem system;
  SulLoad load, none;
  SulError error = {0};
  SulSolveResult first, second, nothing;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, "boundaries:\n  - {faces: [zmin], condition: fixed}\n", &problem));
  PetscCall(ProblemSystem(&problem, &system));
  SulLoadCreate(&problem.body, 1, &load);
  SulLoadCreate(&problem.body, 0, &none);
  double *u = SulAllocate((size_t)problem.mesh.nodes_local, 3 * sizeof *u);
  PetscCall(SulSystemSolve(&system, &none, u, &nothing, &error));
  CHECK(nothing.converged && nothing.iterations == 0 && nothing.residual == 0);
  CHECK(ProblemLargest(3 * problem.mesh.nodes_owned, u) == 0);
  PetscCall(SulSystemSolve(&system, &load, u, &first, &error));
  PetscCall(SulSystemSolve(&system, &load, u, &second, &error));
  CHECK(!SulFailed(&error) && first.converged && first.iterations > 0);
  CHECK(second.converged && second.iterations == 0 && second.residual <= 1e-8);
  free(u);
  SulLoadDestroy(&load);
  SulLoadDestroy(&none);
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* A phase becomes ten times softer: the matrix filled again and the multigrid made anew
 * come to what a system made of the new phase comes to, in as many iterations. */
static PetscErrorCode CheckRefilled(const Block *block) {
  Problem problem;
  SulSystem kept, fresh;
  SulLoad load;
  SulError error = {0};
  SulSolveResult first, second, wanted;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, HELD SOLVER("preset: multigrid"), &problem));
  PetscCall(ProblemSystem(&problem, &kept));
  SulLoadCreate(&problem.body, 1, &load);
  PetscInt size = 3 * problem.mesh.nodes_owned;
  double *u = SulAllocate((size_t)problem.mesh.nodes_local, 3 * sizeof *u);
  double *expected = SulAllocate((size_t)problem.mesh.nodes_local, 3 * sizeof *expected);
  PetscCall(SulSystemSolve(&kept, &load, u, &first, &error));
  double before = ProblemLargest(size, u);
  problem.body.phases[0].parameters[0] /= 10;
  PetscCall(SulSystemRefill(&kept, NULL));
  memset(u, 0, 3 * (size_t)problem.mesh.nodes_local * sizeof *u);
  PetscCall(SulSystemSolve(&kept, &load, u, &second, &error));
  PetscCall(SulSystemCreate(&problem.body, &problem.input, problem.log, &fresh, &error));
  PetscCall(SulSystemSolve(&fresh, &load, expected, &wanted, &error));
  CHECK(!SulFailed(&error) && first.converged && second.converged && wanted.converged);
  CHECK(abs(second.iterations - wanted.iterations) <= 1 && kept.attempt == 0);
  double largest = ProblemLargest(size, expected);
  CHECK(fabs(before / largest - 1) > 1e-2);
  for (PetscInt i = 0; i < size; i++)
    u[i] -= expected[i];
  CHECK_NEAR(ProblemLargest(size, u), 0, 1e-9, largest);
  free(u);
  free(expected);
  SulLoadDestroy(&load);
  PetscCall(SulSystemDestroy(&kept));
  PetscCall(SulSystemDestroy(&fresh));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* ---- What is refused ------------------------------------------------------------------------- */

typedef struct {
  const char *text, *words[2];
} Refused;

static const Refused refused[] = {
    {"boundaries:\n  - {faces: [xmni], condition: fixed}\n", {"no surface group \"xmni\"", "xmin"}},
    {"phases:\n  - {group: left, youngs_modulus: 1 GPa, poissons_ratio: 0.3}\n",
     {"\"right\"", "has no entry"}},
    {"phases:\n  - {group: left, youngs_modulus: 1 GPa, poissons_ratio: 0.3}\n"
     "  - {group: rihgt, youngs_modulus: 1 GPa, poissons_ratio: 0.3}\n",
     {"no volume group \"rihgt\"", "did you mean \"right\""}},
    {"boundaries:\n  - {faces: [all], condition: pressure, pressure: 1 MPa}\n"
     "  - {faces: [zmax], condition: pressure, pressure: 1 MPa}\n",
     {"share triangles", "\"zmax\""}},
    {"boundaries:\n  - {faces: [zmax], condition: pressure, pressure: 1 MPa}\n",
     {"do work on a rigid motion", "translation along z"}},
};

static PetscErrorCode CheckRefused(const Refused *wanted) {
  const Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = 1};
  Problem problem;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(ProblemTry(&block, wanted->text, &problem, &error));
  if (!SulFailed(&error)) PetscCall(SulBodyHold(&problem.body, problem.log, &error));
  CHECK(error.status == SUL_INPUT && strstr(error.text, "case.yaml:"));
  for (int i = 0; i < 2; i++)
    CHECK(strstr(error.text, wanted->words[i]));
  if (!strstr(error.text, wanted->words[0])) fprintf(stderr, "%s\n", error.text);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* Two groups of one entry press a common triangle once. */
static PetscErrorCode CheckPressedOnce(void) {
  const Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = 1};
  Problem problem;
  double force[3] = {0};

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block,
                          "boundaries:\n"
                          "  - {faces: [all, zmax], condition: pressure, pressure: 1 MPa}\n",
                          &problem));
  const SulMesh *mesh = &problem.mesh;
  double *nodal = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *nodal);
  SulPressureForce(mesh, problem.body.face_pressure, 2, NULL, nodal);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    for (int i = 0; i < 3; i++)
      force[i] += mesh->coordinates[3 * a + i] * nodal[3 * a + i];
  for (int i = 0; i < 3; i++) /* 2 p int x_i n_i dA = 2 p V */
    CHECK_NEAR(ProblemSum(force[i]), 2e6 * 8e-18, 1e-12, 0);
  SulError error = {0};
  PetscCall(SulBodyHold(&problem.body, problem.log, &error));
  CHECK(!SulFailed(&error)); /* all around: no work on rigid motions */
  free(nodal);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  Block block = {.cubes = {3, 3, 3}, .file_order = 1, .order = 1, .jitter = 0.1};
  PetscCall(CheckAll(&block, HELD));
  PetscCall(CheckUnfinished(&block));
  PetscCall(CheckAgain(&block));
  PetscCall(CheckRefilled(&block));
  block.order = 2;
  PetscCall(CheckRefilled(&block));
  PetscCall(CheckAll(&block, HELD));
  PetscCall(CheckUnfinished(&block));
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
    PetscCall(CheckRefused(&refused[i]));
  PetscCall(CheckPressedOnce());
  PetscCall(PetscFinalize());
  return CheckResult();
}
