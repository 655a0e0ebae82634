/* SPDX-License-Identifier: BSD-2-Clause */
/* The interfaces' grid and its fields in fields.h5 (docs/formats.md). */
#include "surface.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

/* ---- Structure, rank 0 ----------------------------------------------------------------------- */

/* Datasets of the particles' arrays with their values, which are the same on all ranks. */
static void BuildParticles(const SulFields *fields, bool fixed, const char *name, SulH5 *h5) {
  const SulArray *array;
  char place[96];
  hid_t group = SulH5MakeGroup(h5, name);
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_PARTICLES, fixed, &at));) {
    SulFieldsMake(array, fields->surface->grid->particle_count, false, h5, group);
    snprintf(place, sizeof place, "%s/%s", name, array->name);
    SulH5WriteWhole(h5, place, SulFieldsType(array), array->values);
  }
  SulH5CloseGroup(group);
}

static void MakeStep(const SulFields *fields, SulH5 *h5, int step) {
  const SulArray *array;
  char name[64];
  snprintf(name, sizeof name, "/interfaces/steps/%04d", step);
  hid_t group = SulH5MakeGroup(h5, name);
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_NODES, false, &at));)
    SulFieldsMake(array, fields->surface->nodes_total, step == 0, h5, group);
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_FACES, false, &at));)
    SulFieldsMake(array, fields->surface->faces_total, step == 0, h5, group);
  SulH5CloseGroup(group);
}

void SulSurfaceBuildStep(const SulFields *fields, SulH5 *h5, int step) {
  char name[64];
  snprintf(name, sizeof name, "/interfaces/steps/%04d/particles", step);
  MakeStep(fields, h5, step);
  BuildParticles(fields, false, name, h5);
}

void SulSurfaceBuild(const SulFields *fields, SulH5 *h5) {
  const SulSurface *surface = fields->surface;
  const SulSurfaceGrid *grid = surface->grid;
  const SulH5Dataset sets[] = {
      {"points", "m", "coordinates of the interfaces' nodes before deformation, x y z",
       H5T_NATIVE_DOUBLE, 3, surface->nodes_total, false},
      {"faces", "1", "nodes of the triangles, VTK order, normals pointing out of the particle",
       H5T_NATIVE_INT64, fields->mesh->face_nodes, surface->faces_total, false},
  };
  const SulArray *array;
  hid_t group = SulH5MakeGroup(h5, "/interfaces");
  SulH5SetTexts(h5, group, "pair_particle", grid->pair_particle, grid->pair_count);
  SulH5SetTexts(h5, group, "pair_around", grid->pair_around, grid->pair_count);
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    SulH5MakeDataset(h5, group, &sets[i]);
  for (int at = 0; (array = SulFieldsNext(fields, SUL_AT_FACES, true, &at));)
    SulFieldsMake(array, surface->faces_total, false, h5, group);
  SulH5CloseGroup(group);
  BuildParticles(fields, true, "/interfaces/particles", h5);
  SulH5CloseGroup(SulH5MakeGroup(h5, "/interfaces/steps"));
  MakeStep(fields, h5, 0);
}

/* ---- Values, all ranks ----------------------------------------------------------------------- */

/* Collective. A nodal array of real numbers at the grid's nodes. */
static PetscErrorCode WriteNodes(const SulSurface *surface, SulH5 *h5, const char *name,
                                 int components, const double *values) {
  double *mine = SulAllocate((size_t)surface->node_count, (size_t)components * sizeof *mine);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < surface->node_count; i++)
    for (int d = 0; d < components; d++)
      mine[components * i + d] = values[components * surface->nodes[i] + d];
  PetscCall(SulH5WriteAll(h5, name, H5T_NATIVE_DOUBLE, components, &surface->node_order, mine));
  free(mine);
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode WriteFaces(const SulFields *fields, SulH5 *h5, bool fixed,
                                 const char *folder) {
  const SulArray *array;
  char name[96];
  int at = 0;

  PetscFunctionBegin;
  while ((array = SulFieldsNext(fields, SUL_AT_FACES, fixed, &at))) {
    snprintf(name, sizeof name, "%s/%s", folder, array->name);
    SulCall(h5->error, SulH5WriteAll(h5, name, SulFieldsType(array), array->components,
                                     &fields->surface->face_order, array->values));
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceWrite(const SulFields *fields, SulH5 *h5, const PetscInt64 *faces) {
  const SulSurface *surface = fields->surface;
  const SulMesh *mesh = fields->mesh;

  PetscFunctionBegin;
  SulCall(h5->error, WriteNodes(surface, h5, "/interfaces/points", 3, mesh->coordinates));
  SulCall(h5->error, SulH5WriteAll(h5, "/interfaces/faces", H5T_NATIVE_INT64, mesh->face_nodes,
                                   &surface->face_order, faces));
  PetscCall(WriteFaces(fields, h5, true, "/interfaces"));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceWriteStep(const SulFields *fields, SulH5 *h5, int step) {
  const SulArray *array;
  char folder[48], name[96];
  int at = 0;

  PetscFunctionBegin;
  snprintf(folder, sizeof folder, "/interfaces/steps/%04d", step);
  while ((array = SulFieldsNext(fields, SUL_AT_NODES, false, &at))) {
    snprintf(name, sizeof name, "%s/%s", folder, array->name);
    SulCall(h5->error, WriteNodes(fields->surface, h5, name, array->components, array->values));
  }
  PetscCall(WriteFaces(fields, h5, false, folder));
  PetscFunctionReturn(0);
}
