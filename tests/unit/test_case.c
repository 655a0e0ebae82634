/* SPDX-License-Identifier: BSD-2-Clause */
/* The case file: what it means, its defaults, and what is refused with which words. */
#include "check.h"
#include <stdarg.h>
#include <string.h>
#include <sulfem/case.h>

static const char full[] =
    "title: micron sulfur\n"
    "mesh: {file: ../meshes/micron.msh, length_unit: um}\n"
    "element_order: 1\n"
    "phases:\n"
    "  - group: sulfur\n"
    "    material: S\n"
    "    youngs_modulus: 18 GPa\n"
    "    swelling: {volume_change: 0.8, convention: linear}\n"
    "    lithiation: {capacity: 1615 mAh/g, electrolyte_capacity: 100 mAh/g,\n"
    "                 electrolyte_per_active: 1.6667}\n"
    "  - {group: electrolyte, material: Li6PS5Cl}\n"
    "  - {group: shrinking, material: Li2S, lithiation: {fraction: 0.5}}\n"
    "boundaries:\n"
    "  - {faces: [xmin, xmax], condition: fixed}\n"
    "  - {faces: [ymin], condition: symmetry}\n"
    "  - {faces: [zmax], condition: pressure, pressure: 75 MPa}\n"
    "  - {faces: [zmin], condition: displacement, displacement: [0 um, free, -1.5 nm]}\n"
    "program: {lithiation: [0, 0.5, 1.0, 0.25]}\n"
    "solver: {preset: direct, relative_tolerance: 1e-10, maximum_iterations: 50,\n"
    "         wall_clock_limit: 2 h}\n"
    "output: {directory: results/micron}\n";

static void CheckPhases(const SulCase *parsed) {
  const SulPhaseInput *sulfur = &parsed->phases[0], *electrolyte = &parsed->phases[1];
  const SulPhase *shrinking = &parsed->phases[2].phase;
  CHECK(parsed->phase_count == 3);
  CHECK(strcmp(sulfur->phase.name, "sulfur") == 0 && sulfur->line == 5 && sulfur->group_line == 5);
  CHECK(strcmp(sulfur->phase.model->name, "linear_elastic") == 0);
  CHECK(sulfur->phase.parameters[0] == 18e9 && sulfur->phase.parameters[1] == 0.32);
  CHECK(strstr(sulfur->source, "Cronk") && strstr(sulfur->source, "second-hand"));
  CHECK(sulfur->reaction[0] == '\0'); /* the volume change was given */
  CHECK(sulfur->phase.convention == SUL_SWELLING_LINEAR && sulfur->phase.volume_change == 0.8);
  CHECK_NEAR(sulfur->phase.lithiation, (1615 - 100 * 1.6667) / 1671.958, 1e-6, 0);
  CHECK(electrolyte->phase.volume_change == 0 && electrolyte->line == 11);
  CHECK(shrinking->convention == SUL_SWELLING_EXACT && shrinking->lithiation == 0.5);
  CHECK_NEAR(shrinking->volume_change, -0.4403580, 1e-6, 0);
  CHECK(strcmp(parsed->phases[2].reaction, "Li2S -> S + 2 Li") == 0);
  CHECK(strstr(parsed->phases[2].reaction_source, "densities"));
}

static void CheckBoundaries(const SulCase *parsed) {
  const SulBoundaryInput *boundaries = parsed->boundaries;
  CHECK(parsed->boundary_count == 4);
  CHECK(boundaries[0].condition == SUL_CONDITION_FIXED && boundaries[0].face_count == 2);
  CHECK(strcmp(boundaries[0].faces[1], "xmax") == 0 && boundaries[0].face_lines[1] == 14);
  CHECK(boundaries[1].condition == SUL_CONDITION_SYMMETRY && boundaries[1].line == 15);
  CHECK(boundaries[2].condition == SUL_CONDITION_PRESSURE && boundaries[2].pressure == 75e6);
  CHECK(boundaries[3].prescribed[0] && !boundaries[3].prescribed[1] && boundaries[3].prescribed[2]);
  CHECK_NEAR(boundaries[3].displacement[2], -1.5e-9, 1e-14, 0);
}

