/* SPDX-License-Identifier: BSD-2-Clause */
/* The structure of fields.h5: groups, attributes and empty datasets, made by rank 0. */
#include "fields.h"
#include "fields_schema.h"
#include "surface.h"
#include <petscsys.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <time.h>

size_t SulFieldsIndexBytes(const SulMesh *mesh) {
  return mesh->nodes_total > INT32_MAX ? sizeof(int64_t) : sizeof(int32_t);
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
  SulH5SetInteger(h5, h5->file, "format_version", SUL_FIELDS_VERSION);
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
      {"volume", "m3", "volume of the cell before deformation", H5T_NATIVE_DOUBLE, 1,
       mesh->cells_total, false},
  };
  hid_t group = SulH5MakeGroup(h5, "/mesh");
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    SulH5MakeDataset(h5, group, &sets[i]);
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
  for (int i = 0; i < SUL_NODE_FIELDS + SUL_CELL_FIELDS; i++) {
    bool node = i < SUL_NODE_FIELDS;
    const SulFieldSchema *schema = node ? &SulNodeFields[i] : &SulCellFields[i - SUL_NODE_FIELDS];
    SulH5Dataset set = {schema->name,
                        schema->unit,
                        schema->description,
                        H5T_NATIVE_DOUBLE,
                        schema->components,
                        node ? fields->mesh->nodes_total : fields->mesh->cells_total,
                        step == 0};
    SulH5MakeDataset(h5, group, &set);
  }
  SulH5Link(h5, "/mesh/phase", group, "phase");
  SulH5CloseGroup(group);
}

/* Structure, attributes and texts take this at most, besides the case file itself. */
enum { METADATA_BYTES = 1 << 16 };

static long long MeshBytes(const SulFields *fields) {
  const SulMesh *mesh = fields->mesh;
  size_t cell = (size_t)mesh->cell_nodes * SulFieldsIndexBytes(mesh) + sizeof(int32_t) +
                sizeof(double); /* nodes, phase, volume */
  return mesh->nodes_total * 3 * (long long)sizeof(double) + mesh->cells_total * (long long)cell;
}

static long long StepBytes(const SulFields *fields) {
  long long values = 0;
  for (int i = 0; i < SUL_NODE_FIELDS; i++)
    values += SulNodeFields[i].components * fields->mesh->nodes_total;
  for (int i = 0; i < SUL_CELL_FIELDS; i++)
    values += SulCellFields[i].components * fields->mesh->cells_total;
  return values * (long long)sizeof(double);
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
  BuildStep(fields, &h5, 0, 0.0);
  SulH5Close(&h5);
}

void SulFieldsBuildSurface(const SulFields *fields, SulError *error) {
  SulFileReserve(fields->partial, SulSurfaceBytes(fields->surface) + METADATA_BYTES, error);
  if (SulFailed(error)) return;
  SulH5 h5 = SulH5Open(fields->partial, true, error);
  SulSurfaceBuild(fields->surface, &h5);
  SulH5Close(&h5);
}

void SulFieldsReserveStep(const SulFields *fields, SulError *error) {
  long long surface = fields->surface ? SulSurfaceStepBytes(fields->surface) : 0;
  SulFileReserve(fields->partial, StepBytes(fields) + surface + METADATA_BYTES, error);
}

void SulFieldsBuildStep(const SulFields *fields, const SulStepFields *step, SulError *error) {
  SulH5 h5 = SulH5Open(fields->partial, true, error);
  BuildStep(fields, &h5, fields->step_count, step->lithiation);
  if (fields->surface)
    SulSurfaceBuildStep(fields->surface, &h5, fields->step_count, step->tractions);
  SulH5Close(&h5);
}
