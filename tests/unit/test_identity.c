/* SPDX-License-Identifier: BSD-2-Clause */
/* Which case a checkpoint belongs to: every key that results depend on is in its identity, under the
 * key's own path, and no other. */
#include "../../src/run/parts.h"
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const base =
    "title: all keys\n"
    "mesh: {file: a.msh, length_unit: um}\n"
    "element_order: 2\n"
    "kinematics: finite\n"
    "volumetric: full\n"
    "phases:\n"
    "  - group: sulfur\n"
    "    material: S\n"
    "    lithiated: Li2S\n"
    "    swelling: {volume_change: 0.787}\n"
    "    lithiation: {by_particle: test_identity.csv, profile: diffusion, diffusivity: 1e-14 m2/s, "
    "program: [1, 0.5]}\n"
    "    plasticity: {yield_stress: 0.1 GPa, hardening: {isotropic: 0.5 GPa}}\n"
    "  - group: electrolyte\n"
    "    youngs_modulus: 22 GPa\n"
    "    poissons_ratio: 0.3\n"
    "    plasticity: {yield_stress: 0.3 GPa, viscosity: {time: 10 s, exponent: 1}}\n"
    "boundaries:\n"
    "  - {faces: [zmin], condition: symmetry}\n"
    "  - {faces: [zmax], condition: plate, pressure: 50 MPa, stiffness: 1 GPa/um, program: [1, "
    "0.7]}\n"
    "  - {faces: [xmax], condition: displacement, displacement: [0.1 um, free, free]}\n"
    "interfaces:\n"
    "  - {between: [sulfur, electrolyte], strength: 50 MPa}\n"
    "program: {lithiation: [1, 0.5], cycles: 2, duration: 20 h, largest_step: 0.1}\n"
    "solver: {relative_tolerance: 1e-8, maximum_iterations: 900, wall_clock_limit: 4 h}\n"
    "output: {directory: results, checkpoint: 10 min, steps: targets}\n";

typedef struct {
  const char *from, *to;
  const char *path; /* that a line which has changed begins with; NULL: no other case */
} Change;

static const Change changes[] = {
    {"kinematics: finite", "kinematics: small", "kinematics"},
    {"volumetric: full", "volumetric: mean", "volumetric"},
    {"material: S\n", "material: S\n    youngs_modulus: 17 GPa\n    poissons_ratio: 0.3\n",
     "phases.sulfur"},
    {"lithiated: Li2S", "lithiated: {material: Li2S, poissons_ratio: 0.25}",
     "phases.sulfur.lithiated"},
    {"volume_change: 0.787", "volume_change: 0.78", "phases.sulfur.swelling.volume_change"},
    {"profile: diffusion, diffusivity: 1e-14 m2/s", "profile: front",
     "phases.sulfur.lithiation.profile"},
    {"1e-14 m2/s", "2e-14 m2/s", "phases.sulfur.lithiation.diffusivity"},
    {"program: [1, 0.5]}", "program: [1, 0.4]}", "phases.sulfur.lithiation.program[1]"},
    {"yield_stress: 0.1", "yield_stress: 0.2", "phases.sulfur.plasticity.yield_stress"},
    {"isotropic: 0.5 GPa", "isotropic: 0.4 GPa", "phases.sulfur.plasticity.hardening.isotropic"},
    {"22 GPa", "23 GPa", "phases.electrolyte.youngs_modulus"},
    {"poissons_ratio: 0.3\n", "poissons_ratio: 0.31\n", "phases.electrolyte.poissons_ratio"},
    {"poissons_ratio: 0.3\n", "poissons_ratio: 0.3\n    model: hencky_additive_plastic\n",
     "phases.electrolyte.model"},
    {"time: 10 s", "time: 11 s", "phases.electrolyte.plasticity.viscosity.time"},
    {"exponent: 1}", "exponent: 2}", "phases.electrolyte.plasticity.viscosity.exponent"},
    {"condition: symmetry", "condition: fixed", "boundaries[0].condition"},
    {"pressure: 50 MPa", "pressure: 60 MPa", "boundaries[1].pressure"},
    {"1 GPa/um", "2 GPa/um", "boundaries[1].stiffness"},
    {"0.7]", "0.8]", "boundaries[1].program[1]"},
    {"[0.1 um, free", "[0.2 um, free", "boundaries[2].displacement[0]"},
    {"strength: 50", "strength: 40", "interfaces[0].strength"},
    {"lithiation: [1, 0.5], c", "lithiation: [0.9, 0.5], c", "program.lithiation[0]"},
    {"cycles: 2", "cycles: 3", "program.cycles"},
    {"duration: 20 h", "duration: 10 h", "program.duration"},
    {", largest_step: 0.1", "", "program.largest_step"},
    {"title: all keys", "title: a comment  # here", NULL},
    {"file: a.msh", "file: b.msh", NULL}, /* its content counts, by its fingerprint */
    {"relative_tolerance: 1e-8", "relative_tolerance: 1e-9", NULL},
    {"maximum_iterations: 900, ", "", NULL},
    {"wall_clock_limit: 4 h", "wall_clock_limit: 8 h", NULL},
    {"directory: results", "directory: elsewhere", NULL},
    {"checkpoint: 10 min", "checkpoint: 3", NULL},
    {"steps: targets", "steps: all", NULL},
    {"test_identity.csv", "./test_identity.csv", NULL}, /* so does the table's */
};

