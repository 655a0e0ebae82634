/* SPDX-License-Identifier: BSD-2-Clause */
/* The case file's keys of nonlinear materials, programs and particles: what they mean. What is
 * refused stands in tests/broken-nonlinear. */
#include "check.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/case.h>
#include <sulfem/text.h>
#include <unistd.h>

#define MESH "mesh: {file: a.msh, length_unit: um}\n"
#define FINITE "kinematics: finite\n"

/* Parses what must be a case; an empty one else. */
static SulCase Parsed(const char *text) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("a.yaml", text, &parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  return parsed;
}

/* A parameter of a phase's model by its path. */
static double Value(const SulPhase *phase, const double *values, const char *name) {
  int at = SulModelParameter(phase->model, name);
  CHECK(at >= 0);
  return at >= 0 ? values[at] : NAN;
}

/* ---- Models ---------------------------------------------------------------------------------- */

static void CheckModel(const char *kinematics, const char *keys, const char *model) {
  char text[1000];
  snprintf(text, sizeof text, "%s" MESH "phases:\n  - {group: e, material: Li6PS5Cl%s}\n",
           kinematics, keys);
  SulCase parsed = Parsed(text);
  if (!parsed.path) return;
  bool same = strcmp(parsed.phases[0].phase.model->name, model) == 0;
  if (!same) fprintf(stderr, "%s%s: %s\n", kinematics, keys, parsed.phases[0].phase.model->name);
  CHECK(same);
  SulCaseFree(&parsed);
}

static void CheckModels(void) {
#define FLOW ", plasticity: {yield_stress: 0.3 GPa}"
  CheckModel("", "", "linear_elastic");
  CheckModel("kinematics: small\n", FLOW, "linear_plastic");
  CheckModel("", ", plasticity: {yield_stress: 1 GPa, hardening: {kinematic: 1 GPa}}",
             "linear_plastic");
  CheckModel(FINITE, "", "hencky");
  CheckModel(FINITE, ", elasticity: hencky" FLOW, "hencky_plastic");
  CheckModel(FINITE, ", elasticity: neo_hookean", "neo_hookean");
  CheckModel(FINITE, ", plasticity: {hardening: {kinematic: 1 GPa}}", "hencky_additive_plastic");
  CheckModel(FINITE, ", model: hencky_additive_plastic" FLOW, "hencky_additive_plastic");
  CheckModel(FINITE,
             FLOW ", swelling: {volume_change: 0.1}, lithiated: {plasticity: {hardening: "
                  "{kinematic: 1 GPa}}}",
             "hencky_additive_plastic");
}

/* Keys at their depth, in SI; left out is what the table says; the library is asked and cited. */
static void CheckParameters(void) {
  SulCase parsed =
      Parsed(FINITE MESH "phases:\n  - group: e\n    material: Li6PS5Cl\n    plasticity:\n"
                         "      hardening: {isotropic: 500 MPa, saturation: 0.5 GPa, "
                         "saturation_rate: 20}\n"
                         "      viscosity: {time: 1 min}\n"
                         "program: {lithiation: [1], duration: 1 h}\n");
  if (!parsed.path) return;
  const SulPhase *phase = &parsed.phases[0].phase;
  const double *values = phase->parameters;
  CHECK(Value(phase, values, "youngs_modulus") == 22.1e9);
  CHECK(Value(phase, values, "plasticity.yield_stress") == 0.3e9);
  CHECK(Value(phase, values, "plasticity.hardening.isotropic") == 0.5e9);
  CHECK(Value(phase, values, "plasticity.hardening.saturation") == 0.5e9);
  CHECK(Value(phase, values, "plasticity.hardening.saturation_rate") == 20);
  CHECK(Value(phase, values, "plasticity.hardening.kinematic") == 0);
  CHECK(Value(phase, values, "plasticity.viscosity.time") == 60);
  CHECK(Value(phase, values, "plasticity.viscosity.exponent") == 1);
  CHECK(strstr(parsed.phases[0].source, "Deng") && strstr(parsed.phases[0].source, "assumed"));
  CHECK(!phase->lithiates);
  SulCaseFree(&parsed);
}

