/* SPDX-License-Identifier: BSD-2-Clause */
/* The case file as a whole; its larger sections have their own files. */
#include "case_parts.h"
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

static const double checkpoint_interval = 600; /* s */

static void ReadVolumetric(const SulYaml *node, SulCase *result, SulError *error) {
  static const char *const choices[] = {"full", "mean"};
  if (!node) return;
  result->mean_dilatation = SulYamlChoice(node, choices, 2, error) == 1;
}

static void ReadTop(const SulYaml *root, SulCase *result, SulError *error) {
  static const char *const keys[] = {
      "title",      "library",    "mesh",    "element_order", "kinematics", "phases", "boundaries",
      "interfaces", "volumetric", "program", "solver",        "output",     NULL};
  static const char *const kinematics[] = {"small", "finite"};
  SulYamlKeys(root, keys, error);
  result->title = SulTextCopy(SulYamlText(SulYamlFind(root, "title"), error));
  const SulYaml *order = SulYamlFind(root, "element_order");
  result->element_order = order ? (int)SulYamlInteger(order, 1, 2, error) : 2;
  const SulYaml *strain = SulYamlFind(root, "kinematics");
  if (strain) result->kinematics = (SulKinematics)SulYamlChoice(strain, kinematics, 2, error);
  ReadVolumetric(SulYamlFind(root, "volumetric"), result, error);
}

static char *BesideCase(const SulCase *result, const SulYaml *node, SulError *error) {
  return SulPathBeside(result->path, SulYamlText(node, error));
}

/* The built-in library and, before it, the file that the case names. */
static SulLibrary *ReadLibrary(const SulYaml *root, const SulCase *result, SulError *error) {
  SulLibrary *library = SulLibraryCreate(error);
  const SulYaml *node = SulYamlFind(root, "library");
  if (!library || !node) return library;
  SulError unread = {0};
  char *path = BesideCase(result, node, error);
  char *text = SulFailed(error) ? NULL : SulFileRead(path, &unread);
  if (text) SulLibraryAdd(library, path, text, error);
  if (SulFailed(&unread)) SulYamlFail(node, error, "%s", unread.text);
  free(text);
  free(path);
  return library;
}

static SulRecordUse ReadRecordUse(const SulYaml *mesh, SulError *error) {
  static const char *const uses[] = {"default", "preferred", "ignored"};
  const SulYaml *record = SulYamlFind(mesh, "record");
  return record ? (SulRecordUse)SulYamlChoice(record, uses, 3, error) : SUL_RECORD_DEFAULT;
}

/* The unit is of the coordinates in the file, which a mesh's record knows too. */
static void ReadLengthUnit(const SulYaml *mesh, const SulMeshRecord *record, SulCase *result,
                           SulError *error) {
  const SulYaml *node = SulYamlFind(mesh, "length_unit");
  if (!node && record) {
    result->mesh_length = record->length_unit;
    result->record_used = true;
    return;
  }
  node = SulYamlNeed(mesh, "length_unit", "length_unit: um", error);
  result->mesh_length = SulYamlUnit(node, SUL_LENGTH, error);
  if (SulFailed(error) || !record) return;
  double ratio = result->mesh_length / record->length_unit;
  if (!(fabs(ratio - 1) <= 1e-6))
    SulTextAppend(result->notes, sizeof result->notes,
                  "the case has %s as the mesh's length_unit, %s %s: lengths differ by %.6g; the "
                  "case's is taken\n",
                  node->text, record->path, record->length_unit_name, ratio);
}

static void ReadMesh(const SulYaml *root, const SulMeshRecord *record, SulCase *result,
                     SulError *error) {
  static const char *const keys[] = {"file", "length_unit", "record", NULL};
  const SulYaml *mesh =
      SulYamlNeed(root, "mesh", "mesh: {file: cathode.msh, length_unit: um}", error);
  SulYamlKeys(mesh, keys, error);
  const SulYaml *file = SulYamlNeed(mesh, "file", "file: cathode.msh", error);
  result->mesh_file = BesideCase(result, file, error);
  result->mesh_line = file ? file->line : 0;
  result->record_use = ReadRecordUse(mesh, error);
  bool ignored = result->record_use == SUL_RECORD_IGNORED;
  ReadLengthUnit(mesh, ignored ? NULL : record, result, error);
}

