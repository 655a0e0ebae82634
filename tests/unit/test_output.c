/* SPDX-License-Identifier: BSD-2-Clause */
/* Results on disk, read back with plain serial HDF5 on rank 0: a shuffled bar (support/bar.h) must
 * come out in file order on any number of ranks. */
#include "bar.h"
#include "check.h"
#include <hdf5.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/output.h>
#include <sulfem/parallel.h>
#include <sulfem/summary.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CUBES = 40, CELLS = 6 * CUBES, NODES = 4 * (CUBES + 1) };

/* ---- The fields: every value tells step, field, entry and component -------------------------- */

static double Value(int step, int field, PetscInt64 entry, int component) {
  return 1e7 * step + 1e6 * field + (double)entry + 0.1 * component;
}

static double *Values(const SulMesh *mesh, int step, int field, bool node, int components) {
  PetscInt count = node ? mesh->nodes_owned : mesh->cells_owned;
  const PetscInt64 *file = node ? mesh->node_file : mesh->cell_file;
  double *values = SulAllocate((size_t)(count * components), sizeof *values);
  for (PetscInt i = 0; i < count; i++)
    for (int c = 0; c < components; c++)
      values[i * components + c] = Value(step, field, file[i], c);
  return values;
}

/* The arrays of a body, with values to be set. */
typedef struct {
  SulArray list[6];
} Fields;

static const struct {
  const char *name;
  bool node;
  int components;
} kinds[] = {{"displacement", true, 3}, {"stress", false, 6},     {"von_mises", false, 1},
             {"pressure", false, 1},    {"lithiation", false, 1}, {"volume", false, 1}};

static void FieldsMake(const SulMesh *mesh, Fields *fields) {
  for (int i = 0; i < 6; i++)
    fields->list[i] = (SulArray){.name = kinds[i].name,
                                 .unit = "1",
                                 .description = "a number",
                                 .place = kinds[i].node ? SUL_AT_NODES : SUL_AT_CELLS,
                                 .components = kinds[i].components,
                                 .values = Values(mesh, 0, 9, kinds[i].node, kinds[i].components),
                                 .fixed = i == 5};
}

static void FieldsFree(Fields *fields) {
  for (int i = 0; i < 6; i++)
    free(fields->list[i].values);
}

static PetscErrorCode WriteStep(SulFields *writer, const SulMesh *mesh, Fields *fields, int step,
                                SulError *error) {
  PetscFunctionBegin;
  for (int i = 0; i < 5; i++) {
    free(fields->list[i].values);
    fields->list[i].values = Values(mesh, step, i + 1, kinds[i].node, kinds[i].components);
  }
  PetscCall(SulFieldsWrite(writer, 0.25 * step, "{}", error));
  PetscFunctionReturn(0);
}

static const char *const phase_names[] = {"electrolyte", "sulfur"};
static const SulProvenance provenance = {
    "a <bar> & \"more\"", "bar.yaml", "title: a bar\n", "sulfem solve bar.yaml",
    "-ksp_rtol 1e-3",     "",         phase_names,      NULL};

static PetscErrorCode Create(const char *folder, const SulMesh *mesh, const Fields *arrays,
                             SulFields **fields, SulError *error) {
  const SulArrays list = {6, arrays->list};

  PetscFunctionBegin;
  PetscCall(SulFieldsCreate(folder, mesh, &list, &provenance, fields, error));
  PetscFunctionReturn(0);
}

/* ---- Reading back ---------------------------------------------------------------------------- */

static hid_t OpenFields(const char *folder) {
  char *path = SulPathJoin(folder, "fields.h5");
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  free(path);
  return file;
}

/* Length of the dataset, its values as doubles. */
static hssize_t Read(hid_t file, const char *name, double **values) {
  *values = NULL;
  hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
  if (set < 0) return -1;
  hid_t space = H5Dget_space(set);
  hssize_t length = H5Sget_simple_extent_npoints(space);
  *values = SulAllocate((size_t)length, sizeof(double));
  if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values) < 0) length = -1;
  CHECK(H5Aexists(set, "unit") > 0);
  CHECK(H5Aexists(set, "description") > 0);
  H5Sclose(space);
  H5Dclose(set);
  return length;
}