static void CheckLithiated(void) {
#define SULFUR                                                                                     \
  MESH "phases:\n  - group: s\n    material: S\n    lithiation: {fraction: 0.5}\n"                 \
       "    plasticity: {yield_stress: 0.1 GPa}\n    lithiated: "
  SulCase parsed = Parsed(SULFUR "Li2S\n");
  if (!parsed.path) return;
  const SulPhase *phase = &parsed.phases[0].phase;
  CHECK(phase->lithiates && phase->lithiation == 0.5);
  CHECK(Value(phase, phase->parameters, "youngs_modulus") == 17.8e9);
  CHECK(Value(phase, phase->lithiated, "youngs_modulus") == 81.6e9);
  CHECK(Value(phase, phase->lithiated, "poissons_ratio") == 0.19);
  CHECK(Value(phase, phase->lithiated, "plasticity.yield_stress") == 0.1e9); /* nobody knows more */
  CHECK(strstr(parsed.phases[0].source, "Cronk") && strstr(parsed.phases[0].source, "Deng"));
  SulCaseFree(&parsed);
  parsed =
      Parsed(SULFUR "{material: Li2S, poissons_ratio: 0.25, plasticity: {yield_stress: 1 GPa}}\n");
  phase = &parsed.phases[0].phase;
  CHECK(Value(phase, phase->lithiated, "youngs_modulus") == 81.6e9);
  CHECK(Value(phase, phase->lithiated, "poissons_ratio") == 0.25);
  CHECK(Value(phase, phase->lithiated, "plasticity.yield_stress") == 1e9);
  CHECK(Value(phase, phase->parameters, "plasticity.yield_stress") == 0.1e9);
  SulCaseFree(&parsed);
}

/* ---- Programs -------------------------------------------------------------------------------- */

#define PHASES                                                                                     \
  "phases:\n  - {group: s, material: S, lithiation: {fraction: 0.5, program: [2, 0.5]}}\n"         \
  "  - {group: e, material: Li6PS5Cl, swelling: {volume_change: -0.1}}\n"                          \
  "boundaries:\n  - {faces: [a], condition: fixed}\n"                                              \
  "  - {faces: [b], condition: pressure, pressure: 1 MPa, program: [-1, 3]}\n"

static void CheckProgram(void) {
  static const double program[] = {1, 0.25, 1, 0.25, 1, 0.25};
  static const double phase[] = {2, 0.5, 2, 0.5, 2, 0.5}, face[] = {-1, 3, -1, 3, -1, 3};
  static const double duration[] = {72000, 60, 72000, 60, 72000, 60};
  SulCase parsed = Parsed(MESH PHASES "program: {lithiation: [1, 0.25], cycles: 3, duration: "
                                      "[20 h, 1 min], largest_step: 0.1}\n"
                                      "output: {steps: all}\n");
  if (!parsed.path) return;
  CHECK(parsed.target_count == 2 && parsed.step_count == 6);
  CHECK(memcmp(parsed.program, program, sizeof program) == 0);
  CHECK(memcmp(parsed.duration, duration, sizeof duration) == 0);
  CHECK(memcmp(parsed.phases[0].course, phase, sizeof phase) == 0 && !parsed.phases[1].course);
  CHECK(memcmp(parsed.boundaries[1].course, face, sizeof face) == 0 &&
        !parsed.boundaries[0].course);
  CHECK(parsed.largest_step == 0.1 && parsed.output_all && !parsed.output_plastic_strain_tensor);
  CHECK(parsed.kinematics == SUL_KINEMATICS_SMALL && !parsed.mean_dilatation);
  SulCaseFree(&parsed);
  parsed = Parsed(MESH PHASES "program: {lithiation: [1, 0.25], duration: 2 h}\n"
                              "volumetric: mean\nkinematics: finite\n");
  CHECK(parsed.step_count == 2 && parsed.duration[0] == 7200 && parsed.duration[1] == 7200);
  CHECK(parsed.largest_step == 0 && !parsed.output_all);
  CHECK(parsed.kinematics == SUL_KINEMATICS_FINITE && parsed.mean_dilatation);
  SulCaseFree(&parsed);
}

