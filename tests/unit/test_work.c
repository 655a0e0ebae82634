/* SPDX-License-Identifier: BSD-2-Clause */
/* The balance of work: exact for a linear problem, of second order in the increments for one that is
 * not, for every model, with moduli that follow the lithiation, and whatever acts: held faces that
 * move, pressures that follow, swelling. */
#include "reported.h"

static double Error(const State *state, const SulWork *work) {
  SulStepReport report = state->step;
  SulReportWork(work, &report);
  CHECK_NEAR(report.work.external + report.work.swelling - report.work.stored -
                 report.work.dissipated,
             0, 1, report.work.error * work->total[SUL_WORK_MOVED] * (1 + 1e-12) + 1e-30);
  return report.work.error;
}

/* Clapeyron's: pressed, moved and swollen, in two steps, back and forth. */
static PetscErrorCode CheckLinear(const Block *block) {
  static const char conditions[] =
      "boundaries:\n"
      "  - {faces: [zmin], condition: symmetry}\n"
      "  - {faces: [xmin], condition: displacement, displacement: [0.05 um, 0 um, free]}\n"
      "  - {faces: [zmax], condition: pressure, pressure: 300 MPa}\n"
      "solver: {preset: direct, relative_tolerance: 1e-12}\n";
  static const double program[] = {0.7, 0.2};
  SulSolveResult result;
  SulError error = {0};
  SulWork work;
  State state;

  PetscFunctionBegin;
  PetscCall(StateCreate(block, conditions, 0, &state));
  double *u = SulAllocate((size_t)state.problem.mesh.nodes_local, 3 * sizeof *u);
  SulWorkCreate(&state.problem.body, &work);
  for (int k = 0; k < 2; k++) {
    SulLoadDestroy(&state.solution.load);
    SulLoadCreate(&state.problem.body, program[k], &state.solution.load);
    PetscCall(SulSystemSolve(&state.system, &state.solution.load, u, &result, &error));
    CHECK(!SulFailed(&error) && result.converged);
    PetscCall(StateReport(&state, u));
    PetscCall(SulWorkAdd(&state.problem.body, &state.solution, &work));
    CHECK(fabs(work.total[SUL_WORK_EXTERNAL]) > 0.01 * state.step.strain_energy);
    CHECK(fabs(work.total[SUL_WORK_SWELLING]) > 0.01 * state.step.strain_energy);
    CHECK(Error(&state, &work) < 1e-10);
  }
  SulWorkDestroy(&work);
  free(u);
  PetscCall(StateDestroy(&state));
  PetscFunctionReturn(0);
}

/* ---- Uniform histories ------------------------------------------------------------------------ */

typedef struct {
  const char *kinematics, *constants; /* as in a case */
} Material;

/* A body that swells under a history of uniform deformation, so that each state is in equilibrium:
 * sheared to one side and back, in `parts`. The error at its end. */
static PetscErrorCode Follow(const Material *material, int parts, double *error) {
  const Block block = {.cubes = {2, 1, 1}, .file_order = 1, .order = 2, .one_phase = true};
  static const double slope[9] = {0.05, 0.12, 0, 0.02, -0.04, 0.03, 0, 0, 0.06};
  char text[1000];
  SulWork work;
  State state = {0};

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "phases:\n  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, "
           "swelling: {volume_change: 0.3}, lithiation: {fraction: 1}%s}\n"
           "boundaries:\n  - {faces: [all], condition: fixed}\nkinematics: %s\n",
           material->constants, material->kinematics);
  PetscCall(ProblemCreate(&block, text, &state.problem));
  SulBody *body = &state.problem.body;
  const SulMesh *mesh = &state.problem.mesh;
  SulError failure = {0};
  PetscCall(SulBodyHold(body, state.problem.log, &failure));
  CHECK(!SulFailed(&failure));
  SulSolutionCreate(body, &state.solution);
  SulStressFieldCreate(body, NULL, &state.field);
  SulWorkCreate(body, &work);
  for (int k = 1; k <= parts; k++) {
    double share = (double)k / parts, shear = sin(4 * share);
    SulLoadDestroy(&state.solution.load);
    SulLoadCreate(body, share, &state.solution.load);
    for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++) {
      const double *x = &mesh->coordinates[i - i % 3], *row = &slope[3 * (i % 3)];
      state.solution.displacement[i] =
          shear * (row[0] * x[0] + row[1] * x[1] + row[2] * x[2]) + 0.05 * share * x[i % 3];
    }
    PetscCall(ProblemBalance(body, &state.solution));
    PetscCall(SulWorkAdd(body, &state.solution, &work));
    SulStepReportFree(&state.step);
    PetscCall(SulReportStep(body, &state.solution, &state.field, &state.step));
    SulPointsCommit(body->points);
  }
  *error = Error(&state, &work);
  SulWorkDestroy(&work);
  SulStepReportFree(&state.step);
  SulStressFieldDestroy(&state.field);
  SulSolutionDestroy(&state.solution);
  PetscCall(ProblemDestroy(&state.problem));
  PetscFunctionReturn(0);
}

#define FLOW                                                                                       \
  "yield_stress: 0.3 GPa, hardening: {isotropic: 0.5 GPa, saturation: 0.6 GPa, saturation_rate: "  \
  "20"
#define LITHIATED                                                                                  \
  ", lithiated: {youngs_modulus: 50 GPa, poissons_ratio: 0.2, plasticity: {yield_stress: 0.6 "     \
  "GPa}}"

/* Elastic ones are of second order; what flows of first or better. */
static PetscErrorCode CheckOrders(void) {
  static const Material materials[] = {
      {"finite", ", elasticity: neo_hookean"},
      {"finite", ", elasticity: hencky"},
      {"finite", ", lithiated: {youngs_modulus: 50 GPa, poissons_ratio: 0.2}"},
      {"small", ", lithiated: {youngs_modulus: 50 GPa, poissons_ratio: 0.2}"},
      {"small", ", plasticity: {" FLOW "}}"},
      {"small", ", plasticity: {" FLOW ", kinematic: 1 GPa}}"},
      {"finite", ", plasticity: {" FLOW "}}"},
      {"finite", ", plasticity: {" FLOW ", kinematic: 1 GPa}}"},
      {"finite", ", plasticity: {yield_stress: 0.3 GPa}" LITHIATED},
  };

  PetscFunctionBegin;
  for (size_t m = 0; m < sizeof materials / sizeof *materials; m++) {
    double coarse, fine;
    PetscCall(Follow(&materials[m], 40, &coarse));
    PetscCall(Follow(&materials[m], 80, &fine));
    double ratio = coarse / fine, due = m < 4 ? 3.8 : 1.7;
    CHECK(ratio > due && fine < (m < 4 ? 3e-4 : 2e-3));
  }
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  Block block = {.cubes = {3, 3, 3}, .file_order = 1, .order = 1, .jitter = 0.1, .particle = true};
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(CheckLinear(&block));
  block.order = 2;
  PetscCall(CheckLinear(&block));
  PetscCall(CheckOrders());
  PetscCall(PetscFinalize());
  return CheckResult();
}
