/* SPDX-License-Identifier: BSD-2-Clause */
/* Meshing a few particles in a test, and reading the mesh back with the solver's reader. Lengths in
 * um. */
#ifndef SULFEM_MESHED_H
#define SULFEM_MESHED_H

#include "check.h"
#include <stdbool.h>
#include <string.h>
#include <sulfem/image.h>
#include <sulfem/mesh.h>
#include <unistd.h>

static const double pi = 3.14159265358979324;
enum { PARTICLES_MAX = 40 };

typedef struct {
  SulPacking packing;
  SulPackedPhase phases[3];
  SulParticle particles[PARTICLES_MAX];
  char path[128];
  SulMeshReport report;
  SulMesh mesh;
} Sample;

static inline void Begin(Sample *sample, double edge, double size, int order) {
  memset(sample, 0, sizeof *sample);
  SulPacking *packing = &sample->packing;
  snprintf(sample->path, sizeof sample->path, "meshing-%d.msh", (int)getpid());
  packing->phases = sample->phases;
  packing->particles = sample->particles;
  packing->phase_count = 2;
  snprintf(sample->phases[0].name, SUL_NAME_SIZE, "electrolyte");
  snprintf(sample->phases[1].name, SUL_NAME_SIZE, "sulfur");
  snprintf(sample->phases[2].name, SUL_NAME_SIZE, "shell");
  for (int i = 0; i < 3; i++)
    sample->phases[i].meshed = true;
  sample->phases[1].role = SUL_ROLE_PARTICLE;
  sample->phases[2].role = SUL_ROLE_COATING;
  packing->length_unit = 1e-6;
  snprintf(packing->length_unit_name, sizeof packing->length_unit_name, "um");
  for (int k = 0; k < 3; k++)
    packing->edges[k] = edge * 1e-6;
  packing->seed = 3;
  packing->mesh = (SulMeshWishes){.size_at_particles = size * 1e-6,
                                  .size_far = 3 * size * 1e-6,
                                  .growth = 0.4,
                                  .gap_elements = 1,
                                  .order = order,
                                  .mesher = SUL_MESHER_HXT,
                                  .quality_floor = 0.02};
}

static inline SulParticle *Add(Sample *sample, double x, double y, double z, double radius) {
  SulParticle *particle = &sample->particles[sample->packing.particle_count++];
  const double centre[3] = {x, y, z};
  for (int k = 0; k < 3; k++) {
    particle->centre[k] = centre[k] * 1e-6;
    particle->semi_axes[k] = radius * 1e-6;
    particle->rotation[4 * k] = 1;
  }
  particle->radius = radius * 1e-6;
  particle->phase = 1;
  particle->coating_phase = -1;
  return particle;
}

/* Meshes and reads the mesh back with the solver's reader, volumes in um^3. */
static inline void Mesh(Sample *sample) {
  SulError error = {0};
  SulLog *log = SulLogCreate(false);
  SulMeshPacking(&sample->packing, sample->path, log, &sample->report, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  CHECK(sample->report.gamma_least > 0.1);
  CHECK(sample->report.jacobian_least > 0.05);
  SulMeshSource source = {
      .path = sample->path, .length = 1, .element_order = sample->packing.mesh.order};
  PetscErrorCode status = SulMeshRead(PETSC_COMM_SELF, &source, log, &sample->mesh, &error);
  CHECK(status == 0);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  CHECK(sample->mesh.cells_total == sample->report.tetrahedra);
  SulLogClose(&log);
}

static inline void End(Sample *sample) {
  SulMeshDestroy(&sample->mesh);
  remove(sample->path);
}

static inline double Volume(const Sample *sample, const char *group) {
  int index = SulGroupFind(sample->mesh.phases, sample->mesh.phase_count, group);
  return index < 0 ? -1 : sample->mesh.phases[index].measure;
}

static inline double Area(const Sample *sample, const char *group) {
  int index = SulGroupFind(sample->mesh.boundaries, sample->mesh.boundary_count, group);
  return index < 0 ? -1 : sample->mesh.boundaries[index].measure;
}

static inline void CheckBox(const Sample *sample, double edge) {
  static const char *const faces[6] = {"xmin", "xmax", "ymin", "ymax", "zmin", "zmax"};
  for (int f = 0; f < 6; f++)
    CHECK_NEAR(Area(sample, faces[f]), edge * edge, 1e-12, 1);
}

/* Three spheres in a periodic box of edge 10, cut by faces, an edge and a corner. Returns their
 * volume, all parts together. */
static inline double AddPeriodic(Sample *sample) {
  static const double spheres[3][4] = {{9.4, 9.2, 0.9, 2.2}, {4, 5, 5, 2}, {1, 5, 9, 1.7}};
  double volume = 0;
  sample->packing.faces = SUL_FACES_CUT;
  sample->packing.periodic = true;
  for (int i = 0; i < 3; i++) {
    Add(sample, spheres[i][0], spheres[i][1], spheres[i][2], spheres[i][3]);
    volume += 4 * pi / 3 * pow(spheres[i][3], 3);
  }
  return volume;
}

#endif
