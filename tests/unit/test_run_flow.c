/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver with materials that flow: a column against its closed form, stopped and gone on with; a
 * load beyond what the body bears; particles that take a share each, and lithium within them. */
#include "driver.h"
#include <math.h>
#include <sulfem/packing.h>

static const double young = 20e9, poisson = 0.3, yields = 0.1e9;

/* One phase, which flows; `further` goes on with it. Collective. */
static PetscErrorCode SetCase(const char *further, const char *rest) {
  char text[3000];

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "mesh: {file: block.msh, length_unit: um}\nelement_order: 1\nphases:\n"
           "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, "
           "plasticity: {yield_stress: 0.1 GPa}%s}\n%s",
           further, rest);
  PetscCall(DriverWrite("case.yaml", text));
  PetscFunctionReturn(0);
}

/* Rows of a table, without its header; on rank 0. */
static int Rows(const char *name) {
  char *path = DriverPath(name), line[20000];
  FILE *file = fopen(path, "r");
  int rows = -1;
  while (file && fgets(line, sizeof line, file))
    rows += line[0] != '#';
  if (file) fclose(file);
  free(path);
  return rows;
}

/* A number of the last row, on rank 0. */
static double LastOf(const char *name, const char *column) {
  char *path = DriverPath(name), header[20000] = "", line[20000] = "", last[20000] = "";
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file)) {
    if (line[0] == '#') continue;
    memcpy(header[0] ? last : header, line, sizeof line);
  }
  if (file) fclose(file);
  free(path);
  char *names = header, *values = last, *title, *value;
  while ((title = strsep(&names, ",\n")) && (value = strsep(&values, ",\n")))
    if (strcmp(title, column) == 0) return strtod(value, NULL);
  return NAN;
}

/* ---- A column -------------------------------------------------------------------------------- */

/* Held at its sides, free on top, swelling by the stretch 1 + e without hardening: the sides press with
 * the yield stress Y, so of the equivalent strain 2 e the part 2 Y (1 - nu) / E is elastic. */
static void CheckColumn(double growth) {
  double e = cbrt(1 + growth) - 1, strain = 2 * (e - yields * (1 - poisson) / young);
  double volume = DriverNumber("phases.0.volume");
  if (driver_rank != 0) return;
  CHECK_NEAR(DriverNumber("phases.0.von_mises.mean"), yields, 1e-8, 0);
  CHECK_NEAR(DriverNumber("phases.0.pressure_mean"), 2 * yields / 3, 1e-8, 0);
  CHECK_NEAR(DriverNumber("phases.0.plastic_strain.mean"), strain, 1e-7, 0);
  CHECK_NEAR(DriverNumber("phases.0.dissipation"), yields * strain * volume, 1e-7, 0);
  CHECK(DriverNumber("phases.0.yielded_share") == 1 && DriverNumber("imbalance") < 1e-7);
  CHECK_NEAR(DriverNumber("strain_energy"), yields * yields * (1 - poisson) / young * volume, 1e-7,
             0);
  CHECK(DriverNumber("cuts") == 0);
}

static PetscErrorCode CheckStopAndGoOn(void) {
  SulError stopped;

  PetscFunctionBegin;
  PetscCall(
      SetCase(", swelling: {volume_change: 0.1}, "
              "lithiation: {fraction: 1}",
              "boundaries:\n  - {faces: [xmin, xmax, ymin, ymax, zmin], condition: symmetry}\n"
              "program: {lithiation: [0.3, 1], largest_step: 0.5}\n"
              "output: {steps: all, checkpoint: every_step, plastic_strain_tensor: true}\n"));
  PetscCall(DriverSolve(false));
  CheckColumn(0.1);
  int rows = driver_rank == 0 ? Rows("history.csv") : 0;
  if (driver_rank == 0) CHECK(rows >= 3 && Rows("status.csv") >= rows);
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  PetscCall(DriverRun((DriverWish){.stopped = true}, &stopped));
  CHECK(stopped.status == SUL_STOPPED && DriverThere("checkpoint.h5"));
  PetscCall(DriverSolve(true));
  CheckColumn(0.1);
  if (driver_rank == 0) CHECK(Rows("history.csv") == rows);
  PetscFunctionReturn(0);
}

