/* SPDX-License-Identifier: BSD-2-Clause */
/* What is reported of a displacement: under a uniform stress every number has a closed form, on
 * straight, turned and bent bodies; interfaces between like phases see that stress, too. */
#include "reported.h"

static const double slope[9] = {0.02, 0.01, 0, 0.03, -0.01, 0.02, 0, 0.01, 0.015};
static const double program = 0.5;

/* u = G x; free() it. */
static double *Affine(const SulMesh *mesh, const double gradient[9]) {
  double *u = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *u);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        u[3 * a + i] += gradient[3 * i + j] * mesh->coordinates[3 * a + j];
  return u;
}

/* Stress matrix and energy density of that, by Hooke's law. */
static double Hooke(const double gradient[9], double young, double poisson, double swelling,
                    double stress[9]) {
  double lambda = young * poisson / ((1 + poisson) * (1 - 2 * poisson)), energy = 0, elastic[9];
  double mu = young / (2 * (1 + poisson)), trace = 0;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      elastic[3 * i + j] =
          (gradient[3 * i + j] + gradient[3 * j + i]) / 2 - (i == j ? swelling : 0);
  for (int i = 0; i < 3; i++)
    trace += elastic[4 * i];
  for (int k = 0; k < 9; k++) {
    stress[k] = 2 * mu * elastic[k] + (k % 4 == 0 ? lambda * trace : 0);
    energy += stress[k] * elastic[k] / 2;
  }
  return energy;
}

static double VonMises(const double s[9]) {
  double p = (s[0] + s[4] + s[8]) / 3, sum = 0;
  for (int k = 0; k < 9; k++)
    sum += pow(s[k] - (k % 4 == 0 ? p : 0), 2);
  return sqrt(1.5 * sum);
}

/* The uniform stress in every cell, in the phase's statistics and in the energy. */
static void CheckStress(const State *state, double volume) {
  const SulMesh *mesh = &state->problem.mesh;
  const SulPhaseReport *phase = &state->step.phases[0];
  double stress[9], swelling = SulPhaseSwelling(&state->problem.body.phases[0], program);
  double energy = Hooke(slope, 20e9, 0.3, swelling, stress), von_mises = VonMises(stress);
  double pressure = -(stress[0] + stress[4] + stress[8]) / 3, size = fabs(pressure) + von_mises;
  static const int voigt[6] = {0, 4, 8, 1, 5, 2};
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    for (int i = 0; i < 6; i++)
      CHECK_NEAR(state->field.stress[6 * cell + i], stress[voigt[i]], 1e-11, size);
    CHECK_NEAR(state->field.von_mises[cell], von_mises, 1e-11, size);
    CHECK_NEAR(state->field.pressure[cell], pressure, 1e-11, size);
    CHECK(state->field.lithiation[cell] == program);
  }
  CHECK(!strcmp(phase->group, "left") && phase->lithiation == program);
  CHECK(phase->swelling == swelling);
  CHECK_NEAR(phase->volume, volume, 1e-12, 0);
  CHECK_NEAR(phase->pressure_mean, pressure, 1e-11, size);
  CHECK_NEAR(phase->von_mises_mean, von_mises, 1e-11, size);
  CHECK_NEAR(phase->von_mises_max, von_mises, 1e-11, size);
  for (int k = 0; k < SUL_PERCENTILES; k++)
    CHECK_NEAR(phase->von_mises[k], von_mises, 1e-11, size);
  CHECK_NEAR(state->step.strain_energy, energy * volume, 1e-11, 0);
}

/* Norms by their definitions. */
static void CheckNorms(const State *state, const double *u) {
  const SulMesh *mesh = &state->problem.mesh;
  double square = 0, largest = 0;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    SulCellPoints points;
    SulCellMassPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++)
      for (int i = 0; i < 3; i++) {
        double v = 0;
        for (int j = 0; j < 3; j++)
          v += slope[3 * i + j] * points.position[q][j];
        square += points.weight[q] * v * v;
      }
  }
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    largest = fmax(largest, sqrt(u[3 * a] * u[3 * a] + u[3 * a + 1] * u[3 * a + 1] +
                                 u[3 * a + 2] * u[3 * a + 2]));
  CHECK_NEAR(state->step.displacement_l2, sqrt(ProblemSum(square)), 1e-12, 0);
  CHECK_NEAR(state->step.displacement_max, ProblemLargest(1, &largest), 1e-14, 0);
}