static double Tolerance(const SulYaml *node, SulError *error) {
  double tolerance = SulYamlNumber(node, error);
  if (!(tolerance > 0 && tolerance < 1))
    SulYamlFail(node, error, "must lie between 0 and 1, found %g", tolerance);
  else if (tolerance < SUL_TOLERANCE_LEAST)
    SulYamlFail(node, error,
                "asks for %g, and double precision cannot tell residuals below %g; 1e-8 is the "
                "default, 1e-12 is within reach of most meshes",
                tolerance, SUL_TOLERANCE_LEAST);
  return tolerance;
}

static double TimeLimit(const SulYaml *node, SulError *error) {
  double limit = SulYamlQuantity(node, SUL_TIME, error);
  if (node && !(limit > 0))
    SulYamlFail(node, error, "must be longer than 0 s; leave the key out for no limit");
  return limit;
}

static void ReadSolver(const SulYaml *root, SulCase *result, SulError *error) {
  static const char *const keys[] = {"preset", "relative_tolerance", "maximum_iterations",
                                     "wall_clock_limit", NULL};
  static const char *const presets[] = {"automatic", "multigrid", "direct"};
  const SulYaml *solver = SulYamlFind(root, "solver");
  SulYamlKeys(solver, keys, error);
  const SulYaml *preset = SulYamlFind(solver, "preset");
  const SulYaml *tolerance = SulYamlFind(solver, "relative_tolerance");
  const SulYaml *iterations = SulYamlFind(solver, "maximum_iterations");
  result->solver.preset =
      preset ? (SulPreset)SulYamlChoice(preset, presets, 3, error) : SUL_PRESET_AUTOMATIC;
  result->solver.relative_tolerance = tolerance ? Tolerance(tolerance, error) : 1e-8;
  result->solver.maximum_iterations =
      iterations ? (int)SulYamlInteger(iterations, 1, INT_MAX, error) : 1000;
  result->solver.wall_clock_limit = TimeLimit(SulYamlFind(solver, "wall_clock_limit"), error);
}

static bool AnyFlows(const SulCase *result) {
  for (size_t i = 0; i < result->phase_count; i++)
    if (SulModelParameter(result->phases[i].phase.model, "plasticity.yield_stress") >= 0)
      return true;
  return false;
}

static void ReadOutputSteps(const SulYaml *output, SulCase *result, SulError *error) {
  static const char *const choices[] = {"targets", "all"};
  const SulYaml *steps = SulYamlFind(output, "steps");
  const SulYaml *tensor = SulYamlFind(output, "plastic_strain_tensor");
  const SulYaml *principal = SulYamlFind(output, "principal");
  result->output_principal = principal && SulYamlBoolean(principal, error);
  result->output_all = steps && SulYamlChoice(steps, choices, 2, error) == 1;
  result->output_plastic_strain_tensor = tensor && SulYamlBoolean(tensor, error);
  if (result->output_plastic_strain_tensor && !AnyFlows(result))
    SulYamlFail(tensor, error,
                "no phase can flow; give one its plasticity, for example: plasticity: "
                "{yield_stress: 0.3 GPa}");
}

static void ReadOutputFiles(const SulYaml *output, SulCase *result, SulError *error) {
  static const char *const precisions[] = {"double", "single"};
  const SulYaml *vtkhdf = SulYamlFind(output, "vtkhdf");
  const SulYaml *precision = SulYamlFind(output, "precision");
  result->output_vtkhdf = vtkhdf && SulYamlBoolean(vtkhdf, error);
  result->output_single = precision && SulYamlChoice(precision, precisions, 2, error) == 1;
}