/* A plate on top pushes as it is told to: what the sides bear comes on top of that. */
static PetscErrorCode CheckPlate(void) {
  const double pushed = 50e6;

  PetscFunctionBegin;
  PetscCall(
      SetCase(", swelling: {volume_change: 0.1}, lithiation: {fraction: 1}",
              "boundaries:\n  - {faces: [xmin, xmax, ymin, ymax, zmin], condition: symmetry}\n"
              "  - {faces: [zmax], condition: plate, pressure: 50 MPa}\n"));
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) {
    CHECK_NEAR(DriverNumber("phases.0.von_mises.mean"), yields, 1e-7, 0);
    CHECK_NEAR(DriverNumber("phases.0.pressure_mean"), pushed + 2 * yields / 3, 1e-7, 0);
    CHECK_NEAR(DriverNumber("boundaries.5.pressure"), pushed, 1e-7, 0);
  }
  PetscFunctionReturn(0);
}

/* ---- Ways on which nothing swells ------------------------------------------------------------- */

/* What stands still is one increment; it had been ten. */
static PetscErrorCode CheckIdle(void) {
  PetscFunctionBegin;
  PetscCall(
      SetCase(", swelling: {volume_change: 0.1}, lithiation: {fraction: 1}",
              "boundaries:\n  - {faces: [xmin, xmax, ymin, ymax, zmin], condition: symmetry}\n"
              "  - {faces: [zmax], condition: plate, pressure: 50 MPa}\n"
              "program: {lithiation: [0.5, 0.5], largest_step: 0.1}\n"));
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) CHECK(DriverNumber("substeps") == 1);
  if (driver_rank == 0) CHECK(DriverNumber("newton_iterations") == 0);
  PetscFunctionReturn(0);
}

/* One phase whose flow takes time. Collective. */
static PetscErrorCode SetViscous(const char *viscosity, const char *boundaries,
                                 const char *program) {
  char text[1000];

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "mesh: {file: block.msh, length_unit: um}\nelement_order: 1\nphases:\n"
           "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, "
           "plasticity: {yield_stress: 0.1 GPa, viscosity: {%s}}}\n"
           "boundaries:\n%sprogram: {%s}\nsolver: {relative_tolerance: 1e-10}\n",
           viscosity, boundaries, program);
  PetscCall(DriverWrite("case.yaml", text));
  PetscFunctionReturn(0);
}

/* Pressed from the beginning with 3/2 of its yield stress a body answers elastically, and creeps with
 * dp/dt = (1/2)^exponent / time. Without a rate it would find no equilibrium at all. */
static PetscErrorCode CheckCreep(void) {
  const double creep = 4.0 / 10 * 0.5 * 0.5;

  PetscFunctionBegin;
  PetscCall(SetViscous("time: 10 s, exponent: 2",
                       "  - {faces: [xmin, ymin, zmin], condition: symmetry}\n"
                       "  - {faces: [zmax], condition: pressure, pressure: 0.15 GPa}\n",
                       "lithiation: [0, 0], duration: [1 s, 3 s]"));
  PetscCall(DriverSolve(false));
  double volume = DriverNumber("phases.0.volume");
  if (driver_rank == 0) {
    CHECK_NEAR(DriverNumber("phases.0.plastic_strain.mean"), creep, 1e-8, 0);
    CHECK_NEAR(DriverNumber("phases.0.von_mises.mean"), 1.5 * yields, 1e-8, 0);
    CHECK_NEAR(DriverNumber("work.dissipated"), 1.5 * yields * creep * volume, 1e-8, 0);
    CHECK(DriverNumber("work.error") < 1e-8);
  }
  PetscFunctionReturn(0);
}