static void CheckField(hid_t file, const char *field_name, int step, int field, PetscInt64 entries,
                       int components) {
  char name[64];
  double *values;
  snprintf(name, sizeof name, "/steps/%04d/%s", step, field_name);
  hssize_t length = Read(file, name, &values);
  CHECK(length == entries * components);
  int wrong = 0;
  for (hssize_t i = 0; i < length; i++)
    wrong += values[i] != (step ? Value(step, field, i / components, (int)(i % components)) : 0.0);
  CHECK(wrong == 0);
  free(values);
}

static void CheckSteps(hid_t file, int steps) {
  for (int step = 0; step < steps; step++) {
    char name[64];
    CheckField(file, "displacement", step, 1, NODES, 3);
    CheckField(file, "stress", step, 2, CELLS, 6);
    CheckField(file, "von_mises", step, 3, CELLS, 1);
    CheckField(file, "pressure", step, 4, CELLS, 1);
    CheckField(file, "lithiation", step, 5, CELLS, 1);
    snprintf(name, sizeof name, "/steps/%04d", step);
    hid_t group = H5Gopen2(file, name, H5P_DEFAULT);
    hid_t attribute = H5Aopen(group, "lithiation", H5P_DEFAULT);
    double lithiation = -1.0;
    H5Aread(attribute, H5T_NATIVE_DOUBLE, &lithiation);
    CHECK(lithiation == 0.25 * step);
    H5Aclose(attribute);
    H5Gclose(group);
  }
  char beyond[64];
  snprintf(beyond, sizeof beyond, "/steps/%04d", steps);
  CHECK(H5Lexists(file, beyond, H5P_DEFAULT) == 0);
}

/* Six times the volume of the tetrahedron, from what the file says. */
static double Determinant(const double *points, const double *cell) {
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int c = 0; c < 3; c++)
      e[i][c] = points[3 * (int)cell[i + 1] + c] - points[3 * (int)cell[0] + c];
  return e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
         e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
         e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]);
}

static void CheckMesh(hid_t file) {
  double *points, *cells, *phase, *volume;
  CHECK(Read(file, "/mesh/points", &points) == 3 * NODES);
  CHECK(Read(file, "/mesh/cells", &cells) == 4 * CELLS);
  CHECK(Read(file, "/mesh/phase", &phase) == CELLS);
  CHECK(Read(file, "/mesh/volume", &volume) == CELLS);
  int wrong = 0;
  for (int n = 0; n < NODES; n++) {
    double place[3];
    BarPlace(n, place);
    wrong += memcmp(place, points + 3 * n, sizeof place) != 0;
  }
  for (int c = 0; c < CELLS; c++) {
    PetscInt64 nodes[4];
    BarCell(c, nodes);
    for (int i = 0; i < 4; i++)
      wrong += cells[4 * c + i] != (double)nodes[i];
    wrong += phase[c] != (c % 3 == 0);
    wrong += volume[c] != Value(0, 9, c, 0);
    wrong += fabs(Determinant(points, cells + 4 * c) - 1e-18) > 1e-28;
  }
  CHECK(wrong == 0);
  free(points);
  free(cells);
  free(phase);
  free(volume);
}

static void CheckText(hid_t object, const char *name, const char *expected) {
  char *text = NULL;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  hid_t type = H5Aget_type(attribute);
  H5Aread(attribute, type, &text);
  CHECK(text && !strcmp(text, expected));
  H5free_memory(text);
  H5Tclose(type);
  H5Aclose(attribute);
}