/* One target where none is given, whatever else the program says: a study may set the rest alone. */
static void CheckOneTarget(void) {
  SulCase parsed = Parsed(MESH "phases:\n  - {group: s, material: S, lithiation: {fraction: 1}}\n"
                               "program: {largest_step: 0.2, duration: 1 h}\n");
  if (!parsed.path) return;
  CHECK(parsed.step_count == 1 && parsed.program[0] == 1 && parsed.duration[0] == 3600);
  SulCaseFree(&parsed);
}

/* ---- Particles ------------------------------------------------------------------------------- */

static void CheckByRadius(void) {
  SulCase parsed = Parsed(MESH "phases:\n  - {group: s, material: S, lithiation: {by_radius: "
                               "[[0.5 um, 0.95], [5 um, 0.8]], profile: diffusion, diffusivity: "
                               "1e-10 cm2/s}}\nprogram: {lithiation: [1], duration: 1 h}\n");
  if (!parsed.path) return;
  const SulPhaseInput *phase = &parsed.phases[0];
  CHECK(phase->table.radius_count == 2 && phase->table.particle_count == 0);
  CHECK_NEAR(phase->table.radius[1], 5e-6, 1e-14, 0);
  CHECK(phase->table.at_radius[0] == 0.95 && phase->table.at_radius[1] == 0.8);
  CHECK(phase->phase.lithiation == 0.95 && phase->profile == SUL_PROFILE_DIFFUSION);
  CHECK_NEAR(phase->diffusivity, 1e-14, 1e-14, 0);
  SulCaseFree(&parsed);
}

/* Lines end in any way; the last may have no end; blank ones say nothing. */
static void CheckByParticle(void) {
  static const char table[] = "particle,lithiation\r\n2, 0.5\r\n\n0,1\n1,0.25";
  char path[] = "/tmp/sulfem-particles-XXXXXX", text[300];
  int handle = mkstemp(path);
  CHECK(write(handle, table, sizeof table - 1) == (ssize_t)sizeof table - 1);
  close(handle);
  snprintf(text, sizeof text,
           MESH "phases:\n  - {group: s, material: S, lithiation: {by_particle: %s}}\n", path);
  SulCase parsed = Parsed(text);
  unlink(path);
  if (!parsed.path) return;
  const SulParticleTable *read = &parsed.phases[0].table;
  CHECK(read->particle_count == 3 && read->particle[0] == 2 && read->particle[2] == 1);
  CHECK(read->of_particle[0] == 0.5 && read->of_particle[1] == 1 && read->of_particle[2] == 0.25);
  CHECK(parsed.phases[0].phase.lithiation == 1 && parsed.phases[0].profile == SUL_PROFILE_UNIFORM);
  SulCaseFree(&parsed);
}

/* Of a file that is larger than any table not a byte is read. */
static void CheckHugeTable(void) {
  SulError error = {0};
  SulCase parsed;
  int file = open("huge.csv", O_CREAT | O_WRONLY | O_TRUNC, 0600);
  CHECK(file >= 0 && ftruncate(file, 3LL << 30) == 0);
  close(file);
  SulCaseParse("a.yaml",
               MESH "phases:\n  - {group: s, material: S, lithiation: {by_particle: huge.csv}}\n",
               &parsed, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "huge.csv: has 3.22e+03 MB, more than"));
  CHECK(strstr(error.text, "a.yaml:3: key \"phases.s.lithiation.by_particle\"") != NULL);
  unlink("huge.csv");
}

int main(void) {
  CheckHugeTable();
  CheckModels();
  CheckParameters();
  CheckLithiated();
  CheckProgram();
  CheckOneTarget();
  CheckByRadius();
  CheckByParticle();
  return CheckResult();
}