/* Of the stress that is left, relative, after `targets` ways of 8 s together. Collective. */
static PetscErrorCode Relax(int targets, double *error) {
  const double shear = young / (2 * (1 + poisson)), begin = 2 * shear * 0.02;
  const double due = yields + (begin - yields) * exp(-3 * shear * 8 / (yields * 1000));
  char program[200] = "lithiation: [0";

  PetscFunctionBegin;
  for (int k = 1; k < targets; k++)
    SulTextAppend(program, sizeof program, ", 0");
  SulTextAppend(program, sizeof program, "], duration: %g s", 8.0 / targets);
  PetscCall(SetViscous("time: 1000 s, exponent: 1",
                       "  - faces: [xmin, xmax, ymin, ymax, zmin, zmax]\n"
                       "    condition: displacement\n"
                       "    gradient: [[0, 0, 0], [0, 0, 0], [0, 0, -0.02]]\n",
                       program));
  PetscCall(DriverSolve(false));
  *error = DriverNumber("phases.0.von_mises.mean") / due - 1;
  PetscFunctionReturn(0);
}

/* Held from the beginning at a strain it lets go of the stress above its yield stress Y as
 * exp(-3 G t / (Y time)); backward Euler keeps some more, in proportion to the increments. */
static PetscErrorCode CheckRelaxation(void) {
  double coarse, fine;

  PetscFunctionBegin;
  PetscCall(Relax(4, &coarse));
  PetscCall(Relax(32, &fine));
  if (driver_rank == 0) CHECK(coarse > 0 && coarse < 0.1 && fine > 0 && fine < 0.3 * coarse);
  PetscFunctionReturn(0);
}

/* ---- More than it bears ---------------------------------------------------------------------- */

/* Pressed on top with twice the yield stress: half way there nothing can carry more. What was reached
 * stands in the results. */
static PetscErrorCode CheckLimitLoad(void) {
  SulError error;

  PetscFunctionBegin;
  PetscCall(SetCase("",
                    "boundaries:\n  - {faces: [xmin, ymin, zmin], condition: symmetry}\n"
                    "  - {faces: [zmax], condition: pressure, pressure: 0.2 GPa, program: [1]}\n"
                    "program: {lithiation: [1]}\n"));
  PetscCall(DriverRun((DriverWish){0}, &error));
  CHECK(error.status == SUL_DIVERGED && DriverThere("fields.h5") && !DriverThere("summary.json"));
  if (driver_rank == 0) {
    double place = LastOf("history.csv", "place");
    CHECK(place > 0.45 && place <= 0.5 + 1e-9);
    CHECK_NEAR(LastOf("history.csv", "phases.left.von_mises.mean"), 2 * place * yields, 1e-6, 0);
    CHECK(LastOf("status.csv", "accepted") == 0); /* nothing follows what failed */
  }
  PetscFunctionReturn(0);
}

/* ---- Particles ------------------------------------------------------------------------------- */

/* The two cubes inside as one sphere of their volume, in the file beside the mesh. */
static void WriteParticles(void) {
  double radius = 1e-6 * cbrt(3 * 2 / (4 * M_PI)), share = 2.0 / 36;
  SulPackedPhase phases[2] = {{.name = "left",
                               .role = SUL_ROLE_MATRIX,
                               .meshed = true,
                               .volume_target = 1 - share,
                               .volume_reached = 1 - share,
                               .volume_meshed = 1 - share},
                              {.name = "right",
                               .role = SUL_ROLE_PARTICLE,
                               .meshed = true,
                               .volume_target = share,
                               .volume_reached = share,
                               .volume_meshed = share}};
  SulParticle sphere = {.centre = {2e-6, 1.5e-6, 1.5e-6},
                        .radius = radius,
                        .semi_axes = {radius, radius, radius},
                        .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                        .phase = 1,
                        .coating_phase = -1};
  SulPacking packing = {.title = "",
                        .recipe_text = "",
                        .length_unit = 1e-6,
                        .length_unit_name = "um",
                        .edges = {4e-6, 3e-6, 3e-6},
                        .faces = SUL_FACES_WHOLE,
                        .phase_count = 2,
                        .phases = phases,
                        .particle_count = 1,
                        .particles = &sphere};
  SulError error = {0};
  char *path = DriverPath("block.json");
  SulPackingWrite(&packing, path, &error);
  CHECK(!SulFailed(&error));
  free(path);
}

