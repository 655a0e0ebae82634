/* SPDX-License-Identifier: BSD-2-Clause */
/* What is reported of materials of finite strain and of ones that flow: Cauchy's stress, what points
 * remember, forces on faces that have turned, all against closed forms. */
#include "problem.h"
#include <sulfem/element.h>
#include <sulfem/report.h>

typedef struct {
  Problem problem;
  SulSolution solution;
  SulStressField field;
  SulStepReport step;
} Body;

/* A phase of another model: its parameters by name, ended by NULL, the rest as where they are left
 * out. */
typedef struct {
  const char *name;
  double value;
} Constant;

static void SetModel(SulPhase *phase, const char *name, const Constant *constants) {
  const SulModel *model = SulModelFind(name);
  CHECK(model != NULL);
  phase->model = model;
  for (int i = 0; i < model->parameter_count; i++)
    phase->parameters[i] = model->parameters[i].absent;
  for (; constants->name; constants++) {
    int at = SulModelParameter(model, constants->name);
    CHECK(at >= 0);
    phase->parameters[at] = constants->value;
  }
}

/* Collective. With the models of both phases (the second may be NULL: linear), and held everywhere. */
static PetscErrorCode BodyCreate(const Block *block, const char *first, const Constant *constants,
                                 Body *body) {
  static const char *const asked[] = {"plastic_strain_tensor", NULL};
  SulError error = {0};

  PetscFunctionBegin;
  memset(body, 0, sizeof *body);
  PetscCall(
      ProblemCreate(block, "boundaries:\n  - {faces: [all], condition: fixed}\n", &body->problem));
  SulBody *inner = &body->problem.body;
  SetModel(&inner->phases[0], first, constants);
  inner->finite = inner->phases[0].model->traits & SUL_FINITE;
  PetscCall(SulBodyHold(inner, body->problem.log, &error));
  CHECK(!SulFailed(&error));
  ProblemSolution(&body->problem, 0.5, &body->solution);
  SulStressFieldCreate(inner, asked, &body->field);
  PetscFunctionReturn(0);
}

static PetscErrorCode BodyDestroy(Body *body) {
  PetscFunctionBegin;
  SulStepReportFree(&body->step);
  SulStressFieldDestroy(&body->field);
  SulSolutionDestroy(&body->solution);
  PetscCall(ProblemDestroy(&body->problem));
  PetscFunctionReturn(0);
}

/* Collective. u = G x + c y^2 e_x, and what is reported of it. */
static PetscErrorCode Report(Body *body, const double gradient[9], double bend) {
  const SulMesh *mesh = &body->problem.mesh;
  double *u = body->solution.displacement;

  PetscFunctionBegin;
  for (PetscInt a = 0; a < mesh->nodes_local; a++) {
    const double *x = &mesh->coordinates[3 * a];
    for (int i = 0; i < 3; i++)
      u[3 * a + i] = gradient[3 * i] * x[0] + gradient[3 * i + 1] * x[1] +
                     gradient[3 * i + 2] * x[2] + (i == 0 ? bend * x[1] * x[1] : 0);
  }
  SulStepReportFree(&body->step);
  PetscCall(ProblemBalance(&body->problem.body, &body->solution));
  PetscCall(SulReportStep(&body->problem.body, &body->solution, &body->field, &body->step));
  PetscFunctionReturn(0);
}

static const SulStateColumn *Column(const Body *body, const char *name) {
  for (int k = 0; k < body->field.state_count; k++)
    if (!strcmp(body->field.states[k].variable->name, name)) return &body->field.states[k];
  return NULL;
}

/* ---- Finite strain --------------------------------------------------------------------------- */

static const Constant elastic[] = {{"youngs_modulus", 20e9}, {"poissons_ratio", 0.3}, {NULL, 0}};

/* sigma = (mu (b - I) + lambda ln J I) / J of F / (1 + s). */
static void NeoHooke(const double gradient[9], double swelling, double sigma[9]) {
  double lambda = 20e9 * 0.3 / (1.3 * 0.4), mu = 20e9 / 2.6, f[9];
  for (int i = 0; i < 9; i++)
    f[i] = (gradient[i] + (i % 4 == 0)) / (1 + swelling);
  double j = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) +
             f[2] * (f[3] * f[7] - f[4] * f[6]);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) {
      double b = f[3 * i] * f[3 * k] + f[3 * i + 1] * f[3 * k + 1] + f[3 * i + 2] * f[3 * k + 2];
      sigma[3 * i + k] = (mu * (b - (i == k)) + (i == k ? lambda * log(j) : 0)) / j;
    }
}

