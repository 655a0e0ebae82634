/* SPDX-License-Identifier: BSD-2-Clause */
/* Triangulations of cut spheres: whatever is called sound has all it needs to bound a volume. One
 * sphere, cut at every depth and turned every way, in triangles a third to two thirds as large as
 * itself. And of long and flat ellipsoids: whatever is called smooth has their volume. */
#include "../../src/mesher/mesh_surface.h"
#include "check.h"
#include <math.h>
#include <string.h>

static const double edges[3] = {10, 10, 10};

typedef struct {
  SulPacking packing;
  SulPackedPhase phases[2];
  SulParticle particle;
} Sample;

static void Begin(Sample *sample, const double centre[3], double size) {
  memset(sample, 0, sizeof *sample);
  SulPacking *packing = &sample->packing;
  packing->phases = sample->phases;
  packing->particles = &sample->particle;
  packing->phase_count = 2;
  packing->particle_count = 1;
  packing->length_unit = 1;
  packing->faces = SUL_FACES_CUT;
  sample->particle = (SulParticle){.radius = 1, .phase = 1, .coating_phase = -1};
  for (int k = 0; k < 3; k++) {
    packing->edges[k] = edges[k];
    sample->particle.centre[k] = centre[k];
    sample->particle.semi_axes[k] = 1;
    sample->particle.rotation[4 * k] = 1;
  }
  packing->mesh = (SulMeshWishes){.size_at_particles = size,
                                  .size_far = 3 * size,
                                  .growth = 0.5,
                                  .gap_elements = 1,
                                  .order = 1};
}

static bool OnFace(const SulSurface *surface, int v, int face) {
  return fabs(surface->position[v][face / 2] - (face % 2 ? edges[face / 2] : 0)) < 1e-12;
}

/* All vertices on the sphere and in the box; edges that lie in a face are ends of the surface, and
 * all ends lie in a face. */
static void CheckSound(const SulSurface *surface) {
  for (size_t v = 0; v < surface->vertex_count; v++) {
    CHECK_NEAR(SulShapeDistance(surface->shape, surface->position[v]), 0, 1e-12, 1);
    for (int k = 0; k < 3; k++)
      CHECK(surface->position[v][k] > -1e-12 && surface->position[v][k] < edges[k] + 1e-12);
  }
  for (size_t t = 0; t < surface->triangle_count; t++)
    for (int i = 0; i < 3; i++) {
      int b = surface->vertex[t][(i + 1) % 3], c = surface->vertex[t][(i + 2) % 3], within = 0;
      for (int face = 0; face < 6; face++)
        within += OnFace(surface, b, face) && OnFace(surface, c, face);
      CHECK(within == (surface->across[t][i] < 0));
    }
}

/* Returns how many of the turns came out sound. */
static int Cut(const double centre[3], double size) {
  enum { TURNS = 10 };
  const double nowhere[3] = {0};
  Sample sample;
  int sound = 0;
  Begin(&sample, centre, size);
  SulShape shape = SulShapeOf(&sample.packing, 0, nowhere, false);
  SulSizeField *field = SulSizeFieldCreate(&sample.packing, &shape, 1);
  for (uint64_t turn = 0; turn < TURNS; turn++) {
    SulSurface surface = {0};
    SulSurfaceMake(&surface, &shape, field, SulSizeOnShape(field, 0), 1, turn);
    if (SulSurfaceClip(&surface, field, edges)) {
      CheckSound(&surface);
      sound++;
    }
    SulSurfaceFree(&surface);
  }
  SulSizeFieldFree(field);
  return sound;
}

static double Volume(const SulSurface *surface) {
  double sum = 0;
  for (size_t t = 0; t < surface->triangle_count; t++) {
    const int *v = surface->vertex[t];
    double normal[3];
    SulSurfaceNormal(surface, v[0], v[1], v[2], normal);
    for (int k = 0; k < 3; k++)
      sum += normal[k] * (surface->position[v[0]][k] - surface->shape->centre[k]) / 6;
  }
  return sum;
}

/* Returns how many of the turns are smooth; the volume of these is that of the sphere of radius 1,
 * less what the chords of the triangles cut off. */
static int Elongate(double ratio) {
  enum { TURNS = 10 };
  const double nowhere[3] = {0}, centre[3] = {5, 5, 5}, across = cbrt(1 / ratio);
  Sample sample;
  int smooth = 0;
  Begin(&sample, centre, 0.25);
  sample.particle.semi_axes[0] = ratio * across;
  sample.particle.semi_axes[1] = sample.particle.semi_axes[2] = across;
  SulShape shape = SulShapeOf(&sample.packing, 0, nowhere, false);
  SulSizeField *field = SulSizeFieldCreate(&sample.packing, &shape, 1);
  for (uint64_t turn = 0; turn < TURNS; turn++) {
    SulSurface surface = {0};
    SulSurfaceMake(&surface, &shape, field, SulSizeOnShape(field, 0), 1, turn);
    if (SulSurfaceIsSmooth(&surface)) {
      CHECK_NEAR(Volume(&surface), 4 * M_PI / 3, 0.04, 0);
      CHECK(Volume(&surface) < 4 * M_PI / 3);
      smooth++;
    }
    SulSurfaceFree(&surface);
  }
  SulSizeFieldFree(field);
  printf("aspect ratio %g: %d of %d smooth\n", ratio, smooth, TURNS);
  return smooth;
}

int main(void) {
  CHECK(Elongate(0.2) > 8 && Elongate(0.5) == 10 && Elongate(1) == 10 && Elongate(5) > 8);
  CHECK(Elongate(0.1) > 4 && Elongate(10) > 4);
  int sound = 0;
  for (double depth = 0.1; depth < 1.95; depth += 0.1)
    for (double size = 0.3; size < 0.7; size *= 1.3) {
      const double one[3] = {1 - depth, 5, 5}, upper[3] = {5, 9 + depth, 5};
      const double edge[3] = {1 - depth, 0.3, 5}, corner[3] = {9 + depth, 0.2, 9.7};
      sound += Cut(one, size) + Cut(upper, size) + Cut(edge, size) + Cut(corner, size);
    }
  CHECK(sound > 2250); /* of 3040: it must not be empty */
  printf("%d cuts\n", sound);
  return CheckResult();
}
