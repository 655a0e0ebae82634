/* SPDX-License-Identifier: BSD-2-Clause */
/* The structure of fields.h5: groups, attributes and empty datasets, made by rank 0. */
#include "fields.h"
#include "surface.h"
#include <petscsys.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <time.h>

enum { FORMAT_VERSION = 1 };

size_t SulFieldsIndexBytes(const SulMesh *mesh) {
  return mesh->nodes_total > INT32_MAX ? sizeof(int64_t) : sizeof(int32_t);
}

const SulArray *SulFieldsNext(const SulFields *fields, SulPlace place, bool fixed, int *at) {
  while (*at < fields->arrays.count) {
    const SulArray *array = &fields->arrays.list[(*at)++];
    if (array->place == place && array->fixed == fixed) return array;
  }
  return NULL;
}

hid_t SulFieldsType(const SulArray *array) {
  return array->numbers == SUL_WHOLE ? H5T_NATIVE_INT32 : H5T_NATIVE_DOUBLE;
}

hid_t SulFieldsStored(const SulArray *array) {
  return array->numbers == SUL_REAL_ROUNDED ? H5T_NATIVE_FLOAT : SulFieldsType(array);
}

static size_t Bytes(const SulArray *array) {
  return array->numbers == SUL_REAL ? sizeof(double) : sizeof(int32_t);
}

void SulFieldsMake(const SulArray *array, PetscInt64 length, bool empty, SulH5 *h5, hid_t group) {
  const SulH5Dataset set = {
      array->name, array->unit, array->description, SulFieldsStored(array), array->components,
      length,      empty};
  SulH5MakeDataset(h5, group, &set);
}

static void SetVersions(SulH5 *h5) {
  char petsc[64], hdf5[64];
  unsigned major, minor, release;
  H5get_libversion(&major, &minor, &release);
  snprintf(petsc, sizeof petsc, "%d.%d.%d", PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR,
           PETSC_VERSION_SUBMINOR);
  snprintf(hdf5, sizeof hdf5, "%u.%u.%u", major, minor, release);
  SulH5SetText(h5, h5->file, "sulfem_version", SULFEM_VERSION);
  SulH5SetText(h5, h5->file, "petsc_version", petsc);
  SulH5SetText(h5, h5->file, "hdf5_version", hdf5);
}

static void SetProvenance(const SulFields *fields, const SulProvenance *provenance, SulH5 *h5) {
  char created[32];
  time_t now = time(NULL);
  struct tm utc;
  gmtime_r(&now, &utc);
  strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", &utc);
  SulH5SetText(h5, h5->file, "format", "sulfem-fields");
  SulH5SetInteger(h5, h5->file, "format_version", FORMAT_VERSION);
  SetVersions(h5);
  SulH5SetText(h5, h5->file, "created", created);
  SulH5SetText(h5, h5->file, "title", provenance->title);
  SulH5SetText(h5, h5->file, "command_line", provenance->command_line);
  SulH5SetText(h5, h5->file, "petsc_options",
               provenance->petsc_options ? provenance->petsc_options : "");
  SulH5SetText(h5, h5->file, "petsc_options_environment",
               provenance->petsc_environment ? provenance->petsc_environment : "");
  SulH5SetInteger(h5, h5->file, "ranks", fields->nodes.ranks);
  hid_t group = SulH5MakeGroup(h5, "/case");
  SulH5SetText(h5, group, "path", provenance->case_path);
  SulH5MakeText(h5, group, "text", "the case file", provenance->case_text);
  SulH5CloseGroup(group);
}

static void BuildMesh(const SulFields *fields, SulH5 *h5) {
  const SulMesh *mesh = fields->mesh;
  hid_t index = SulFieldsIndexBytes(mesh) == 4 ? H5T_NATIVE_INT32 : H5T_NATIVE_INT64;
  const SulH5Dataset sets[] = {
      {"points", "m", "coordinates of the nodes before deformation, x y z", H5T_NATIVE_DOUBLE, 3,
       mesh->nodes_total, false},
      {"cells", "1", "nodes of the tetrahedra, VTK order, positive volume", index, mesh->cell_nodes,
       mesh->cells_total, false},
      {"phase", "1", "index of the cell's phase in /mesh's attribute phase_names", H5T_NATIVE_INT32,
       1, mesh->cells_total, false},
  };
  hid_t group = SulH5MakeGroup(h5, "/mesh");
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    SulH5MakeDataset(h5, group, &sets[i]);
  const SulArray *array;
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_CELLS, true, &at));)
    SulFieldsMake(array, mesh->cells_total, false, h5, group);
  SulH5SetInteger(h5, group, "element_order", mesh->order);
  SulH5CloseGroup(group);
}

static void SetPhaseNames(const SulMesh *mesh, const SulProvenance *provenance, SulH5 *h5) {
  if (SulFailed(h5->error)) return;
  hid_t group = H5Gopen2(h5->file, "/mesh", H5P_DEFAULT);
  SulH5SetTexts(h5, group, "phase_names", provenance->phase_names, mesh->phase_count);
  SulH5CloseGroup(group);
}