/* A word, a time, or a number of increments. */
static void ReadCheckpoint(const SulYaml *node, SulCase *result, SulError *error) {
  static const char *const moments[] = {"on_stop", "every_step"};
  SulCheckpointMoments *when = &result->output_checkpoint;
  const char *text = SulYamlText(node, error);
  if (SulFailed(error)) return;
  if (!node || strcmp(text, moments[1]) == 0) {
    when->targets = node != NULL;
    when->interval = checkpoint_interval;
  } else if (text[strspn(text, "0123456789")] == '\0') {
    when->increments = (int)SulYamlInteger(node, 1, INT_MAX, error);
  } else if (isdigit((unsigned char)text[0]) || text[0] == '.') {
    when->interval = SulYamlQuantity(node, SUL_TIME, error);
    if (!(when->interval > 0)) SulYamlFail(node, error, "must be longer than 0 s");
  } else if (strcmp(text, moments[0]) != 0) {
    SulYamlFail(node, error,
                "must be on_stop, every_step, a time (10 min) or a number of increments (5), found "
                "\"%s\"",
                text);
  }
}

static void ReadOutput(const SulYaml *root, SulCase *result, SulError *error) {
  static const char *const keys[] = {
      "directory", "interfaces", "checkpoint", "steps", "plastic_strain_tensor",
      "principal", "precision",  "vtkhdf",     NULL};
  const SulYaml *output = SulYamlFind(root, "output");
  SulYamlKeys(output, keys, error);
  const SulYaml *directory = SulYamlFind(output, "directory");
  result->output_directory = directory ? BesideCase(result, directory, error) : SulTextCopy("");
  const SulYaml *interfaces = SulYamlFind(output, "interfaces");
  ReadCheckpoint(SulYamlFind(output, "checkpoint"), result, error);
  result->output_interfaces = interfaces ? SulYamlBoolean(interfaces, error) : true;
  ReadOutputSteps(output, result, error);
  ReadOutputFiles(output, result, error);
  if (!result->output_interfaces && result->interface_count > 0)
    SulYamlFail(interfaces, error,
                "leaves out what the strengths under \"interfaces\" (line %d) are for; write true, "
                "or leave out one of the two",
                result->interfaces[0].line);
}

void SulCaseParse(const char *path, const char *text, SulCase *result, SulError *error) {
  SulCaseParseWith(path, text, NULL, result, error);
}

void SulCaseParseWith(const char *path, const char *text, const SulMeshRecord *record,
                      SulCase *result, SulError *error) {
  *result = (SulCase){.path = SulTextCopy(path), .text = SulTextCopy(text)};
  SulYaml *root = SulYamlParse(path, text, error);
  ReadTop(root, result, error);
  SulLibrary *library = ReadLibrary(root, result, error);
  ReadMesh(root, record, result, error);
  if (result->record_use == SUL_RECORD_IGNORED) record = NULL;
  SulCasePhases(root, library, record, result, error);
  SulCaseBoundaries(root, result, error);
  if (!SulFailed(error)) SulCaseDoubtPressures(result);
  SulCaseInterfaces(root, result, error);
  SulCaseProgram(root, result, error);
  ReadSolver(root, result, error);
  ReadOutput(root, result, error);
  SulLibraryFree(&library);
  SulYamlFree(&root);
  if (SulFailed(error)) SulCaseFree(result);
}

char *SulCaseRecordedMesh(const char *path, const char *text) {
  SulError ignored = {0};
  SulYaml *root = SulYamlParse(path, text, &ignored);
  const SulYaml *mesh = SulYamlFind(root, "mesh"), *file = SulYamlFind(mesh, "file");
  const char *name = SulYamlText(file, &ignored);
  bool wanted = ReadRecordUse(mesh, &ignored) != SUL_RECORD_IGNORED;
  char *found = wanted && name[0] && !SulFailed(&ignored) ? SulPathBeside(path, name) : NULL;
  SulYamlFree(&root);
  return found;
}

void SulCaseFree(SulCase *result) {
  for (size_t i = 0; i < result->boundary_count; i++) {
    free(result->boundaries[i].faces);
    free(result->boundaries[i].face_lines);
    free(result->boundaries[i].course);
  }
  for (size_t i = 0; i < result->phase_count; i++) {
    SulParticleTable *table = &result->phases[i].table;
    free(table->radius);
    free(table->at_radius);
    free(table->particle);
    free(table->of_particle);
    free(result->phases[i].surface);
    free(result->phases[i].course);
  }
  free(result->path);
  free(result->text);
  free(result->title);
  free(result->mesh_file);
  free(result->output_directory);
  free(result->phases);
  free(result->boundaries);
  free(result->interfaces);
  free(result->program);
  free(result->duration);
  *result = (SulCase){0};
}