static void CheckFull(void) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("cases/a.yaml", full, &parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) return;
  CHECK(strcmp(parsed.path, "cases/a.yaml") == 0 && strcmp(parsed.text, full) == 0);
  CHECK(strcmp(parsed.title, "micron sulfur") == 0);
  CHECK(strcmp(parsed.mesh_file, "cases/../meshes/micron.msh") == 0 && parsed.mesh_line == 2);
  CHECK_NEAR(parsed.mesh_length, 1e-6, 1e-14, 0);
  CHECK(parsed.element_order == 1);
  CheckPhases(&parsed);
  CheckBoundaries(&parsed);
  CHECK(parsed.step_count == 4 && parsed.program[3] == 0.25);
  CHECK(parsed.solver.preset == SUL_PRESET_DIRECT && parsed.solver.relative_tolerance == 1e-10);
  CHECK(parsed.solver.maximum_iterations == 50 && parsed.solver.wall_clock_limit == 7200);
  CHECK(strcmp(parsed.output_directory, "cases/results/micron") == 0);
  SulCaseFree(&parsed);
  SulCaseFree(&parsed); /* harmless */
}

#define MESH "mesh: {file: a.msh, length_unit: um}\n"
#define SE "phases:\n  - {group: e, material: Li6PS5Cl}\n"

/* A recipe has smeared carbon into the electrolyte: 22.1 GPa are 15.1 GPa. */
static SulRecordedPhase recorded[2] = {{.group = "e",
                                        .material = "Li6PS5Cl",
                                        .mixture = "20 % of its volume carbon",
                                        .youngs_modulus = 15.1e9,
                                        .poissons_ratio = 0.34},
                                       {.group = "s",
                                        .material = "S",
                                        .youngs_modulus = 17.8e9,
                                        .poissons_ratio = 0.32,
                                        .electrolyte_per_active = 1.6667}};

/* The electrolyte's Young's modulus in GPa, and whether a warning names both numbers. */
static void CheckRecorded(const char *mesh, const char *entry, double young, const char *note) {
  const SulMeshRecord record = {.path = "mesh.json",
                                .length_unit = 1e-6,
                                .length_unit_name = "um",
                                .phase_count = 2,
                                .phases = recorded};
  SulError error = {0};
  SulCase parsed;
  char text[1000];
  snprintf(text, sizeof text, "mesh: {file: a.msh%s}\nphases:\n  - %s\n", mesh, entry);
  SulCaseParseWith("a.yaml", text, &record, &parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) return;
  CHECK_NEAR(parsed.phases[0].phase.parameters[0], 1e9 * young, 1e-12, 0);
  CHECK(note ? strstr(parsed.notes, note) != NULL : parsed.notes[0] == '\0');
  SulCaseFree(&parsed);
}

static void CheckRecord(void) {
  static const char both[] = "E 22.1 GPa, nu 0.37 (Li6PS5Cl), mesh.json E 15.1 GPa, nu 0.34";
  CheckRecorded("", "{group: e}", 15.1, NULL);
  CheckRecorded(", length_unit: um", "{group: e, material: Li6PS5Cl}", 22.1, both);
  CheckRecorded(", record: ignored, length_unit: um", "{group: e, material: Li6PS5Cl}", 22.1, NULL);
  CheckRecorded(", record: preferred", "{group: e, material: Li6PS5Cl}", 15.1, NULL);
  CheckRecorded(", record: preferred", "{group: e, material: Li7P3S11}", 21.9,
                "mesh.json E 15.1 GPa");
  CheckRecorded(", record: preferred", "{group: e, material: Li6PS5Cl, youngs_modulus: 9 GPa}", 9,
                "E 9 GPa");
  CheckRecorded(", length_unit: nm", "{group: e}", 15.1, "differ by 0.001");
  CheckRecorded("", "{group: s, lithiation: {capacity: 1615 mAh/g, electrolyte_capacity: 1 mAh/g}}",
                17.8, NULL);
  CheckRecorded("",
                "{group: s, lithiation: {capacity: 1615 mAh/g, electrolyte_capacity: 1 mAh/g, "
                "electrolyte_per_active: 3}}",
                17.8, "3 of electrolyte_per_active, mesh.json 1.667");
}

