/* SPDX-License-Identifier: BSD-2-Clause */
/* The arrays of fields.h5, each told once. */
#include "fields.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* ---- Nodes, cells, faces --------------------------------------------------------------------- */

/* Appends `count` entries. */
static void Append(SulArrays *arrays, const SulArray *entries, size_t count) {
  size_t before = (size_t)arrays->count;
  SulArray *list = SulReallocate((void *)arrays->list, before + count, sizeof *list);
  memcpy(list + before, entries, count * sizeof *list);
  arrays->list = list;
  arrays->count += (int)count;
}

static void AppendBody(const SulRunSources *from, SulArrays *arrays) {
  const SulStressField *stress = from->stress;
  const SulArray entries[] = {
      {.name = "displacement",
       .unit = "m",
       .description = "displacement of the node, x y z",
       .place = SUL_AT_NODES,
       .components = 3,
       .values = from->solution->displacement},
      {.name = "volume",
       .unit = "m3",
       .description = "volume of the cell before deformation",
       .place = SUL_AT_CELLS,
       .components = 1,
       .values = stress->volume,
       .fixed = true},
      {.name = "von_mises",
       .unit = "Pa",
       .description = "von Mises stress, volume average of the pointwise value",
       .place = SUL_AT_CELLS,
       .components = 1,
       .values = stress->von_mises},
      {.name = "pressure",
       .unit = "Pa",
       .description = "-trace(stress)/3, positive in compression, volume average",
       .place = SUL_AT_CELLS,
       .components = 1,
       .values = stress->pressure},
      {.name = "stress",
       .unit = "Pa",
       .description = "Cauchy stress, components xx yy zz xy yz xz, volume average",
       .place = SUL_AT_CELLS,
       .components = 6,
       .values = stress->stress},
      {.name = "lithiation",
       .unit = "1",
       .description = "lithiation fraction at this step, the cell's mean",
       .place = SUL_AT_CELLS,
       .components = 1,
       .values = stress->lithiation},
  };
  Append(arrays, entries, sizeof entries / sizeof *entries);
}

/* What the materials remember and say is to be seen. */
static void AppendStates(const SulRunSources *from, SulArrays *arrays) {
  for (int k = 0; k < from->stress->state_count; k++) {
    const SulStateColumn *state = &from->stress->states[k];
    const SulArray entry = {.name = state->variable->name,
                            .unit = state->variable->unit[0] ? state->variable->unit : "1",
                            .description = state->variable->description,
                            .place = SUL_AT_CELLS,
                            .components = state->variable->components,
                            .values = state->values};
    Append(arrays, &entry, 1);
  }
}

/* Where they are wanted. */
static void AppendPrincipal(const SulStressField *stress, SulArrays *arrays) {
  static const char *const names[3] = {"principal_direction_1", "principal_direction_2",
                                       "principal_direction_3"};
  const SulArray values = {.name = "principal_stress",
                           .unit = "Pa",
                           .description = "principal values of the cell's stress, descending",
                           .place = SUL_AT_CELLS,
                           .components = 3,
                           .values = stress->principal};
  if (!stress->principal) return;
  Append(arrays, &values, 1);
  for (int k = 0; k < 3; k++) {
    const SulArray direction = {.name = names[k],
                                .unit = "1",
                                .description = "unit vector of that principal stress, x y z",
                                .place = SUL_AT_CELLS,
                                .components = 3,
                                .values = stress->direction[k]};
    Append(arrays, &direction, 1);
  }
}

static void AppendFaces(const SulRunSources *from, SulArrays *arrays) {
  const SulInterfaceField *field = from->tractions;
  const SulArray entries[] = {
      {.name = "pair",
       .unit = "1",
       .description = "which two phases meet in the face, as in particles/pair",
       .components = 1,
       .values = from->surface->face_pair,
       .numbers = SUL_WHOLE,
       .fixed = true},
      {.name = "particle",
       .unit = "1",
       .description = "row of the face's particle in /interfaces/particles",
       .components = 1,
       .values = from->surface->face_particle,
       .numbers = SUL_WHOLE,
       .fixed = true},
      {.name = "area",
       .unit = "m2",
       .description = "area of the face before deformation",
       .components = 1,
       .values = field->area,
       .fixed = true},
      {.name = "traction_normal",
       .unit = "Pa",
       .description = "normal traction, positive in tension, area average",
       .components = 1,
       .values = field->normal},
      {.name = "traction_shear",
       .unit = "Pa",
       .description = "length of the tangential traction, area average",
       .components = 1,
       .values = field->shear},
      {.name = "traction",
       .unit = "Pa",
       .description = "traction on the particle, x y z, area average",
       .components = 3,
       .values = field->traction},
      {.name = "traction_jump",
       .unit = "Pa",
       .description = "length of the difference of both sides' tractions, area average",
       .components = 1,
       .values = field->jump},
  };
  int first = arrays->count;
  Append(arrays, entries, sizeof entries / sizeof *entries);
  for (int i = first; i < arrays->count; i++)
    ((SulArray *)arrays->list)[i].place = SUL_AT_FACES;
}

/* ---- Particles ------------------------------------------------------------------------------- */

/* Numbers of a particle's surface: a dataset a name, from SulParticleTraction. */
typedef struct {
  const char *name, *unit, *description;
  int components;
  size_t offset;
} Column;

