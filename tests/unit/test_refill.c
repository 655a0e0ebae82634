/* SPDX-License-Identifier: BSD-2-Clause */
/* A system filled again: its preconditioner, kept with its spaces, solves as one made for the new
 * matrix does; the same tangent gives the same bits; back at rest it is what it was at the beginning.
 * Every kind of preconditioner, at both orders. */
#include "problem.h"

#define HELD                                                                                       \
  "boundaries:\n"                                                                                  \
  "  - {faces: [zmin], condition: fixed}\n"                                                        \
  "  - {faces: [zmax], condition: displacement, displacement: [0.1 um, free, free]}\n"
#define SOLVER(preset) "solver: {relative_tolerance: 1e-10, preset: " preset "}\n"

typedef struct {
  const char *text;
  const char *option[2];
  bool bits; /* MUMPS and GAMG add in the order in which messages come */
} Way;
static const Way ways[] = {
    {HELD SOLVER("multigrid"), {"-solver_fail_attempts", "0"}, true},
    {HELD SOLVER("multigrid"), {"-solver_fail_attempts", "1"}, false},
    {HELD SOLVER("multigrid"), {"-solver_fail_attempts", "2"}, false},
    {HELD SOLVER("multigrid"), {"-mat_type", "aij"}, true},
    {HELD SOLVER("multigrid"), {"-pc_type", "jacobi"}, true},
    {HELD SOLVER("direct"), {"-solver_fail_attempts", "0"}, false},
};

typedef struct {
  Problem problem;
  SulSystem system;
  SulLoad load;
  size_t size; /* of a displacement */
} Case;

/* The left phase flows early; the right one stays linear. */
static PetscErrorCode CaseCreate(const Block *block, const Way *way, Case *c) {
  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, way->text, &c->problem));
  SulPhase *phase = &c->problem.body.phases[0];
  phase->model = SulModelFind("linear_plastic");
  int yield = SulModelParameter(phase->model, "plasticity.yield_stress");
  for (int i = 2; i < phase->model->parameter_count; i++)
    phase->parameters[i] = 0;
  phase->parameters[yield] = 0.01 * phase->parameters[0];
  phase->parameters[SulModelParameter(phase->model, "plasticity.hardening.isotropic")] =
      0.1 * phase->parameters[0];
  PetscCall(ProblemSystem(&c->problem, &c->system));
  SulLoadCreate(&c->problem.body, 1, &c->load);
  c->size = 3 * (size_t)c->problem.mesh.nodes_local;
  PetscFunctionReturn(0);
}

static PetscErrorCode CaseDestroy(Case *c) {
  PetscFunctionBegin;
  SulLoadDestroy(&c->load);
  PetscCall(SulSystemDestroy(&c->system));
  PetscCall(ProblemDestroy(&c->problem));
  PetscFunctionReturn(0);
}

/* From rest, with the stiffness that there is; free() u. */
static PetscErrorCode Solve(Case *c, double **u, SulSolveResult *result) {
  SulError error = {0};

  PetscFunctionBegin;
  *u = SulAllocate(c->size, sizeof **u);
  PetscCall(SulSystemSolve(&c->system, &c->load, *u, result, &error));
  CHECK(!SulFailed(&error) && result->converged && result->residual <= 1e-10);
  PetscFunctionReturn(0);
}

/* The points' answer to the displacement `u`: the left phase flows in part. */
static void Answer(Case *c, const double *u) {
  double *force = SulAllocate(c->size, sizeof *force);
  SulDeformation deformation = {.u = u, .swelling = c->load.swelling};
  CHECK(SulPointsRespond(c->problem.body.points, &deformation, force).count == 0);
  free(force);
}

/* Largest difference, relative to the largest of `b`. */
static double Apart(const Case *c, const double *a, const double *b) {
  PetscInt own = 3 * c->problem.mesh.nodes_owned;
  double *left = SulAllocate(c->size, sizeof *left);
  for (PetscInt i = 0; i < own; i++)
    left[i] = a[i] - b[i];
  double apart = ProblemLargest(own, left) / ProblemLargest(own, b);
  free(left);
  return apart;
}

static PetscErrorCode CheckWay(const Block *block, const Way *way) {
  Case kept, fresh;
  double *rest, *first, *again, *expected, *back;
  SulSolveResult at_rest, result, repeated, wanted, returned;

  PetscFunctionBegin;
  PetscCall(PetscOptionsSetValue(NULL, way->option[0], way->option[1]));
  PetscCall(CaseCreate(block, way, &kept));
  PetscCall(Solve(&kept, &rest, &at_rest));
  Answer(&kept, rest);
  PetscCall(SulSystemRefill(&kept.system, kept.problem.body.points));
  PetscCall(Solve(&kept, &first, &result));
  CHECK(Apart(&kept, first, rest) > 1e-3);
  for (int fill = 0; fill < 2;
       fill++) /* the first one leaves the products behind, the second uses them */
    PetscCall(SulSystemRefill(&kept.system, kept.problem.body.points));
  PetscCall(Solve(&kept, &again, &repeated));
  CHECK(repeated.iterations == result.iterations);
  CHECK(Apart(&kept, again, first) <= (way->bits ? 0 : 1e-9));
  PetscCall(CaseCreate(block, way, &fresh));
  Answer(&fresh, rest);
  PetscCall(SulSystemRefill(&fresh.system, fresh.problem.body.points));
  PetscCall(Solve(&fresh, &expected, &wanted));
  CHECK_NEAR(Apart(&fresh, first, expected), 0, 1e-8, 1);
  CHECK(result.iterations <= wanted.iterations + 2 + wanted.iterations / 5);
  PetscCall(SulSystemRefill(&kept.system, NULL));
  PetscCall(Solve(&kept, &back, &returned));
  CHECK(returned.iterations == at_rest.iterations && Apart(&kept, back, rest) < 1e-12);
  PetscCall(PetscOptionsClearValue(NULL, way->option[0]));
  free(rest);
  free(first);
  free(again);
  free(expected);
  free(back);
  PetscCall(CaseDestroy(&kept));
  PetscCall(CaseDestroy(&fresh));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = 1, .jitter = 0.15};

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(
      PetscOptionsSetValue(NULL, "-solver_coarsest", "20")); /* several levels on a small mesh */
  for (; block.order <= 2; block.order++)
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
      PetscCall(CheckWay(&block, &ways[w]));
  PetscCall(PetscFinalize());
  return CheckResult();
}