static void CheckDefaults(void) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("a.yaml", MESH SE, &parsed, &error);
  CHECK(!SulFailed(&error));
  CHECK(parsed.title[0] == '\0' && parsed.output_directory[0] == '\0');
  CHECK(parsed.element_order == 2 && parsed.boundary_count == 0);
  CHECK(parsed.step_count == 1 && parsed.program[0] == 1);
  CHECK(parsed.solver.preset == SUL_PRESET_AUTOMATIC && parsed.solver.relative_tolerance == 1e-8);
  CHECK(parsed.solver.maximum_iterations == 1000 && parsed.solver.wall_clock_limit == 0);
  CHECK(parsed.phases[0].phase.lithiation == 0 && parsed.phases[0].phase.volume_change == 0);
  SulCaseFree(&parsed);
  SulCaseParse("a.yaml", MESH SE "boundaries: []\n", &parsed, &error); /* a free body, too */
  CHECK(!SulFailed(&error) && parsed.boundary_count == 0);
  SulCaseFree(&parsed);
}

static void CheckGradient(void) {
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("a.yaml",
               MESH SE "boundaries:\n  - faces: [outer]\n    condition: displacement\n"
                       "    gradient: [[0.01, 2, 3], [4, 5, 6], [7, 8, -9e-3]]\n",
               &parsed, &error);
  CHECK(!SulFailed(&error));
  const double *gradient = parsed.boundaries[0].gradient;
  CHECK(parsed.boundaries[0].condition == SUL_CONDITION_AFFINE);
  CHECK(gradient[0] == 0.01 && gradient[1] == 2 && gradient[3] == 4 && gradient[8] == -9e-3);
  SulCaseFree(&parsed);
}

/* One phase entry's volume change and lithiation. */
static void CheckSwells(const char *entry, double volume_change, double lithiation) {
  SulError error = {0};
  SulCase parsed;
  char text[1000];
  snprintf(text, sizeof text, MESH "phases:\n  - %s\n", entry);
  SulCaseParse("a.yaml", text, &parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) return;
  CHECK_NEAR(parsed.phases[0].phase.volume_change, volume_change, 1e-6, 0);
  CHECK_NEAR(parsed.phases[0].phase.lithiation, lithiation, 1e-6, 0);
  SulCaseFree(&parsed);
}

static void CheckSwellingRules(void) {
  CheckSwells("{group: s, material: S}", 0, 0);
  CheckSwells("{group: s, material: S, swelling: {volume_change: 0.5}}", 0.5, 1);
  CheckSwells("{group: s, material: S, swelling: {convention: linear}}", 0.7868567, 1);
  CheckSwells("{group: s, material: S, lithiation: {fraction: 0.25}}", 0.7868567, 0.25);
  CheckSwells("{group: s, material: S, lithiation: {capacity: 836 mAh/g}}", 0.7868567,
              836 / 1671.958);
  CheckSwells("{group: s, youngs_modulus: 1 GPa, poissons_ratio: 0.2, swelling: {reaction: "
              "\"FeS2 + 4 Li -> Fe + 2 Li2S\"}, lithiation: {capacity: 100 mAh/g}}",
              1.607703, 100 / 893.643);
  CheckSwells("{group: s, material: PTFE, swelling: {volume_change: -0.2}, lithiation: {capacity: "
              "100 mAh/g, theoretical_capacity: 200 mAh/g}}",
              -0.2, 0.5);
  CheckSwells("{group: s, material: MoS6, youngs_modulus: 10 GPa, poissons_ratio: 0.3, swelling: "
              "{volume_change: 1.2}, lithiation: {capacity: 1000 mAh/g}}",
              1.2, 1000 / 1115.528);
  CheckSwells("{group: s, material: S, lithiation: {capacity: 3000 mAh/g}}", 0.7868567, 1);
}