/* Each face bears its own part, int sigma n dA, and moves by the mean of G x. */
static void CheckBoundaries(const State *state) {
  const SulMesh *mesh = &state->problem.mesh;
  double stress[9], swelling = SulPhaseSwelling(&state->problem.body.phases[0], program);
  Hooke(slope, 20e9, 0.3, swelling, stress);
  for (int b = 0; b < mesh->boundary_count; b++) {
    const SulBoundaryReport *boundary = &state->step.boundaries[b];
    double normal[3] = {0}, area = 0, moved[3] = {0};
    for (PetscInt face = 0; face < mesh->faces_owned; face++) {
      SulFacePoints points;
      if (mesh->face_boundary[face] != b) continue;
      SulFacePointsGet(mesh, face, &points);
      for (int q = 0; q < points.points; q++) {
        const double *n = points.normal[q], *x = points.position[q];
        double size = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        area += size;
        for (int i = 0; i < 3; i++) {
          normal[i] += n[i];
          for (int j = 0; j < 3; j++)
            moved[i] += size * slope[3 * i + j] * x[j];
        }
      }
    }
    MPI_Allreduce(MPI_IN_PLACE, normal, 3, MPI_DOUBLE, MPI_SUM, PETSC_COMM_WORLD);
    area = ProblemSum(area);
    CHECK(!strcmp(boundary->group, mesh->boundaries[b].name));
    CHECK_NEAR(boundary->area, area, 1e-13, 0);
    for (int i = 0; i < 3; i++) {
      double due = 0;
      for (int j = 0; j < 3; j++)
        due += stress[3 * i + j] * normal[j];
      CHECK_NEAR(boundary->force[i], due, 1e-11, area * 20e9 * 0.05);
      CHECK_NEAR(boundary->displacement_mean[i], ProblemSum(moved[i]) / area, 1e-12, 1e-8);
    }
  }
}

