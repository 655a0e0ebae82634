/* SPDX-License-Identifier: BSD-2-Clause */
/* What is called imbalance is one: the derivative of the potential energy at the nodes that are free to
 * move, relative to what the load does to the body at rest. */
#include "reported.h"

static const double pressure = 50e6;
static const char conditions[] =
    "boundaries:\n"
    "  - {faces: [zmin], condition: symmetry}\n"
    "  - {faces: [xmin], condition: displacement, displacement: [0.05 um, free, free]}\n"
    "  - {faces: [ymax], condition: symmetry}\n"
    "  - {faces: [zmax], condition: pressure, pressure: 50 MPa}\n"
    "solver: {relative_tolerance: %g, preset: %s}\n";

static PetscErrorCode Create(const Block *block, double tolerance, const char *preset,
                             State *state) {
  char text[1000];

  PetscFunctionBegin;
  snprintf(text, sizeof text, conditions, tolerance, preset);
  PetscCall(StateCreate(block, text, 1, state));
  PetscFunctionReturn(0);
}

static const SulBoundaryReport *Boundary(const State *state, const char *name) {
  const SulMesh *mesh = &state->problem.mesh;
  return &state->step.boundaries[SulGroupFind(mesh->boundaries, mesh->boundary_count, name)];
}

/* Strain energy, and what the pressure on the flat face loses when that moves outwards. */
static PetscErrorCode Potential(State *state, const double *u, double *energy) {
  PetscFunctionBegin;
  PetscCall(StateReport(state, u));
  const SulBoundaryReport *top = Boundary(state, "zmax");
  *energy = state->step.strain_energy + pressure * top->area * top->displacement_mean[2];
  PetscFunctionReturn(0);
}

/* The derivative at every owned unknown, by differences, which are exact for a square. */
static PetscErrorCode Gradient(State *state, const double *u, double *gradient) {
  const SulMesh *mesh = &state->problem.mesh;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *moved = SulAllocate(size, sizeof *moved), *energies = gradient, h = 1e-7;

  PetscFunctionBegin;
  for (PetscInt64 node = 0; node < mesh->nodes_total; node++)
    for (int i = 0; i < 3; i++) {
      double energy[2];
      PetscInt mine = -1;
      for (PetscInt a = 0; a < mesh->nodes_owned; a++)
        if (mesh->node_file[a] == node) mine = a;
      for (int side = 0; side < 2; side++) {
        memcpy(moved, u, size * sizeof *u);
        if (mine >= 0) moved[3 * mine + i] += side ? -h : h;
        PetscCall(SulMeshHalo(mesh, 3, moved));
        PetscCall(Potential(state, moved, &energy[side]));
      }
      if (mine >= 0) energies[3 * mine + i] = (energy[0] - energy[1]) / (2 * h);
    }
  free(moved);
  PetscFunctionReturn(0);
}

static PetscErrorCode FreeGradient(State *state, const double *u, double *gradient, double *norm) {
  const SulMesh *mesh = &state->problem.mesh;
  double sum = 0;

  PetscFunctionBegin;
  PetscCall(Gradient(state, u, gradient));
  SulConstraintsProject(&state->problem.body.constraints, mesh->nodes_owned, gradient);
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    sum += gradient[i] * gradient[i];
  *norm = sqrt(ProblemSum(sum));
  PetscFunctionReturn(0);
}

/* The body at rest: prescribed displacements where there are any, else nothing. */
static double *AtRest(const State *state) {
  const SulConstraints *constraints = &state->problem.body.constraints;
  size_t nodes = (size_t)state->problem.mesh.nodes_local;
  double *u = SulAllocate(3 * nodes, sizeof *u);
  for (size_t a = 0; a < nodes; a++)
    if (constraints->slot[a] >= 0)
      memcpy(&u[3 * a], constraints->prescribed[constraints->slot[a]], 3 * sizeof *u);
  return u;
}

/* A solution that is far from one, so that there is something to measure. */
static PetscErrorCode CheckLoose(const Block *block) {
  State state;
  SulError error = {0};
  SulSolveResult result;
  double norm, load, left[3] = {0};

  PetscFunctionBegin;
  PetscCall(Create(block, 0.05, "multigrid", &state));
  const SulMesh *mesh = &state.problem.mesh;
  double *u = AtRest(&state), *rest = AtRest(&state);
  double *gradient = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *gradient);
  PetscCall(SulSystemSolve(&state.system, &state.solution.load, u, &result, &error));
  CHECK(!SulFailed(&error) && result.converged);
  PetscCall(FreeGradient(&state, rest, gradient, &load));
  PetscCall(FreeGradient(&state, u, gradient, &norm));
  PetscCall(StateReport(&state, u));
  CHECK(state.step.imbalance > 1e-6 && state.step.imbalance < 0.1);
  CHECK_NEAR(state.step.imbalance, norm / load, 1e-6, 0);
  /* internal forces have no sum: what is left at free nodes is what the surface lacks */
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    for (int i = 0; i < 3; i++)
      left[i] += gradient[3 * a + i];
  double size = pressure * Boundary(&state, "zmax")->area;
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(Boundary(&state, "all")->force[i], -ProblemSum(left[i]), 1e-6, size);
  free(u);
  free(rest);
  free(gradient);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

/* The same solved: nothing is left, and the forces on the body balance each other. */
static PetscErrorCode CheckTight(const Block *block) {
  State state;
  SulError error = {0};
  SulSolveResult result;

  PetscFunctionBegin;
  PetscCall(Create(block, 1e-12, "direct", &state));
  double *u = AtRest(&state);
  PetscCall(SulSystemSolve(&state.system, &state.solution.load, u, &result, &error));
  CHECK(!SulFailed(&error) && result.converged);
  PetscCall(StateReport(&state, u));
  CHECK(state.step.imbalance < 1e-12);
  double size = 20e9 * SulPhaseSwelling(&state.problem.body.phases[0], 1) * 6e-12;
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(Boundary(&state, "all")->force[i], 0, 1e-12, size);
  CHECK_NEAR(Boundary(&state, "zmax")->force[2], -pressure * Boundary(&state, "zmax")->area, 1e-12,
             0);
  CHECK_NEAR(Boundary(&state, "zmin")->force[2], pressure * Boundary(&state, "zmax")->area, 1e-10,
             0);
  free(u);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = 1, .jitter = 0.15};
  PetscCall(CheckLoose(&block));
  PetscCall(CheckTight(&block));
  block.order = 2;
  PetscCall(CheckTight(&block));
  PetscCall(PetscFinalize());
  return CheckResult();
}
