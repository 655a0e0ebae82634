/* SPDX-License-Identifier: BSD-2-Clause */
/* The interfaces' grid and its fields in fields.h5 (docs/formats.md). */
#include "surface.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

/* Numbers of a particle's surface: a dataset a name, from SulParticleTraction. */
static const SulFieldSchema particle_columns[] = {
    {"traction_normal_mean", "Pa", "mean normal traction by area, positive in tension", 1,
     offsetof(SulParticleTraction, normal)},
    {"traction_normal_max", "Pa", "largest normal traction", 1,
     offsetof(SulParticleTraction, highest)},
    {"traction_normal_min", "Pa", "lowest normal traction, the largest compression", 1,
     offsetof(SulParticleTraction, lowest)},
    {"traction_shear_mean", "Pa", "mean shear traction by area", 1,
     offsetof(SulParticleTraction, shear)},
    {"traction_shear_max", "Pa", "largest shear traction", 1, offsetof(SulParticleTraction, most)},
    {"area_in_tension", "1", "share of the area in tension", 1,
     offsetof(SulParticleTraction, tension)},
    {"area_above_strength", "1", "share of the area above the strength, 0 where none is given", 1,
     offsetof(SulParticleTraction, above)},
    {"traction_mean", "Pa", "mean length of the traction by area", 1,
     offsetof(SulParticleTraction, size)},
    {"traction_jump", "Pa", "mean length of the difference of both sides' tractions by area", 1,
     offsetof(SulParticleTraction, jump)},
    {"force", "N", "integral of the traction, on the particle, x y z", 3,
     offsetof(SulParticleTraction, force)},
};
enum { COLUMNS = sizeof particle_columns / sizeof *particle_columns };

/* ---- Structure, rank 0 ----------------------------------------------------------------------- */