static PetscErrorCode CheckUniform(const Block *block) {
  static const char conditions[] = "boundaries:\n"
                                   "  - {faces: [all], condition: displacement, gradient: "
                                   "[[0.02, 0.01, 0], [0.03, -0.01, 0.02], [0, 0.01, 0.015]]}\n";
  State state;

  PetscFunctionBegin;
  PetscCall(StateCreate(block, conditions, program, &state));
  double *u = Affine(&state.problem.mesh, slope);
  PetscCall(StateReport(&state, u));
  CheckStress(&state, 12e-18);
  CheckNorms(&state, u);
  CheckBoundaries(&state);
  CHECK(state.step.imbalance < 1e-12);
  free(u);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

/* ---- Interfaces ------------------------------------------------------------------------------ */

#define LIKE                                                                                       \
  "phases:\n"                                                                                      \
  "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3}\n"                               \
  "  - {group: right, youngs_modulus: 20 GPa, poissons_ratio: 0.3}\n"                              \
  "boundaries:\n  - {faces: [all], condition: fixed}\n"                                            \
  "interfaces:\n  - {between: [left, right], strength: 100 MPa}\n"

typedef struct {
  SulInterfaces interfaces;
  SulInterfaceField field;
  SulInterfaceReport *reports;
} Interfaces;

static PetscErrorCode InterfacesReport(State *state, const double *u, Interfaces *result) {
  const Problem *problem = &state->problem;

  PetscFunctionBegin;
  PetscCall(SulInterfacesCreate(&problem->mesh, &problem->body, &problem->input, problem->log,
                                &result->interfaces));
  SulInterfaceFieldCreate(&result->interfaces, &result->field);
  PetscCall(StateSet(state, u));
  PetscCall(
      SulInterfacesReport(&result->interfaces, &problem->body, &result->field, &result->reports));
  PetscFunctionReturn(0);
}

static void InterfacesDestroy(Interfaces *interfaces) {
  free(interfaces->reports);
  SulInterfaceFieldDestroy(&interfaces->field);
  SulInterfacesDestroy(&interfaces->interfaces);
}

/* A particle of 2 x 1 x 1 cubes under a stress along the axes: its sides are in tension (x), in
 * compression (y) and in a tension below the strength (z). */
static PetscErrorCode CheckSides(int order) {
  static const double along[9] = {0.02, 0, 0, 0, -0.025, 0, 0, 0, 0.002};
  const Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = order, .particle = true};
  State state;
  Interfaces found;
  double s[9];

  PetscFunctionBegin;
  PetscCall(StateCreate(&block, LIKE, program, &state));
  double *u = Affine(&state.problem.mesh, along);
  PetscCall(InterfacesReport(&state, u, &found));
  Hooke(along, 20e9, 0.3, 0, s);
  CHECK(s[0] > 1e8 && s[4] < 0 && s[8] < 1e8);
  const SulInterfaceReport *report = &found.reports[0];
  CHECK(found.interfaces.pair_count == 1 && found.interfaces.total == 20);
  CHECK(!strcmp(report->between[0], "right") && report->particle_count == 1);
  CHECK_NEAR(report->all.area, 10e-12, 1e-12, 0);
  CHECK_NEAR(report->all.normal, (2 * s[0] + 4 * s[4] + 4 * s[8]) / 10, 1e-11, s[0]);
  CHECK_NEAR(report->all.highest, s[0], 1e-11, 0);
  CHECK_NEAR(report->all.lowest, s[4], 1e-11, 0);
  CHECK_NEAR(report->all.shear, 0, 1e-11, s[0]);
  CHECK_NEAR(report->all.tension, s[8] > 0 ? 0.6 : 0.2, 1e-12, 0);
  CHECK_NEAR(report->all.above, 0.2, 1e-12, 0);
  CHECK_NEAR(report->all.jump, 0, 1e-11, s[0]);
  CHECK_NEAR(report->normal[0], s[4], 1e-11, 0);
  CHECK_NEAR(report->normal[2], s[0], 1e-11, 0);
  CHECK(report->in_tension == 1 && report->above == 1 && report->strength == 100e6);
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(report->all.force[i], 0, 1e-11, s[0] * 10e-12);
  for (PetscInt f = 0; f < found.interfaces.count; f++) {
    PetscInt nodes[6];
    SulInterfaceNodes(&found.interfaces, f, nodes);
    SulFacePoints points;
    SulTrianglePointsGet(&state.problem.mesh, nodes, 1, &points);
    const double *n = points.normal[0];
    for (int i = 0; i < 3; i++)
      CHECK_NEAR(found.field.traction[3 * f + i] * 0.5e-12, s[4 * i] * n[i], 1e-11, s[0] * 0.5e-12);
  }
  InterfacesDestroy(&found);
  free(u);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

/* A swelling matrix around a soft particle, and a press: what is solved is in balance, as a whole and
 * around the particle, on straight and curved cells. */
static PetscErrorCode CheckBalance(const Block *block) {
  static const char conditions[] =
      "boundaries:\n"
      "  - {faces: [zmin], condition: symmetry}\n"
      "  - {faces: [xmin], condition: displacement, displacement: [0 um, 0 um, free]}\n"
      "  - {faces: [zmax], condition: pressure, pressure: 300 MPa}\n"
      "solver: {preset: direct, relative_tolerance: 1e-12}\n";
  State state;
  Interfaces found;
  SulSolveResult result;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(StateCreate(block, conditions, program, &state));
  const SulMesh *mesh = &state.problem.mesh;
  double *u = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *u);
  PetscCall(SulSystemSolve(&state.system, &state.solution.load, u, &result, &error));
  CHECK(!SulFailed(&error) && result.converged);
  PetscCall(StateReport(&state, u));
  PetscCall(InterfacesReport(&state, u, &found));
  double size = 300e6 * 9e-12;
  const SulBoundaryReport *boundary = state.step.boundaries;
  double parts[3] = {0};
  for (int b = 0; b < mesh->boundary_count; b++)
    for (int i = 0; i < 3; i++) {
      bool all = !strcmp(boundary[b].group, "all");
      if (all) CHECK_NEAR(boundary[b].force[i], 0, 1e-10, size);
      parts[i] += all ? 0 : boundary[b].force[i];
    }
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(parts[i], 0, 1e-10, size);
  int top = SulGroupFind(mesh->boundaries, mesh->boundary_count, "zmax");
  CHECK_NEAR(boundary[top].force[2], -300e6 * boundary[top].area, 1e-10, 0);
  for (int i = 0; i < 3; i++)
    CHECK_NEAR(found.reports[0].all.force[i], 0, 1e-9, size);
  CHECK(found.reports[0].all.jump > 0 && found.reports[0].all.size > 0);
  InterfacesDestroy(&found);
  free(u);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  Block blocks[] = {
      {.cubes = {2, 3, 2}, .file_order = 1, .order = 1, .jitter = 0.15, .angle = 0.4},
      {.cubes = {2, 3, 2}, .file_order = 1, .order = 2, .jitter = 0.15},
      {.cubes = {2, 3, 2}, .file_order = 2, .order = 2, .jitter = 0.15, .curve = 0.1},
  };
  for (int b = 0; b < 3; b++) {
    blocks[b].one_phase = true;
    PetscCall(CheckUniform(&blocks[b]));
  }
  for (int order = 1; order <= 2; order++)
    PetscCall(CheckSides(order));
  Block particle = {
      .cubes = {3, 3, 3}, .file_order = 1, .order = 1, .jitter = 0.1, .particle = true};
  PetscCall(CheckBalance(&particle));
  particle.order = particle.file_order = 2;
  particle.curve = 0.05;
  PetscCall(CheckBalance(&particle));
  PetscCall(PetscFinalize());
  return CheckResult();
}