static const Column columns[] = {
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
enum { COLUMNS = sizeof columns / sizeof *columns };

static size_t Width(void) {
  size_t width = 0;
  for (size_t c = 0; c < COLUMNS; c++)
    width += (size_t)columns[c].components;
  return width;
}

static void AppendParticles(const SulRunSources *from, SulArrays *arrays) {
  const SulRunSurface *surface = from->surface;
  const SulArray fixed[] = {
      {.name = "pair",
       .unit = "1",
       .description = "index into the attributes pair_particle and pair_around of /interfaces",
       .place = SUL_AT_PARTICLES,
       .components = 1,
       .values = surface->particle_pair,
       .numbers = SUL_WHOLE,
       .fixed = true},
      {.name = "component",
       .unit = "1",
       .description = "the connected part of its phase, by its lowest cell of the mesh file",
       .place = SUL_AT_PARTICLES,
       .components = 1,
       .values = surface->component,
       .numbers = SUL_WHOLE,
       .fixed = true},
  };
  double *values = surface->columns;
  Append(arrays, fixed, 2);
  for (size_t c = 0; c < COLUMNS; c++) {
    const SulArray entry = {.name = columns[c].name,
                            .unit = columns[c].unit,
                            .description = columns[c].description,
                            .place = SUL_AT_PARTICLES,
                            .components = columns[c].components,
                            .values = values};
    Append(arrays, &entry, 1);
    values += columns[c].components * surface->grid.particle_count;
  }
}

/* What each step holds; what stands beside the mesh stays as it is. */
static void Round(SulArrays *arrays) {
  for (int i = 0; i < arrays->count; i++) {
    SulArray *array = &((SulArray *)arrays->list)[i];
    if (array->numbers == SUL_REAL && !array->fixed) array->numbers = SUL_REAL_ROUNDED;
  }
}

SulArrays SulRunFields(const SulRunSources *from) {
  SulArrays arrays = {0};
  AppendBody(from, &arrays);
  AppendStates(from, &arrays);
  AppendPrincipal(from->stress, &arrays);
  AppendFaces(from, &arrays);
  AppendParticles(from, &arrays);
  if (from->rounded) Round(&arrays);
  return arrays;
}

/* ---- The surface ----------------------------------------------------------------------------- */

static void SetParticles(const SulInterfaces *interfaces, SulRunSurface *surface) {
  size_t pairs = (size_t)interfaces->pair_count, particles = (size_t)interfaces->particle_count;
  for (int side = 0; side < 2; side++) {
    surface->names[side] = SulAllocate(pairs, sizeof *surface->names[side]);
    for (size_t k = 0; k < pairs; k++)
      surface->names[side][k] = interfaces->mesh->phases[interfaces->pairs[k].phase[side]].name;
  }
  surface->particle_pair = SulAllocate(particles, sizeof(int));
  surface->component = SulAllocate(particles, sizeof(int));
  surface->columns = SulAllocate(particles * Width(), sizeof(double));
  for (size_t p = 0; p < particles; p++) {
    surface->particle_pair[p] = interfaces->particles[p].pair;
    surface->component[p] = interfaces->particles[p].component;
  }
}

void SulRunSurfaceCreate(const SulInterfaces *interfaces, SulRunSurface *surface) {
  const SulMesh *mesh = interfaces->mesh;
  size_t count = (size_t)interfaces->count;
  surface->nodes = SulAllocate(count, (size_t)mesh->face_nodes * sizeof *surface->nodes);
  surface->number = SulAllocate(count, sizeof *surface->number);
  surface->face_pair = SulAllocate(count, sizeof(int));
  surface->face_particle = SulAllocate(count, sizeof(int));
  SetParticles(interfaces, surface);
  for (PetscInt f = 0; f < interfaces->count; f++) {
    const SulInterfaceFace *face = &interfaces->faces[f];
    SulInterfaceNodes(interfaces, f, &surface->nodes[f * mesh->face_nodes]);
    surface->number[f] = 4 * mesh->cell_file[face->cell[0]] + face->side;
    surface->face_particle[f] = face->particle;
    surface->face_pair[f] = interfaces->particles[face->particle].pair;
  }
  surface->grid = (SulSurfaceGrid){.count = interfaces->count,
                                   .nodes = surface->nodes,
                                   .number = surface->number,
                                   .number_end = 4 * mesh->cells_total,
                                   .particle_count = interfaces->particle_count,
                                   .pair_count = interfaces->pair_count,
                                   .pair_particle = surface->names[0],
                                   .pair_around = surface->names[1]};
}

void SulRunSurfaceUpdate(const SulInterfaceField *field, SulRunSurface *surface) {
  double *values = surface->columns;
  for (size_t c = 0; c < COLUMNS; c++) {
    size_t width = (size_t)columns[c].components;
    for (int p = 0; p < surface->grid.particle_count; p++, values += width)
      memcpy(values, (const char *)&field->particles[p] + columns[c].offset,
             width * sizeof *values);
  }
}

void SulRunSurfaceDestroy(SulRunSurface *surface) {
  free(surface->nodes);
  free(surface->number);
  free(surface->names[0]);
  free(surface->names[1]);
  free(surface->face_pair);
  free(surface->face_particle);
  free(surface->particle_pair);
  free(surface->component);
  free(surface->columns);
  memset(surface, 0, sizeof *surface);
}