static void CheckProvenance(hid_t file) {
  char *text = NULL;
  CheckText(file, "format", "sulfem-fields");
  CheckText(file, "title", provenance.title);
  CheckText(file, "command_line", "sulfem solve bar.yaml");
  CheckText(file, "petsc_options", "-ksp_rtol 1e-3");
  CheckText(file, "sulfem_version", SULFEM_VERSION);
  hid_t set = H5Dopen2(file, "/case/text", H5P_DEFAULT), type = H5Dget_type(set);
  H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text);
  CHECK(text && !strcmp(text, provenance.case_text));
  H5free_memory(text);
  H5Tclose(type);
  H5Dclose(set);
}

static bool Exists(const char *folder, const char *name) {
  char *path = SulPathJoin(folder, name);
  bool exists = access(path, F_OK) == 0;
  free(path);
  return exists;
}

/* How many steps the index lists, -1 without an index. */
static int IndexedSteps(const char *folder) {
  SulError error = {SUL_OK, ""};
  char *path = SulPathJoin(folder, "fields.xdmf"), *text = SulFileRead(path, &error);
  int steps = text ? 0 : -1;
  for (char *at = text; at && (at = strstr(at, "<Time ")); at++)
    steps++;
  free(text);
  free(path);
  return steps;
}

/* What a reader finds who comes after `steps` steps, step 0 included. */
static void CheckFolder(const char *folder, int steps) {
  hid_t file = OpenFields(folder);
  CHECK(file >= 0);
  if (file < 0) return;
  CheckProvenance(file);
  CheckMesh(file);
  CheckSteps(file, steps);
  CHECK(IndexedSteps(folder) == steps);
  H5Fclose(file);
}

/* ---- The tests ------------------------------------------------------------------------------- */

static PetscErrorCode TestSeries(const char *folder, const SulMesh *mesh, int rank) {
  SulError error = {SUL_OK, ""};
  SulFields *fields;
  Fields arrays;

  PetscFunctionBegin;
  FieldsMake(mesh, &arrays);
  PetscCall(Create(folder, mesh, &arrays, &fields, &error));
  CHECK(!SulFailed(&error));
  if (rank == 0) CheckFolder(folder, 1);
  for (int step = 1; step <= 3; step++)
    PetscCall(WriteStep(fields, mesh, &arrays, step, &error));
  PetscCall(SulFieldsClose(&fields, &error));
  FieldsFree(&arrays);
  CHECK(!SulFailed(&error) && !fields);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  if (rank == 0) {
    CheckFolder(folder, 4);
    CHECK(!Exists(folder, "fields.h5.partial"));
    CHECK(!Exists(folder, "fields.h5.copy"));
    CHECK(!Exists(folder, "fields.xdmf.partial"));
  }
  PetscFunctionReturn(0);
}

/* A new run takes away what an older one left, at once. */
static PetscErrorCode TestSecondRun(const char *folder, const SulMesh *mesh, int rank) {
  SulError error = {SUL_OK, ""};
  SulFields *fields;
  Fields arrays;

  PetscFunctionBegin;
  if (rank == 0) {
    char *path = SulPathJoin(folder, "summary.json");
    fclose(fopen(path, "w"));
    free(path);
  }
  FieldsMake(mesh, &arrays);
  PetscCall(Create(folder, mesh, &arrays, &fields, &error));
  if (rank == 0) CheckFolder(folder, 1);
  if (rank == 0) CHECK(!Exists(folder, "summary.json"));
  PetscCall(SulFieldsClose(&fields, &error));
  FieldsFree(&arrays);
  CHECK(!SulFailed(&error));
  PetscFunctionReturn(0);
}

/* The folder's parent is a file: SUL_IO, the same on all ranks, with path and reason. */
static PetscErrorCode TestUnwritable(const char *folder, const SulMesh *mesh) {
  SulError error = {SUL_OK, ""};
  SulFields *fields;
  Fields arrays;
  char *file = SulPathJoin(folder, "fields.h5"), *below = SulPathJoin(file, "results");

  PetscFunctionBegin;
  FieldsMake(mesh, &arrays);
  PetscCall(Create(below, mesh, &arrays, &fields, &error));
  CHECK(error.status == SUL_IO);
  CHECK(!fields);
  CHECK(strstr(error.text, "fields.h5"));
  CHECK(strstr(error.text, "Not a directory") || strstr(error.text, "File exists"));
  FieldsFree(&arrays);
  free(file);
  free(below);
  PetscFunctionReturn(0);
}