/* Each face carries sigma n da of where it is, whatever it was before. */
static void CheckFaces(const Body *body, const double sigma[9]) {
  const SulMesh *mesh = &body->problem.mesh;
  for (int b = 0; b < mesh->boundary_count; b++) {
    double normal[3] = {0};
    for (PetscInt face = 0; face < mesh->faces_owned; face++) {
      SulFacePoints points;
      SulFacePointsMoved(mesh, face, body->solution.displacement, &points);
      for (int q = 0; q < points.points && mesh->face_boundary[face] == b; q++)
        for (int i = 0; i < 3; i++)
          normal[i] += points.normal[q][i];
    }
    MPI_Allreduce(MPI_IN_PLACE, normal, 3, MPI_DOUBLE, MPI_SUM, PETSC_COMM_WORLD);
    for (int i = 0; i < 3; i++) {
      double due =
          sigma[3 * i] * normal[0] + sigma[3 * i + 1] * normal[1] + sigma[3 * i + 2] * normal[2];
      CHECK_NEAR(body->step.boundaries[b].force[i], due, 1e-10, 20e9 * 1e-12);
    }
  }
}

/* Stretched by up to a third, sheared and turned by far: P is not even symmetric. */
static PetscErrorCode CheckFinite(const Block *block) {
  static const double gradient[9] = {-0.2, -0.6, 0.1, 0.7, -0.1, 0, 0.05, 0.1, 0.3};
  static const int voigt[6] = {0, 4, 8, 1, 5, 2};
  double sigma[9];
  Body body;

  PetscFunctionBegin;
  PetscCall(BodyCreate(block, "neo_hookean", elastic, &body));
  PetscCall(Report(&body, gradient, 0));
  NeoHooke(gradient, body.solution.load.swelling[0], sigma);
  const double s[6] = {sigma[0], sigma[4], sigma[8], sigma[1], sigma[5], sigma[2]};
  for (PetscInt cell = 0; cell < body.problem.mesh.cells_owned; cell++) {
    for (int i = 0; i < 6; i++)
      CHECK_NEAR(body.field.stress[6 * cell + i], sigma[voigt[i]], 1e-11, 20e9);
    CHECK_NEAR(body.field.von_mises[cell], SulVonMises(s), 1e-11, 20e9);
    CHECK_NEAR(body.field.scatter[cell], 0, 1e-11, 20e9);
  }
  CHECK_NEAR(body.step.phases[0].pressure_mean, SulPressure(s), 1e-11, 20e9);
  CHECK(!body.step.phases[0].plastic && body.field.state_count == 0);
  CheckFaces(&body, sigma);
  PetscCall(BodyDestroy(&body));
  PetscFunctionReturn(0);
}

/* ---- Flow ------------------------------------------------------------------------------------ */

static const double yield = 0.3e9, hardening = 2e9, shear = 20e9 / 2.6;
static const Constant plastic[] = {{"youngs_modulus", 20e9},
                                   {"poissons_ratio", 0.3},
                                   {"plasticity.yield_stress", 0.3e9},
                                   {"plasticity.hardening.isotropic", 2e9},
                                   {NULL, 0}};

/* A simple shear of the first phase, which flows, and of the second, which is linear. */
static PetscErrorCode CheckShear(const Block *block) {
  static const double gradient[9] = {0, 0.08, 0, 0, 0, 0, 0, 0, 0};
  double due = (sqrt(3) * shear * 0.08 - yield) / (3 * shear + hardening);
  Body body;

  PetscFunctionBegin;
  PetscCall(BodyCreate(block, "linear_plastic", plastic, &body));
  PetscCall(Report(&body, gradient, 0));
  const SulMesh *mesh = &body.problem.mesh;
  const SulPhaseReport *phase = body.step.phases;
  const SulStateColumn *strain = Column(&body, "plastic_strain");
  const SulStateColumn *tensor = Column(&body, "plastic_strain_tensor");
  CHECK(strain && tensor && tensor->variable->components == 6);
  for (PetscInt cell = 0; cell < mesh->cells_owned && strain && tensor; cell++) {
    bool flows = mesh->cell_phase[cell] == 0;
    CHECK_NEAR(strain->values[cell], flows ? due : 0, 1e-12, 0.1);
    CHECK_NEAR(tensor->values[6 * cell + 3], flows ? due * sqrt(0.75) : 0, 1e-12, 0.1);
  }
  CHECK(phase[0].plastic && !phase[1].plastic && phase[1].plastic_strain_max == 0);
  CHECK_NEAR(phase[0].plastic_strain_mean, due, 1e-12, 0.1);
  CHECK_NEAR(phase[0].plastic_strain_max, due, 1e-12, 0.1);
  CHECK_NEAR(phase[0].plastic_strain[2], due, 1e-12, 0.1);
  CHECK_NEAR(phase[0].yielded, 1, 1e-14, 0);
  CHECK_NEAR(phase[0].von_mises_max, yield + hardening * due, 1e-12, 1e9);
  CHECK_NEAR(phase[0].dissipation, (yield + hardening * due / 2) * due * phase[0].volume, 1e-12, 0);
  PetscCall(BodyDestroy(&body));
  PetscFunctionReturn(0);
}