/* Step 0 is never written: zeros take no space. */
static void BuildStep(const SulFields *fields, SulH5 *h5, int step, double lithiation) {
  char name[32];
  snprintf(name, sizeof name, "/steps/%04d", step);
  hid_t group = SulH5MakeGroup(h5, name);
  SulH5SetReal(h5, group, "lithiation", lithiation);
  const SulArray *array;
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_NODES, false, &at));)
    SulFieldsMake(array, fields->mesh->nodes_total, step == 0, h5, group);
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_CELLS, false, &at));)
    SulFieldsMake(array, fields->mesh->cells_total, step == 0, h5, group);
  SulH5Link(h5, "/mesh/phase", group, "phase");
  SulH5CloseGroup(group);
}

/* Structure, attributes and texts take this at most, besides the case file itself. */
enum { METADATA_BYTES = 1 << 16 };

/* Of a row of all arrays of a place. */
static long long RowBytes(const SulFields *fields, SulPlace place, bool fixed) {
  const SulArray *array;
  long long bytes = 0;
  for (int at = 0; (array = SulFieldsNext(fields, place, fixed, &at));)
    bytes += array->components * (long long)Bytes(array);
  return bytes;
}

static long long MeshBytes(const SulFields *fields) {
  const SulMesh *mesh = fields->mesh;
  long long cell = mesh->cell_nodes * (long long)SulFieldsIndexBytes(mesh) +
                   (long long)sizeof(int32_t) + RowBytes(fields, SUL_AT_CELLS, true);
  return mesh->nodes_total * 3 * (long long)sizeof(double) + mesh->cells_total * cell;
}

static long long StepBytes(const SulFields *fields) {
  return fields->mesh->nodes_total * RowBytes(fields, SUL_AT_NODES, false) +
         fields->mesh->cells_total * RowBytes(fields, SUL_AT_CELLS, false);
}

static long long SurfaceBytes(const SulFields *fields) {
  const SulSurface *surface = fields->surface;
  long long face =
      fields->mesh->face_nodes * (long long)sizeof(int64_t) + RowBytes(fields, SUL_AT_FACES, true);
  return surface->nodes_total * 3 * (long long)sizeof(double) + surface->faces_total * face +
         surface->grid->particle_count * RowBytes(fields, SUL_AT_PARTICLES, true);
}

static long long SurfaceStepBytes(const SulFields *fields) {
  const SulSurface *surface = fields->surface;
  return surface->nodes_total * RowBytes(fields, SUL_AT_NODES, false) +
         surface->faces_total * RowBytes(fields, SUL_AT_FACES, false) +
         surface->grid->particle_count * RowBytes(fields, SUL_AT_PARTICLES, false);
}

/* Room is taken before HDF5 begins: it crashes at the program's end after a file could not be
 * closed for want of room. H5Fcreate gives the room back, so it is taken twice. */
void SulFieldsBuildFile(const SulFields *fields, const SulProvenance *provenance, SulError *error) {
  long long bytes = MeshBytes(fields) + METADATA_BYTES + (long long)strlen(provenance->case_text);
  SulFileReserve(fields->partial, bytes, error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5Create(fields->partial, error);
  SulFileReserve(fields->partial, bytes, error);
  SetProvenance(fields, provenance, &h5);
  BuildMesh(fields, &h5);
  SetPhaseNames(fields->mesh, provenance, &h5);
  SulH5CloseGroup(SulH5MakeGroup(&h5, "/steps"));
  SulH5CloseGroup(SulH5MakeGroup(&h5, "/summary"));
  BuildStep(fields, &h5, 0, 0.0);
  SulH5Close(&h5);
}

void SulFieldsBuildSurface(const SulFields *fields, SulError *error) {
  SulFileReserve(fields->partial, SurfaceBytes(fields) + METADATA_BYTES, error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5Open(fields->partial, true, error);
  SulSurfaceBuild(fields, &h5);
  SulH5Close(&h5);
}

void SulFieldsReserveStep(const SulFields *fields, const char *numbers, SulError *error) {
  long long surface = fields->surface ? SurfaceStepBytes(fields) : 0;
  long long text = (long long)strlen(numbers);
  SulFileReserve(fields->partial, StepBytes(fields) + surface + text + METADATA_BYTES, error);
}

static void BuildNumbers(SulH5 *h5, int step, const char *numbers) {
  char name[32];
  if (SulFailed(h5->error)) return;
  hid_t group = H5Gopen2(h5->file, "/summary", H5P_DEFAULT);
  snprintf(name, sizeof name, "%04d", step);
  SulH5MakeText(h5, group, name, "the step's numbers, as in summary.json", numbers);
  SulH5CloseGroup(group);
}

void SulFieldsBuildStep(const SulFields *fields, double lithiation, const char *numbers,
                        SulError *error) {
  SulH5 h5 = SulH5Open(fields->partial, true, error);
  BuildStep(fields, &h5, fields->step_count, lithiation);
  BuildNumbers(&h5, fields->step_count, numbers);
  if (fields->surface) SulSurfaceBuildStep(fields, &h5, fields->step_count);
  SulH5Close(&h5);
}