/* What is said of a case's numbers; NULL: nothing. */
static void CheckDoubts(const char *rest, const char *doubt) {
  SulError error = {0};
  SulCase parsed;
  char text[1000];
  snprintf(text, sizeof text, MESH "%s", rest);
  SulCaseParse("a.yaml", text, &parsed, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (SulFailed(&error)) return;
  bool said = doubt ? strstr(parsed.doubts, doubt) != NULL : parsed.doubts[0] == '\0';
  if (!said) fprintf(stderr, "%s: %s\n", rest, parsed.doubts);
  CHECK(said);
  SulCaseFree(&parsed);
}

/* A forgotten prefix is told, what is soft or stiff on purpose is not. */
static void CheckForgottenPrefixes(void) {
#define YOUNG(text) "phases:\n  - {group: e, poissons_ratio: 0.3, youngs_modulus: " text "}\n"
#define PRESSED(text)                                                                              \
  SE "boundaries:\n  - {faces: [zmax], condition: pressure, pressure: " text "}\n"
  CheckDoubts(YOUNG("22 GPa"), NULL);
  CheckDoubts(YOUNG("22 kPa"), NULL); /* a pore as a soft phase */
  CheckDoubts(YOUNG("1.1 TPa"), NULL);
  CheckDoubts(YOUNG("22 Pa"),
              "phase e: a youngs_modulus of 22 Pa is taken as it is, but solids reach "
              "from 1 kPa (gels) to 1.2 TPa (diamond); was 22 GPa meant?\n");
  CheckDoubts(YOUNG("22e9 GPa"), "of 2.2e+10 GPa is taken as it is, but solids reach from 1 kPa "
                                 "(gels) to 1.2 TPa (diamond); was 22 GPa meant?\n");
  CheckDoubts("phases:\n  - {group: e, material: Li6PS5Cl, youngs_modulus: 22 MPa}\n",
              "a youngs_modulus of 22 MPa is taken as it is, but the library has 22.1 GPa for "
              "Li6PS5Cl; was a prefix of the unit forgotten?\n");
  CheckDoubts("phases:\n  - {group: e, material: Li6PS5Cl, youngs_modulus: 2 GPa}\n", NULL);
  CheckDoubts(PRESSED("0.5 GPa"), NULL);
  CheckDoubts(PRESSED("75e6 MPa"), "boundaries: a pressure of 7.5e+04 GPa on zmax is taken as it "
                                   "is, but the stiffest phase has 22.1 GPa;");
}

/* ---- What is refused ------------------------------------------------------------------------- */

/* All of the words, separated by '|', stand in the message. */
static void Refused(const char *text, const char *words) {
  SulError error = {0};
  SulCase parsed;
  char copy[500];
  SulCaseParse("a.yaml", text, &parsed, &error);
  CHECK(error.status == SUL_INPUT && parsed.path == NULL);
  snprintf(copy, sizeof copy, "%s", words);
  for (char *word = strtok(copy, "|"); word; word = strtok(NULL, "|")) {
    bool found = strstr(error.text, word) != NULL;
    if (!found) fprintf(stderr, "\"%s\" is missing in: %s\n", word, error.text);
    CHECK(found);
  }
}

static void CheckTopRefused(void) {
  Refused("phases: []\n", "a.yaml:1: key \"mesh\": is missing");
  Refused(MESH, "key \"phases\": is missing");
  Refused(MESH "phases: []\n", "a.yaml:2: key \"phases\": the list is empty");
  Refused(MESH SE "element_order: 3\n", "a.yaml:4: key \"element_order\"|from 1 to 2, found 3");
  Refused(MESH SE "boundries: []\n", "a.yaml:4|\"boundries\"|did you mean \"boundaries\"?");
  Refused("mesh: {file: a.msh}\n" SE, "key \"mesh.length_unit\": is missing|length_unit: um");
  Refused("mesh: {file: a.msh, length_unit: GPa}\n" SE, "not a unit of a length");
  Refused("mesh: a.msh\n" SE, "key \"mesh\"|found a single value|\"file\"");
  Refused(MESH SE "title:\n", "a.yaml:4: key \"title\": has no value");
  Refused(MESH SE "library: nowhere.yaml\n",
          "a.yaml:4: key \"library\"|nowhere.yaml: cannot be opened");
  Refused(MESH SE "output: {folder: x}\n", "\"output.folder\"|\"directory\"");
  Refused(MESH SE "output: {checkpoint: 0}\n", "must lie from 1");
  Refused(MESH SE "output: {checkpoint: 0 s}\n", "longer than 0 s");
  Refused(MESH SE "output: {checkpoint: 3 GPa}\n", "not a unit of a time");
  Refused(MESH SE "output: {checkpoint: -3}\n", "on_stop, every_step, a time|\"-3\"");
  Refused(MESH SE "output: {checkpoint: [1]}\n", "key \"output.checkpoint\"");
  Refused(MESH SE "solver: {relative_tolerance: 0}\n", "between 0 and 1");
  Refused(MESH SE "solver: {relative_tolerance: 1e-8 m}\n", "plain number");
  Refused(MESH SE "solver: {preset: mulitgrid}\n", "did you mean \"multigrid\"");
  Refused(MESH SE "solver: {maximum_iterations: 0}\n", "must lie from 1");
  Refused(MESH SE "solver: {wall_clock_limit: 3600}\n", "the number 3600 has no unit|min, h");
  Refused(MESH SE "solver: {wall_clock_limit: 0 s}\n", "longer than 0 s");
  Refused(MESH SE "program: [1]\n", "key \"program\"|found a list|\"lithiation\"");
  Refused(MESH SE "program: {lithiation: []}\n", "the list is empty");
  Refused(MESH SE "program: {lithiation: [0.5, -1]}\n",
          "key \"program.lithiation[1]\"|not be negative");
}

static void CheckPhasesRefused(void) {
  Refused(MESH "phases:\n  - {material: S}\n", "\"phases[0].group\": is missing");
  Refused(MESH SE "  - {group: e, material: S}\n",
          "a.yaml:4|\"e\" has an entry already, on line 3");
  Refused(MESH "phases:\n  - {group: e, material: Li6PS5CI}\n",
          "a.yaml:3: key \"phases.e.material\"|did you mean \"Li6PS5Cl\"?");
  Refused(MESH "phases:\n  - {group: e}\n", "neither a material nor a youngs_modulus");
  Refused(MESH "phases:\n  - {group: e, youngs_modulus: 1 GPa}\n", "poissons_ratio: 0.3");
  Refused(MESH "phases:\n  - {group: e, material: MoS6}\n",
          "no youngs_modulus for \"MoS6\"|no elastic data were found");
  Refused(MESH "phases:\n  - {group: e, material: S, youngs_modulus: 17.8}\n",
          "key \"phases.e.youngs_modulus\"|the number 17.8 has no unit|GPa");
  Refused(MESH "phases:\n  - {group: e, material: S, youngs_modulus: -17.8 GPa}\n",
          "larger than 0, found \"-17.8 GPa\"");
  Refused(MESH "phases:\n  - {group: e, material: S, poissons_ratio: 0.5}\n",
          "incompressible|0.49");
  Refused(MESH "phases:\n  - {group: e, material: S, poissons_ratio: -1}\n", "above -1");
  Refused(MESH "phases:\n  - {group: e, material: S, poissons_ratio: 0.3 GPa}\n", "plain number");
  Refused(MESH "phases:\n  - {group: e, material: S, yungs_modulus: 1 GPa}\n",
          "did you mean \"youngs_modulus\"");
  Refused(MESH "phases:\n  - {group: e, material: S, model: linear_elastik}\n",
          "did you mean \"linear_elastic\"");
}

/* Keys of parameters may lie deep: found, left out, and refused with their whole path. */
static void CheckPlasticity(void) {
#define P MESH "phases:\n  - {group: e, material: S, model: linear_plastic, plasticity: "
  SulError error = {0};
  SulCase parsed;
  SulCaseParse("a.yaml", P "{yield_stress: 0.3 GPa, hardening: {isotropic: 2 GPa}}}\n", &parsed,
               &error);
  CHECK(!SulFailed(&error));
  const SulPhase *phase = &parsed.phases[0].phase;
  for (int i = 0; i < phase->model->parameter_count && !SulFailed(&error); i++) {
    const SulParameter *one = &phase->model->parameters[i];
    double expected = strstr(one->name, "yield_stress") ? 0.3e9
                      : strstr(one->name, "isotropic")  ? 2e9
                                                        : one->absent;
    CHECK(isnan(expected) || phase->parameters[i] == expected);
  }
  CHECK(parsed.phases[0].source[0]); /* of the moduli */
  SulCaseFree(&parsed);
  Refused(MESH
          "phases:\n  - {group: e, material: Li2S, plasticity: {hardening: {isotropic: 1 GPa}}}\n",
          "key \"phases.e.plasticity.yield_stress\": is missing|yield_stress: 0.3 GPa");
  Refused(P "{yield_stress: 0 GPa}}\n", "key \"phases.e.plasticity.yield_stress\"|larger than 0");
  Refused(P "{yield_stress: 1 GPa, hardening: {isotropc: 1 GPa}}}\n", "did you mean \"isotropic\"");
  Refused(P "{yield_stress: 1 GPa, hardening: 1 GPa}}\n", "\"saturation_rate\"");
  Refused(P "{yield_stress: 1 GPa, hardening: {saturation: 2 GPa}}}\n", "both saturation");
  Refused(MESH "phases:\n  - {group: e, material: S, model: linear_elastic, plasticity: {}}\n",
          "phases.e.plasticity\"|\"linear_elastic\" (line 3) does not flow");
#undef P
}

static void CheckSwellingRefused(void) {
#define S MESH "phases:\n  - {group: s, material: S, "
#define E MESH "phases:\n  - {group: e, material: Li6PS5Cl, "
  Refused(E "lithiation: {fraction: 1}}\n", "nothing says how much the phase swells");
  Refused(E "swelling: {convention: exact}}\n", "nothing says how much the phase swells");
  Refused(E "swelling: {volume_change: 1}, lithiation: {capacity: 1 mAh/g}}\n",
          "lithiation.theoretical_capacity\": is missing");
  Refused(S "swelling: {volume_change: 1, reaction: x}}\n",
          "cannot stand beside \"volume_change\"");
  Refused(S "swelling: {volume_change: -1}}\n", "larger than -1");
  Refused(S "swelling: {volume_change: 80 %}}\n", "write the plain number 0.8");
  Refused(S "swelling: {convention: exakt}}\n", "did you mean \"exact\"|\"logarithmic\"");
  Refused(S "swelling: {reaction: \"S + 2 Li -> Li2\"}}\n", "did you mean \"S + 2 Li -> Li2S\"");
  Refused(S "swelling: {reaction: \"Li metal\"}}\n", "leaves no solid");
  Refused(S "lithiation: {fraction: 1.5}}\n", "from 0 to 1");
  Refused(S "lithiation: {fraction: 1, capacity: 1 mAh/g}}\n", "cannot stand beside \"fraction\"");
  Refused(S "lithiation: {}}\n", "is missing");
  Refused(S "lithiation: {capacity: 1615}}\n", "the number 1615 has no unit|mAh/g");
  Refused(S "lithiation: {capacity: 1615 mAh}}\n", "not a unit of a capacity per mass");
  Refused(S "lithiation: {capacity: -1 mAh/g}}\n", "not be negative");
  Refused(S "lithiation: {capacity: 1 mAh/g, electrolyte_capacity: 1 mAh/g}}\n",
          "electrolyte_per_active\": is missing");
  Refused(S "lithiation: {capacity: 1 mAh/g, electrolyte_per_active: 1}}\n",
          "electrolyte_capacity\": is missing");
  Refused(MESH
          "phases:\n  - {group: e, material: MoS6, youngs_modulus: 1 GPa, poissons_ratio: 0.3,\n"
          "     lithiation: {fraction: 1}}\n",
          "volume change of \"MoS6 + 12 Li -> Mo + 6 Li2S\" is not known");
  Refused(S "lithiation: {fraction: 1}}\nprogram: {lithiation: [25, 50]}\n",
          "a.yaml:4: key \"program.lithiation[0]\"|cannot exceed 1|percentages");
}

static void CheckBoundariesRefused(void) {
#define B MESH SE "boundaries:\n  - {"
  Refused(B "condition: fixed}\n", "faces\": is missing");
  Refused(B "faces: xmin, condition: fixed}\n", "expected a list|faces: [xmin, xmax]");
  Refused(B "faces: [xmin]}\n", "condition\": is missing");
  Refused(B "faces: [xmin], condition: fix}\n", "\"fixed\", \"symmetry\"");
  Refused(B "faces: [xmin, xmin], condition: fixed}\n", "has a condition already, on line 5");
  Refused(B "faces: [xmin], condition: fixed}\n  - {faces: [xmin], condition: symmetry}\n",
          "a.yaml:6|\"xmin\" has a condition already, on line 5");
  Refused(B "faces: [xmin], condition: pressure}\n", "pressure\": is missing|75 MPa");
  Refused(B "faces: [xmin], condition: pressure, pressure: 75}\n", "the number 75 has no unit");
  Refused(B "faces: [xmin], condition: fixed, pressure: 75 MPa}\n",
          "goes with condition: pressure");
  Refused(B "faces: [xmin], condition: displacement, displacement: [0 um, free]}\n",
          "three entries");
  Refused(B "faces: [xmin], condition: displacement, displacement: [free, free, free]}\n",
          "all three components are free");
  Refused(B "faces: [xmin], condition: displacement, displacement: [0, free, free]}\n",
          "displacement[0]\": the number 0 has no unit");
  Refused(B "faces: [xmin], condition: displacement, displacement: [0 m, free, free],\n"
            "     gradient: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]}\n",
          "a.yaml:6|cannot stand beside \"displacement\"");
  Refused(B "faces: [xmin], condition: displacement, gradient: [[0, 0, 0], [0, 0, 0]]}\n",
          "three rows of three");
  Refused(B "faces: [xmin], condition: displacement, gradient: [[0, 0], [0, 0], [0, 0]]}\n",
          "three rows of three");
  Refused(B "faces: [xmin], condition: fixed, gradient: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]}\n",
          "goes with condition: displacement");
}

int main(void) {
  CheckFull();
  CheckForgottenPrefixes();
  CheckRecord();
  CheckDefaults();
  CheckGradient();
  CheckSwellingRules();
  CheckTopRefused();
  CheckPhasesRefused();
  CheckPlasticity();
  CheckSwellingRefused();
  CheckBoundariesRefused();
  return CheckResult();
}
