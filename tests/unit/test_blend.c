/* SPDX-License-Identifier: BSD-2-Clause */
/* A preconditioner made from a blend of tangent and elastic tangent: what is solved with stays the
 * tangent, and the way back leads to the same bits; Newton's method goes on with it where a linear
 * solve has failed, to the same solution, and cuts the increment where that fails too. */
#include "deformed.h"

#define BLEND_CASE                                                                                 \
  "boundaries:\n"                                                                                  \
  "  - {faces: [zmin], condition: fixed}\n"                                                        \
  "  - {faces: [zmax], condition: displacement, displacement: [0.1 um, free, free]}\n"             \
  "solver: {relative_tolerance: 1e-9, preset: %s}\n"
static const char *const flowing[2] = {"linear_plastic", "linear_elastic"};

static PetscErrorCode Make(const Block *block, const char *preset, Problem *problem,
                           SulSystem *system) {
  char text[1000];

  PetscFunctionBegin;
  snprintf(text, sizeof text, BLEND_CASE, preset);
  PetscCall(ProblemCreate(block, text, problem));
  for (int p = 0; p < 2; p++)
    SetModel(&problem->body.phases[p], flowing[p]);
  PetscCall(ProblemSystem(problem, system));
  PetscFunctionReturn(0);
}

/* ---- What is solved with, and what preconditioners are made from ------------------------------ */

/* |K v - the points' action| and |M v - K v - share K_0 v|, K and M the solver's two matrices. */
static PetscErrorCode CheckMatrices(const Problem *problem, const SulSystem *system, double share) {
  const SulMesh *mesh = &problem->mesh;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *v, *product = SulAllocate(size, sizeof *product);
  double *basis = SulAllocate(size, sizeof *basis), *rest = SulAllocate(size, sizeof *rest);
  double *action = SulAllocate(size, sizeof *action);
  Mat tangent, made_from, elastic;

  PetscFunctionBegin;
  PetscCall(Deform(mesh, 1, 100000, &v));
  SulConstraintsProject(&problem->body.constraints, mesh->nodes_local, v);
  PetscCall(KSPGetOperators(system->ksp, &tangent, &made_from));
  PetscCall(SulStiffnessCreate(mesh, problem->body.phases, &problem->body.constraints,
                               1 / (system->modulus * system->length), &elastic));
  PetscCall(Apply(tangent, v, product));
  PetscCall(Apply(made_from, v, basis));
  PetscCall(Apply(elastic, v, rest));
  SulPointsTangent(problem->body.points, v, action);
  SulConstraintsProject(&problem->body.constraints, mesh->nodes_owned, action);
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++) {
    action[i] /= system->modulus * system->length;
    rest[i] = product[i] + share * rest[i];
  }
  double largest = ProblemLargest(3 * mesh->nodes_owned, product);
  CheckClose(mesh, product, action, 1e-13, largest);
  CheckClose(mesh, basis, rest, 1e-13, largest);
  PetscCall(MatDestroy(&elastic));
  free(v);
  free(product);
  free(basis);
  free(rest);
  free(action);
  PetscFunctionReturn(0);
}