/* `lithiation` of the particles. Collective. */
static PetscErrorCode SetParticles(const char *lithiation) {
  char text[1000];

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "mesh: {file: block.msh, length_unit: um}\nelement_order: 1\nphases:\n"
           "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3}\n"
           "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2,\n"
           "     swelling: {volume_change: 0.1}, lithiation: {%s}}\nboundaries:\n"
           "  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}\n"
           "output: {interfaces: true}\n",
           lithiation);
  PetscCall(DriverWrite("case.yaml", text));
  PetscFunctionReturn(0);
}

/* A particle that takes half is a phase that takes half; the table by its number or by its radius. A
 * number that no particle has is refused, and so is a table without the file. */
static PetscErrorCode CheckParticles(void) {
  SulError unknown, without;

  PetscFunctionBegin;
  PetscCall(SetParticles("fraction: 0.5"));
  PetscCall(DriverSolve(false));
  double energy = DriverNumber("strain_energy"), normal = DriverNumber("interfaces.0.area");
  if (driver_rank == 0) CHECK(energy > 0);
  if (driver_rank == 0) CHECK_NEAR(normal, 10e-12, 1e-12, 0); /* of the two cubes */
  PetscCall(SetParticles("by_radius: [[0.5 um, 0.5], [5 um, 0.5]]"));
  PetscCall(DriverRun((DriverWish){0}, &without));
  CHECK(without.status == SUL_INPUT && strstr(without.text, "there is none"));
  if (driver_rank == 0) WriteParticles();
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) CHECK_NEAR(DriverNumber("strain_energy"), energy, 1e-7, 0);
  PetscCall(DriverWrite("table.csv", "particle,lithiation\n0,0.5\n"));
  PetscCall(SetParticles("by_particle: table.csv"));
  PetscCall(DriverSolve(false));
  if (driver_rank == 0) CHECK_NEAR(DriverNumber("strain_energy"), energy, 1e-7, 0);
  PetscCall(DriverWrite("table.csv", "particle,lithiation\n0,0.5\n7,1\n"));
  PetscCall(DriverRun((DriverWish){0}, &unknown));
  CHECK(unknown.status == SUL_INPUT && strstr(unknown.text, "names particle 7"));
  PetscFunctionReturn(0);
}

/* ---- Within particles ------------------------------------------------------------------------ */

/* Of one material throughout and held all around the body has the mean pressure K dV x f, whatever way
 * the lithium takes within the particle: x the program's mean, f the particle's share of the volume. */