/* A bend: it flows where the shear is large. Cells and points say the same. */
static PetscErrorCode CheckBend(const Block *block) {
  static const double gradient[9] = {0, -0.03, 0, 0, 0, 0, 0, 0, 0};
  double integral = 0;
  Body body;

  PetscFunctionBegin;
  PetscCall(BodyCreate(block, "linear_plastic", plastic, &body));
  PetscCall(Report(&body, gradient, 0.03 / block_unit));
  const SulPhaseReport *phase = body.step.phases;
  const SulStateColumn *strain = Column(&body, "plastic_strain");
  for (PetscInt cell = 0; cell < body.problem.mesh.cells_owned; cell++)
    integral += body.field.volume[cell] * strain->values[cell];
  CHECK_NEAR(ProblemSum(integral), phase->plastic_strain_mean * phase->volume, 1e-12, 0);
  CHECK(phase->yielded > 0.3 && phase->yielded < 0.95);
  CHECK(phase->plastic_strain_mean < phase->plastic_strain[2]);
  CHECK(phase->plastic_strain[2] < phase->plastic_strain_max);
  CHECK(phase->plastic_strain[3] <= phase->plastic_strain_max);
  for (int i = 1; i < SUL_PERCENTILES; i++)
    CHECK(phase->plastic_strain[i - 1] < phase->plastic_strain[i]);
  PetscCall(BodyDestroy(&body));
  PetscFunctionReturn(0);
}

/* ---- Scatter --------------------------------------------------------------------------------- */

/* u_y = c y^2 in cells of order 2 has the pressure -2 K c y: its scatter is that of y at the points.
 * At order 1 cells have the values of their own middle edges: some scatter, and none of a slope. */
static PetscErrorCode CheckScatter(const Block *block) {
  static const double gradient[9] = {0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01};
  const double slope = 1e-3 / block_unit;
  double worst = 0;
  Body body;

  PetscFunctionBegin;
  PetscCall(BodyCreate(block, "linear_elastic", elastic, &body));
  const SulMesh *mesh = &body.problem.mesh;
  PetscCall(Report(&body, gradient, 0));
  CHECK(body.step.phases[0].scatter_max < 1e-12);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    body.solution.displacement[3 * a + 1] += slope * pow(mesh->coordinates[3 * a + 1], 2);
  SulStepReportFree(&body.step);
  PetscCall(ProblemBalance(&body.problem.body, &body.solution));
  PetscCall(SulReportStep(&body.problem.body, &body.solution, &body.field, &body.step));
  for (PetscInt cell = 0; cell < mesh->cells_owned && block->order == 2; cell++) {
    double mean = 0, square = 0, y[4];
    const SulQuadrature *rule = SulTetrahedronQuadrature(2);
    for (int q = 0; q < 4; q++) {
      const double *xi = rule->xi[q];
      double hat[4] = {1 - xi[0] - xi[1] - xi[2], xi[0], xi[1], xi[2]};
      y[q] = 0;
      for (int v = 0; v < 4; v++)
        y[q] += hat[v] * mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + v] + 1];
      mean += y[q] / 4;
    }
    for (int q = 0; q < 4; q++)
      square += (y[q] - mean) * (y[q] - mean) / 4;
    CHECK_NEAR(body.field.scatter[cell], 2 * slope * 20e9 / (3 * 0.4) * sqrt(square), 1e-9, 1e9);
  }
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    worst = fmax(worst, body.field.scatter[cell]);
  CHECK(ProblemLargest(1, &worst) > 1e5);
  CHECK(body.step.phases[0].scatter_mean > 0);
  CHECK(body.step.phases[0].scatter_max >= body.step.phases[0].scatter_mean);
  PetscCall(BodyDestroy(&body));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  Block blocks[] = {
      {.cubes = {2, 3, 2}, .file_order = 1, .order = 1, .jitter = 0.15},
      {.cubes = {2, 3, 2}, .file_order = 1, .order = 2, .jitter = 0.15},
      {.cubes = {2, 3, 2}, .file_order = 2, .order = 2, .jitter = 0.15, .curve = 0.1},
  };
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (int b = 0; b < 3; b++) {
    PetscCall(CheckShear(&blocks[b]));
    blocks[b].one_phase = true;
    PetscCall(CheckFinite(&blocks[b]));
    PetscCall(CheckBend(&blocks[b]));
    if (b < 2) PetscCall(CheckScatter(&blocks[b]));
  }
  PetscCall(PetscFinalize());
  return CheckResult();
}