/* A whole dataset from memory. */
static void WriteSerially(SulH5 *h5, hid_t group, const char *name, hid_t type,
                          const void *values) {
  if (SulFailed(h5->error)) return;
  hid_t set = H5Dopen2(group, name, H5P_DEFAULT);
  if (set < 0 || H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    SulH5Explain(h5, "cannot be written");
  if (set >= 0) H5Dclose(set);
}

static void SetPairs(const SulInterfaces *interfaces, SulH5 *h5, hid_t group) {
  const SulGroup *phases = interfaces->mesh->phases;
  size_t count = (size_t)interfaces->pair_count;
  const char **names[2] = {SulAllocate(count, sizeof *names[0]),
                           SulAllocate(count, sizeof *names[1])};
  for (size_t k = 0; k < count; k++)
    for (int side = 0; side < 2; side++)
      names[side][k] = phases[interfaces->pairs[k].phase[side]].name;
  SulH5SetTexts(h5, group, "pair_particle", names[0], interfaces->pair_count);
  SulH5SetTexts(h5, group, "pair_around", names[1], interfaces->pair_count);
  free(names[0]);
  free(names[1]);
}

static void BuildParticles(const SulInterfaces *interfaces, SulH5 *h5) {
  size_t count = (size_t)interfaces->particle_count;
  int *values = SulAllocate(2 * count, sizeof *values);
  const SulH5Dataset sets[2] = {
      {"pair", "1", "index into the attributes pair_particle and pair_around of /interfaces",
       H5T_NATIVE_INT32, 1, (PetscInt64)count, false},
      {"component", "1", "the connected part of its phase, by its lowest cell of the mesh file",
       H5T_NATIVE_INT32, 1, (PetscInt64)count, false},
  };
  for (size_t p = 0; p < count; p++) {
    values[p] = interfaces->particles[p].pair;
    values[count + p] = interfaces->particles[p].component;
  }
  hid_t group = SulH5MakeGroup(h5, "/interfaces/particles");
  for (int i = 0; i < 2; i++) {
    SulH5MakeDataset(h5, group, &sets[i]);
    WriteSerially(h5, group, sets[i].name, H5T_NATIVE_INT, &values[(size_t)i * count]);
  }
  SulH5CloseGroup(group);
  free(values);
}

/* One column of the particles' numbers at a step. */
static void WriteColumn(const SulFieldSchema *column, int count, const SulInterfaceField *field,
                        SulH5 *h5, hid_t group) {
  size_t width = (size_t)column->components;
  double *values = SulAllocate((size_t)count * width, sizeof *values);
  SulH5Dataset set = {
      column->name, column->unit, column->description, H5T_NATIVE_DOUBLE, column->components,
      count,        false};
  for (size_t p = 0; p < (size_t)count; p++)
    memcpy(&values[p * width], (const char *)&field->particles[p] + column->offset,
           width * sizeof *values);
  SulH5MakeDataset(h5, group, &set);
  WriteSerially(h5, group, column->name, H5T_NATIVE_DOUBLE, values);
  free(values);
}

static void MakeField(const SulFieldSchema *schema, PetscInt64 length, bool empty, SulH5 *h5,
                      hid_t group) {
  SulH5Dataset set = {
      schema->name, schema->unit, schema->description, H5T_NATIVE_DOUBLE, schema->components,
      length,       empty};
  SulH5MakeDataset(h5, group, &set);
}

void SulSurfaceBuildStep(const SulSurface *surface, SulH5 *h5, int step,
                         const SulInterfaceField *field) {
  char name[64];
  int particles = surface->interfaces->particle_count;
  snprintf(name, sizeof name, "/interfaces/steps/%04d", step);
  hid_t group = SulH5MakeGroup(h5, name);
  for (int i = 0; i < SUL_NODE_FIELDS; i++)
    MakeField(&SulNodeFields[i], surface->nodes_total, step == 0, h5, group);
  for (int i = 0; i < SUL_FACE_FIELDS; i++)
    MakeField(&SulFaceFields[i], surface->interfaces->total, step == 0, h5, group);
  SulH5CloseGroup(group);
  if (!field) return;
  snprintf(name, sizeof name, "/interfaces/steps/%04d/particles", step);
  group = SulH5MakeGroup(h5, name);
  for (int i = 0; i < COLUMNS; i++)
    WriteColumn(&particle_columns[i], particles, field, h5, group);
  SulH5CloseGroup(group);
}

void SulSurfaceBuild(const SulSurface *surface, SulH5 *h5) {
  const SulInterfaces *interfaces = surface->interfaces;
  PetscInt64 faces = interfaces->total;
  const SulH5Dataset sets[] = {
      {"points", "m", "coordinates of the interfaces' nodes before deformation, x y z",
       H5T_NATIVE_DOUBLE, 3, surface->nodes_total, false},
      {"faces", "1", "nodes of the triangles, VTK order, normals pointing out of the particle",
       H5T_NATIVE_INT64, interfaces->mesh->face_nodes, faces, false},
      {"pair", "1", "which two phases meet in the face, as in particles/pair", H5T_NATIVE_INT32, 1,
       faces, false},
      {"particle", "1", "row of the face's particle in /interfaces/particles", H5T_NATIVE_INT32, 1,
       faces, false},
      {"area", "m2", "area of the face before deformation", H5T_NATIVE_DOUBLE, 1, faces, false},
  };
  hid_t group = SulH5MakeGroup(h5, "/interfaces");
  SetPairs(interfaces, h5, group);
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    SulH5MakeDataset(h5, group, &sets[i]);
  SulH5CloseGroup(group);
  BuildParticles(interfaces, h5);
  SulH5CloseGroup(SulH5MakeGroup(h5, "/interfaces/steps"));
  SulSurfaceBuildStep(surface, h5, 0, NULL);
}

/* ---- Room ------------------------------------------------------------------------------------ */

long long SulSurfaceBytes(const SulSurface *surface) {
  const SulInterfaces *interfaces = surface->interfaces;
  long long face = interfaces->mesh->face_nodes * (long long)sizeof(int64_t) +
                   2 * (long long)sizeof(int32_t) + (long long)sizeof(double);
  return surface->nodes_total * 3 * (long long)sizeof(double) + interfaces->total * face +
         interfaces->particle_count * 2 * (long long)sizeof(int32_t);
}

long long SulSurfaceStepBytes(const SulSurface *surface) {
  long long values = 0;
  for (int i = 0; i < SUL_NODE_FIELDS; i++)
    values += SulNodeFields[i].components * surface->nodes_total;
  for (int i = 0; i < SUL_FACE_FIELDS; i++)
    values += SulFaceFields[i].components * surface->interfaces->total;
  for (int i = 0; i < COLUMNS; i++)
    values += particle_columns[i].components * surface->interfaces->particle_count;
  return values * (long long)sizeof(double);
}

/* ---- Values, all ranks ----------------------------------------------------------------------- */

/* Collective. A nodal array of the mesh, three components, at the grid's nodes. */
static PetscErrorCode WriteNodes(const SulSurface *surface, SulH5 *h5, const char *name,
                                 const double *values) {
  double *mine = SulAllocate((size_t)surface->node_count, 3 * sizeof *mine);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < surface->node_count; i++)
    for (int d = 0; d < 3; d++)
      mine[3 * i + d] = values[3 * surface->nodes[i] + d];
  PetscCall(
      SulH5WriteAll(h5, name, H5T_NATIVE_DOUBLE, sizeof *mine, 3, &surface->node_order, mine));
  free(mine);
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode WriteParticles(const SulSurface *surface, SulH5 *h5) {
  const SulInterfaces *interfaces = surface->interfaces;
  size_t count = (size_t)interfaces->count;
  int *values = SulAllocate(count, sizeof *values);

  PetscFunctionBegin;
  for (size_t f = 0; f < count; f++)
    values[f] = interfaces->faces[f].particle;
  PetscCall(SulH5WriteAll(h5, "/interfaces/particle", H5T_NATIVE_INT, sizeof *values, 1,
                          &surface->face_order, values));
  for (size_t f = 0; f < count; f++)
    values[f] = interfaces->particles[values[f]].pair;
  if (!SulFailed(h5->error))
    PetscCall(SulH5WriteAll(h5, "/interfaces/pair", H5T_NATIVE_INT, sizeof *values, 1,
                            &surface->face_order, values));
  free(values);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceWrite(const SulSurface *surface, SulH5 *h5, const PetscInt64 *faces,
                               const SulInterfaceField *field) {
  const SulMesh *mesh = surface->interfaces->mesh;

  PetscFunctionBegin;
  SulCall(h5->error, WriteNodes(surface, h5, "/interfaces/points", mesh->coordinates));
  SulCall(h5->error, SulH5WriteAll(h5, "/interfaces/faces", H5T_NATIVE_INT64, sizeof *faces,
                                   mesh->face_nodes, &surface->face_order, faces));
  SulCall(h5->error, WriteParticles(surface, h5));
  SulCall(h5->error, SulH5WriteAll(h5, "/interfaces/area", H5T_NATIVE_DOUBLE, sizeof(double), 1,
                                   &surface->face_order, field->area));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceWriteStep(const SulSurface *surface, SulH5 *h5, int step,
                                   const SulStepFields *fields) {
  char name[96];

  PetscFunctionBegin;
  snprintf(name, sizeof name, "/interfaces/steps/%04d/displacement", step);
  SulCall(h5->error, WriteNodes(surface, h5, name, fields->displacement));
  for (int i = 0; i < SUL_FACE_FIELDS; i++) {
    const SulFieldSchema *schema = &SulFaceFields[i];
    const double *values;
    memcpy(&values, (const char *)fields->tractions + schema->offset, sizeof values);
    snprintf(name, sizeof name, "/interfaces/steps/%04d/%s", step, schema->name);
    SulCall(h5->error, SulH5WriteAll(h5, name, H5T_NATIVE_DOUBLE, sizeof(double),
                                     schema->components, &surface->face_order, values));
  }
  PetscFunctionReturn(0);
}