static PetscErrorCode SetProfile(const char *profile, const char *rest) {
  char text[1000];

  PetscFunctionBegin;
  snprintf(
      text, sizeof text,
      "mesh: {file: block.msh, length_unit: um}\nelement_order: 1\nphases:\n"
      "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, plasticity: {yield_stress: "
      "9 GPa}}\n"
      "  - {group: right, youngs_modulus: 20 GPa, poissons_ratio: 0.3,\n"
      "     swelling: {volume_change: 0.1, convention: linear},\n"
      "     lithiation: {fraction: 1, %s}}\nboundaries:\n"
      "  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], condition: fixed}\n"
      "program: {lithiation: [0.8, 0.5], duration: 20 s, %s}\n",
      profile, rest);
  PetscCall(DriverWrite("case.yaml", text));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckProfile(const char *profile) {
  const double bulk = young / (3 * (1 - 2 * poisson)), share = 12.0 / 80;

  PetscFunctionBegin;
  PetscCall(SetProfile(profile, "cycles: 1"));
  PetscCall(DriverSolve(false));
  double sums[2] = {0};
  for (int p = 0; p < 2; p++) {
    double volume = DriverNumber(p ? "phases.1.volume" : "phases.0.volume");
    sums[0] += volume * DriverNumber(p ? "phases.1.pressure_mean" : "phases.0.pressure_mean");
    sums[1] += volume;
  }
  if (driver_rank == 0) CHECK_NEAR(sums[0] / sums[1], bulk * 0.1 * 0.5 * share, 1e-7, 0);
  PetscFunctionReturn(0);
}

/* Of diffusion's linear solver, how many: the first steps in time, which are small, need no more. */
#define FEW "6"

/* The case of CheckProfile on its way while the solver of diffusion has too few iterations for it: a stop
 * that was asked for comes first, with a checkpoint; else the run ends in words, and what was reached before
 * stands in the results, then, and when it goes on from there and fails again. Collective. */
static PetscErrorCode CheckDiffusionFails(void) {
  SulError error;

  PetscFunctionBegin;
  PetscCall(SetProfile("profile: diffusion, diffusivity: 1e-13 m2/s", "cycles: 1"));
  PetscCall(PetscOptionsSetValue(NULL, "-diffusion_ksp_max_it", FEW));
  PetscCall(DriverRun((DriverWish){.stopped = true}, &error));
  CHECK(error.status == SUL_STOPPED && DriverThere("checkpoint.h5"));
  PetscCall(SetProfile("profile: diffusion, diffusivity: 1e-13 m2/s",
                       "largest_step: 0.1}\noutput: {checkpoint: 1"));
  for (int again = 0; again < 2; again++) {
    PetscCall(DriverRun((DriverWish){.restart = again > 0}, &error));
    CHECK(error.status == SUL_DIVERGED && DriverThere("fields.h5"));
    CHECK(strstr(error.text, "diffusion in \"right\", from ") && strstr(error.text, " s on"));
    CHECK(!strstr(error.text, "could what was reached"));
    if (driver_rank == 0) CHECK(LastOf("history.csv", "place") > 0.01);
    PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  }
  PetscCall(PetscOptionsClearValue(NULL, "-diffusion_ksp_max_it"));
  PetscFunctionReturn(0);
}

/* One particle alone: a plate lets lithium in, mirrors all around do not. */
static PetscErrorCode CheckEntry(void) {
  static const char *const tops[] = {"plate, pressure: 50 MPa", "symmetry"};
  char rest[500];
  SulError error;

  PetscFunctionBegin;
  for (int k = 0; k < 2; k++) {
    snprintf(rest, sizeof rest,
             "boundaries:\n  - {faces: [xmin, xmax, ymin, ymax, zmin], condition: symmetry}\n"
             "  - {faces: [zmax], condition: %s}\n",
             tops[k]);
    PetscCall(SetCase(", swelling: {volume_change: 0.1}, lithiation: {fraction: 1, profile: front}",
                      rest));
    PetscCall(DriverRun((DriverWish){.check = true}, &error));
    CHECK(error.status == (k ? SUL_INPUT : SUL_OK));
    if (k) CHECK(strstr(error.text, "no lithium can enter"));
  }
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const Block column = {.cubes = {2, 1, 2}, .file_order = 1, .order = 1, .one_phase = true};
  const Block particle = {.cubes = {4, 3, 3}, .file_order = 1, .order = 1, .particle = true};
  const Block thick = {.cubes = {5, 4, 4}, .file_order = 1, .order = 1, .particle = true};

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(DriverBegin("test_run_column", &column));
  PetscCall(CheckStopAndGoOn());
  PetscCall(CheckPlate());
  PetscCall(CheckIdle());
  PetscCall(CheckEntry());
  PetscCall(CheckCreep());
  PetscCall(CheckRelaxation());
  PetscCall(CheckLimitLoad());
  PetscCall(DriverEnd());
  PetscCall(DriverBegin("test_run_particle", &particle));
  PetscCall(CheckParticles());
  PetscCall(DriverEnd());
  PetscCall(DriverBegin("test_run_profile", &thick));
  PetscCall(CheckProfile("profile: uniform"));
  PetscCall(CheckProfile("profile: front"));
  PetscCall(CheckProfile("profile: diffusion, diffusivity: 1e-14 m2/s"));
  PetscCall(CheckDiffusionFails());
  PetscCall(DriverEnd());
  PetscCall(PetscFinalize());
  return CheckResult();
}
