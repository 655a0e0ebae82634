/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of a solve, from a case file to results: solved, only checked, stopped and gone on with. */
#include "driver.h"
#include "problem.h"

/* The body lies on the ground and is pressed; `entry` goes on with how. Collective. */
static PetscErrorCode SetCase(const char *phases, const char *entry, const char *program) {
  char text[2000];

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "title: a driver\nmesh: {file: block.msh, length_unit: um}\nelement_order: 2\n%s"
           "boundaries:\n  - {faces: [xmin, ymin, zmin], condition: symmetry}\n"
           "  - {faces: [zmax], condition: pressure, %s}\nprogram: {%s}\n",
           phases, entry, program);
  PetscCall(DriverWrite("case.yaml", text));
  PetscFunctionReturn(0);
}

/* Courses of their own that lead to the same end lead to the same result; a third of the program's
 * value is on the way, and nothing of it is left. Collective. */
static PetscErrorCode CheckCourses(double energy) {
  static const char phases[] =
      "phases:\n  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, swelling: "
      "{volume_change: 0.1},\n     lithiation: {fraction: 0.8, program: [1, 0, 1.25]}}\n"
      "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2}\n";

  PetscFunctionBegin;
  PetscCall(SetCase(phases, "pressure: 100 MPa, program: [0.1, 1, 0.5]",
                    "lithiation: [1, 0.3, 0.7], duration: [1 h, 2 h, 3 h]"));
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) CHECK_NEAR(DriverNumber("strain_energy"), energy, 1e-7, 0);
  if (driver_rank == 0) CHECK(DriverNumber("lithiation") == 0.7);
  PetscFunctionReturn(0);
}

/* A plate on top moves to where it pushes as it is told to. Collective. */
static PetscErrorCode CheckPlate(void) {
  PetscFunctionBegin;
  PetscCall(DriverWrite(
      "case.yaml", "mesh: {file: block.msh, length_unit: um}\nelement_order: 2\n" PROBLEM_PHASES
                   "boundaries:\n  - {faces: [xmin, ymin, zmin], condition: symmetry}\n"
                   "  - {faces: [zmax], condition: plate, pressure: 50 MPa}\n"));
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) {
    CHECK_NEAR(DriverNumber("boundaries.5.pressure"), 50e6, 1e-7, 0);
    CHECK_NEAR(DriverNumber("boundaries.5.force.2"), -50e6 * 12e-12, 1e-7, 0);
    CHECK(DriverNumber("boundaries.5.displacement") > 0);
  }
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = 1, .particle = true};
  SulError checked, stopped;

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(DriverBegin("test_run", &block));
  PetscCall(SetCase(PROBLEM_PHASES, "pressure: 50 MPa", "lithiation: [0, 0.5, 1]"));
  PetscCall(DriverRun((DriverWish){.check = true}, &checked));
  CHECK(!SulFailed(&checked) && !DriverThere("summary.json") && !DriverThere("fields.h5"));
  PetscCall(DriverSolve(false));
  CHECK(DriverThere("summary.json") && DriverThere("fields.h5"));
  double energy = DriverNumber("strain_energy");
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  PetscCall(DriverRun((DriverWish){.stopped = true}, &stopped));
  CHECK(stopped.status == SUL_STOPPED && DriverThere("checkpoint.h5"));
  CHECK(!DriverThere("summary.json"));
  PetscCall(DriverSolve(true));
  CHECK(DriverThere("summary.json") && !DriverThere("checkpoint.h5"));
  if (driver_rank == 0) CHECK_NEAR(DriverNumber("strain_energy"), energy, 1e-7, 0);
  if (driver_rank == 0)
    CHECK(energy > 0 && DriverNumber("imbalance") < 1e-7 && DriverNumber("lithiation") == 1);
  PetscCall(CheckCourses(energy));
  PetscCall(CheckPlate());
  PetscCall(DriverEnd());
  PetscCall(PetscFinalize());
  return CheckResult();
}