static void CheckPhase(json_t *root) {
  double scatter = 0, strain = 0, share = 0, dissipation = 0;
  CHECK(json_unpack(root, "{s:[{s:[{s:{s:F},s:{s:F},s:F,s:F}]}]}", "steps", "phases",
                    "pressure_scatter", "mean", &scatter, "plastic_strain", "p95", &strain,
                    "yielded_share", &share, "dissipation", &dissipation) == 0);
  CHECK(scatter == 0.125 && strain == 0.375 && share == 0.25 && dissipation == 1e-9);
}

/* What people ask for first. */
static void CheckEveryday(json_t *root) {
  double stress = 0, share = 0, low = 0, tension = 0, thickness = 0, change = 0;
  CHECK(json_unpack(root, "{s:[{s:{s:F!},s:{s:F!},s:[{s:{s:F,s:F!},s:{s:F},s:F}]}]}", "steps",
                    "thickness", "z", &thickness, "thickness_change", "z", &change, "phases",
                    "exceeds", "von_mises", &stress, "share", &share, "principal_stress", "p1",
                    &low, "tension_share", &tension) == 0);
  CHECK(stress == 3e8 && share == 0.0625 && low == -1e9 && tension == 0.75);
  CHECK(thickness == 2e-6 && change == 1e-8);
}

static void CheckSummary(json_t *root) {
  const char *group = "";
  double pressure = 0.0, p99 = 0.0, force = 0.0, memory = 0.0, imbalance = 0.0;
  int iterations = 0, converged = 0;
  CHECK(root &&
        json_unpack(root, "{s:[{s:i,s:b,s:f,s:[{s:s,s:f,s:{s:f}}],s:[{s:[f,F,F]}]}],s:F}", "steps",
                    "iterations", &iterations, "converged", &converged, "imbalance", &imbalance,
                    "phases", "group", &group, "pressure_mean", &pressure, "von_mises", "p99", &p99,
                    "boundaries", "force", &force, &memory, &memory, "memory_peak", &memory) == 0);
  CHECK(imbalance == 1e-10);
  CHECK(iterations == 31 && converged && !strcmp(group, "sulfur") && p99 == 4e9 && force == 1.0);
  CHECK(pressure == 1.0 / 3.0); /* all 17 digits */
}

static void TestSummary(const char *folder) {
  SulError error = {SUL_OK, ""};
  SulPhaseReport phase = {.group = "sulfur",
                          .volume = 1e-15,
                          .lithiation = 0.5,
                          .swelling = 0.1,
                          .pressure_mean = 1.0 / 3.0,
                          .von_mises_mean = 2e9,
                          .von_mises_max = 5e9,
                          .von_mises = {1e9, 2e9, 3e9, 4e9},
                          .exceeds = 3e8,
                          .exceeds_share = 0.0625,
                          .tensile_p1 = -1e9,
                          .tension_share = 0.75,
                          .scatter_mean = 0.125,
                          .plastic = true,
                          .plastic_strain = {0.125, 0.25, 0.375, 0.5},
                          .yielded = 0.25,
                          .dissipation = 1e-9};
  SulBoundaryReport boundary = {"xmin", 1e-10, {1.0, 2.0, 3.0}, {0.0, 1e-7, 0.0}, false, 0, NAN};
  SulStepReport step = {.lithiation = 1,
                        .converged = true,
                        .iterations = 31,
                        .imbalance = 1e-10,
                        .residual = 1e-9,
                        .strain_energy = 1e-6,
                        .displacement_max = 2e-7,
                        .displacement_l2 = 3e-14,
                        .phase_count = 1,
                        .phases = &phase,
                        .boundary_count = 1,
                        .boundaries = &boundary,
                        .opposite = {false, false, true},
                        .thickness = {0, 0, 2e-6},
                        .thickness_change = {0, 0, 1e-8}};
  char *text = SulSummaryStep(&step, &error);
  SulSummary summary = {.petsc_options = "-ksp_rtol 1e-3",
                        .petsc_environment = "",
                        .ranks = 2,
                        .cells = 10,
                        .nodes = 20,
                        .unknowns = 60,
                        .element_order = 1,
                        .step_count = 1,
                        .steps = &text,
                        .timings = {1, 2, 3, 4, 5, 6, 7, 8, 9},
                        .memory_peak = 5e9};
  SulSummaryWrite(folder, &summary, &error);
  CHECK(!SulFailed(&error));
  char *path = SulPathJoin(folder, "summary.json");
  json_t *root = json_load_file(path, 0, NULL);
  CheckSummary(root);
  CheckPhase(root);
  CheckEveryday(root);
  json_decref(root);
  free(path);
  free(text);
}