/* Iterations of a solve with the tangent; x := the solution. */
static PetscErrorCode Solve(const SulSystem *system, Vec b, Vec x, PetscInt *iterations) {
  KSPConvergedReason reason;

  PetscFunctionBegin;
  PetscCall(KSPSetInitialGuessNonzero(system->ksp, PETSC_FALSE));
  PetscCall(KSPSolve(system->ksp, b, x));
  PetscCall(KSPGetConvergedReason(system->ksp, &reason));
  PetscCall(KSPGetIterationNumber(system->ksp, iterations));
  CHECK(reason > 0);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckSystem(const Block *block, const char *preset) {
  Problem problem;
  SulSystem system;
  SulError error = {0};
  PetscInt before, blended, after;
  PetscReal norm, apart;
  double *u;
  Vec b, x, y;

  PetscFunctionBegin;
  PetscCall(Make(block, preset, &problem, &system));
  PetscCall(SulSystemSetUp(&system, &error));
  CHECK(!SulFailed(&error));
  SulPoints *points = problem.body.points;
  double *swelling = ProblemSwelling(&problem);
  double *force = SulAllocate((size_t)problem.mesh.nodes_owned, 3 * sizeof *force);
  PetscCall(Deform(&problem.mesh, 0.06, 1, &u));
  SulDeformation deformation = {.u = u, .swelling = swelling};
  CHECK(SulPointsRespond(points, &deformation, force).count == 0);
  PetscCall(MatCreateVecs(system.stiffness, &x, &b));
  PetscCall(VecDuplicate(x, &y));
  PetscScalar *values;
  PetscCall(VecGetArray(b, &values));
  for (PetscInt i = 0; i < 3 * problem.mesh.nodes_owned; i++)
    values[i] = force[i];
  SulConstraintsProject(&problem.body.constraints, problem.mesh.nodes_owned, values);
  PetscCall(VecRestoreArray(b, &values));
  PetscCall(SulSystemRefill(&system, points));
  PetscCall(CheckMatrices(&problem, &system, 0));
  PetscCall(Solve(&system, b, x, &before));
  PetscCall(SulSystemBlend(&system, 0.1));
  for (int fill = 0; fill < 2; fill++)
    PetscCall(SulSystemRefill(&system, points));
  PetscCall(CheckMatrices(&problem, &system, 0.1));
  PetscCall(Solve(&system, b, y, &blended));
  CHECK(blended <= 2 * before + 20);
  PetscCall(VecNorm(x, NORM_2, &norm));
  PetscCall(VecAXPY(y, -1, x));
  PetscCall(VecNorm(y, NORM_2, &apart));
  CHECK(norm > 0 && apart < 1e-6 * norm);
  PetscCall(SulSystemBlend(&system, 0));
  PetscCall(SulSystemRefill(&system, points));
  CHECK(!system.consistent);
  PetscCall(CheckMatrices(&problem, &system, 0));
  PetscCall(Solve(&system, b, y, &after));
  CHECK(after == before);
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  free(u);
  free(swelling);
  free(force);
  PetscFunctionReturn(0);
}

/* ---- Newton's method --------------------------------------------------------------------------- */

typedef struct {
  int tries, accepted, blended;
} Told;

static PetscErrorCode Tried(void *context, const SulTry *one) {
  Told *told = context;

  PetscFunctionBegin;
  told->tries++;
  told->accepted += one->accepted;
  told->blended += one->accepted && strncmp(one->why, "blended", 7) == 0;
  PetscFunctionReturn(0);
}

/* The whole program, with so many linear solves that fail; free() u. */
static PetscErrorCode Run(const Block *block, const char *failures, Told *told, double **u) {
  Problem problem;
  SulSystem system;
  SulSolution solution;
  SulStepResult result;
  SulError error = {0};
  void *state;

  PetscFunctionBegin;
  memset(told, 0, sizeof *told);
  PetscCall(PetscOptionsSetValue(NULL, "-solver_fail_solves", failures));
  PetscCall(Make(block, "multigrid", &problem, &system));
  PetscCall(PetscOptionsClearValue(NULL, "-solver_fail_solves"));
  system.observer = (SulObserver){.context = told, .Tried = Tried};
  SulSolutionCreate(&problem.body, &solution);
  PetscCall(SulStepNewton.create(&system, &state));
  PetscCall(SulStepNewton.take(state, 0, NULL, &solution, &result, &error));
  CHECK(!SulFailed(&error) && result.converged && system.failures_left == 0);
  size_t size = 3 * (size_t)problem.mesh.nodes_local;
  *u = SulAllocate(size, sizeof **u);
  memcpy(*u, solution.displacement, size * sizeof **u);
  PetscCall(SulStepNewton.destroy(&state));
  SulSolutionDestroy(&solution);
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckNewton(const Block *block) {
  Told well, once, twice;
  double *expected, *found, *cut, worst = 0;
  SulMesh mesh;

  PetscFunctionBegin;
  PetscCall(Run(block, "0", &well, &expected));
  PetscCall(Run(block, "1", &once, &found));
  PetscCall(Run(block, "2", &twice, &cut));
  CHECK(well.blended == 0 && well.accepted == well.tries);
  CHECK(once.blended == 1 && once.tries == well.tries && once.accepted == once.tries);
  CHECK(twice.accepted == twice.tries - 1);
  PetscCall(BlockRead(block, &mesh));
  for (PetscInt i = 0; i < 3 * mesh.nodes_owned; i++)
    worst = fmax(worst, fabs(found[i] - expected[i]));
  double size = ProblemLargest(3 * mesh.nodes_owned, expected);
  CHECK_NEAR(ProblemLargest(1, &worst), 0, 1e-7, size);
  PetscCall(SulMeshDestroy(&mesh));
  free(expected);
  free(found);
  free(cut);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = 1, .jitter = 0.15};
  int ranks;

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  PetscCall(PetscOptionsSetValue(NULL, "-solver_coarsest", "20"));
  for (; block.order <= 2; block.order++) {
    PetscCall(CheckSystem(&block, "multigrid"));
    if (ranks == 1) PetscCall(CheckSystem(&block, "direct"));
    PetscCall(CheckNewton(&block));
  }
  PetscCall(PetscFinalize());
  return CheckResult();
}