static void WriteTable(const char *rows) {
  FILE *file = fopen("test_identity.csv", "w");
  fprintf(file, "particle,lithiation\n%s", rows);
  fclose(file);
}

/* Of the particles of the mesh's record. */
static double period_of_z = 8e-6, level_of_x = 1e6;

/* The identity of a run of the case on a mesh of which nothing but the phases' names matters; free()
 * it. */
static char *Identity(const char *text) {
  SulRun run = {0};
  SulError error = {0};
  SulCaseParse("case.yaml", text, &run.input, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) return SulTextCopy("");
  int phases = (int)run.input.phase_count;
  SulPhase *phase = SulAllocate((size_t)phases, sizeof *phase);
  run.inputs = SulAllocate((size_t)phases, sizeof *run.inputs);
  run.mesh.phase_count = phases;
  run.body.phases = phase;
  for (int p = 0; p < phases; p++) {
    run.inputs[p] = &run.input.phases[p];
    phase[p] = run.input.phases[p].phase;
  }
  SulActiveParticle list[2] = {0};
  SulActiveParticles particles = {.list = list, .period = {0, 0, period_of_z}};
  const SulParticleTable *table = &run.input.phases[0].table;
  for (size_t i = 0; i < table->particle_count; i++)
    list[particles.count++] =
        (SulActiveParticle){.number = table->particle[i],
                            .centre = {1e-6 * (double)i, 0, 0},
                            .level = {level_of_x, 0, 0, 0, 1e6, 0, 0, 0, 1e6},
                            .share = table->of_particle[i] / phase[0].lithiation};
  run.body.particles = &particles;
  char *identity = SulRunIdentity(&run);
  free(phase);
  free(run.inputs);
  SulCaseFree(&run.input);
  return identity;
}

/* The text with a change, which has to be one; free() it. */
static char *Changed(const Change *change) {
  const char *at = strstr(base, change->from);
  CHECK(at != NULL);
  if (!at) return SulTextCopy(base);
  size_t size = strlen(base) + strlen(change->to) + 1;
  char *text = SulAllocate(size, 1);
  snprintf(text, size, "%.*s%s%s", (int)(at - base), base, change->to, at + strlen(change->from));
  return text;
}

/* Has `text` a line below this path that the other does not have? */
static bool HasNew(const char *text, const char *other, const char *path) {
  char line[1000];
  for (; *text; text += strcspn(text, "\n") + 1) {
    snprintf(line, sizeof line, "%.*s\n", (int)strcspn(text, "\n"), text);
    if (strncmp(line, path, strlen(path)) == 0 && !strstr(other, line)) return true;
  }
  return false;
}

static void CheckChanges(const char *identity) {
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    const Change *change = &changes[i];
    char *text = Changed(change), *other = Identity(text);
    bool same = strcmp(identity, other) == 0;
    bool good = change->path
                    ? HasNew(other, identity, change->path) || HasNew(identity, other, change->path)
                    : same;
    if (!good) fprintf(stderr, "%s -> %s:\n%s\n%s\n", change->from, change->to, identity, other);
    CHECK(good);
    free(text);
    free(other);
  }
}

int main(void) {
  WriteTable("0,0.9\n1,0.7\n");
  char *identity = Identity(base);
  CheckChanges(identity);
  WriteTable("0,0.9\n1,0.8\n");
  char *other = Identity(base);
  CHECK(HasNew(other, identity, "phases.sulfur.lithiation.by_particle"));
  free(other);
  WriteTable("0,0.9\n1,0.7\n");
  for (int k = 0; k < 2; k++) { /* the same table with other particles is another case */
    double *number = k ? &level_of_x : &period_of_z;
    *number *= 1.01;
    other = Identity(base);
    CHECK(HasNew(other, identity, "phases.sulfur: 2 particles of the mesh's record"));
    free(other);
    *number /= 1.01;
  }
  free(identity);
  unlink("test_identity.csv");
  return CheckResult();
}