/* Parameters that change on the way: as they begin, and at lithiation 1. */
static void TestSummaryMaterial(const char *folder) {
  SulError error = {SUL_OK, ""};
  SulPhase stiffens = {.name = "sulfur",
                       .model = SulModelFind("linear_elastic"),
                       .parameters = {17.8e9, 0.32},
                       .lithiated = {81.6e9, 0.19},
                       .lithiates = true};
  SulSummaryMaterial material = {&stiffens, "measured"};
  SulSummary summary = {.ranks = 1, .material_count = 1, .materials = &material};
  char *path = SulPathJoin(folder, "summary.json");
  double begin = 0, end = 0;
  SulSummaryWrite(folder, &summary, &error);
  CHECK(!SulFailed(&error));
  json_t *root = json_load_file(path, 0, NULL);
  CHECK(root && json_unpack(root, "{s:[{s:F,s:{s:F}}]}", "materials", "youngs_modulus", &begin,
                            "lithiated", "youngs_modulus", &end) == 0);
  CHECK(begin == 17.8e9 && end == 81.6e9);
  json_decref(root);
  free(path);
}

/* No JSON for a NaN: an internal error. Numbers that were read back and are damaged: none is written. */
static void TestSummaryNaN(const char *folder) {
  SulError error = {SUL_OK, ""}, damaged = {SUL_OK, ""};
  SulStepReport step = {.lithiation = 1.0, .strain_energy = NAN};
  char *path = SulPathJoin(folder, "summary.json"), *torn = (char[]){"{\"lithiation\": 0."};
  SulSummary summary = {.ranks = 1, .step_count = 1, .steps = &torn};
  CHECK(SulSummaryStep(&step, &error) == NULL);
  CHECK(error.status == SUL_INTERNAL);
  CHECK(strstr(error.text, "strain_energy"));
  remove(path);
  SulSummaryWrite(folder, &summary, &damaged);
  CHECK(damaged.status == SUL_IO);
  CHECK(strstr(damaged.text, "step 1"));
  CHECK(!Exists(folder, "summary.json"));
  free(path);
}

static PetscErrorCode RunAll(void) {
  int rank;
  char folder[] = "test_output_XXXXXX";
  SulMesh mesh;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) CHECK(mkdtemp(folder) != NULL);
  PetscCallMPI(MPI_Bcast(folder, sizeof folder, MPI_CHAR, 0, PETSC_COMM_WORLD));
  PetscCall(BarCreate(PETSC_COMM_WORLD, CUBES, &mesh));
  PetscCall(TestSeries(folder, &mesh, rank));
  PetscCall(TestSecondRun(folder, &mesh, rank));
  PetscCall(TestUnwritable(folder, &mesh));
  if (rank == 0) TestSummary(folder);
  if (rank == 0) TestSummaryMaterial(folder);
  if (rank == 0) TestSummaryNaN(folder);
  PetscCall(BarDestroy(&mesh));
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", folder);
  if (rank == 0) CHECK(system(command) == 0);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(RunAll());
  int mine = CheckResult(), worst;
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, PETSC_COMM_WORLD));
  PetscCall(PetscFinalize());
  return worst;
}
