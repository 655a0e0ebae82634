/* SPDX-License-Identifier: BSD-2-Clause */
/* Triangulates all particles' surfaces, and lists the volumes they bound. */
#include "mesh_particles.h"
#include "mesh_layer.h"
#include "mesh_surface.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
  const SulPacking *packing;
  const SulSizeField *field;
  SulDraft *draft;
  SulRims *rims;
  size_t planes_room, rim_room;
  double edges[3]; /* of the box, mesh's unit */
  SulError *error;
} Maker;

/* ---- what there is to mesh */

static void Edges(const SulPacking *packing, double edges[3]) {
  for (int k = 0; k < 3; k++)
    edges[k] = packing->edges[k] / packing->length_unit;
}

static bool IsCut(const SulShape *shape, const double edges[3]) {
  for (int face = 0; face < 6; face++)
    if (SulShapeIsCut(shape, face, edges)) return true;
  return false;
}

static int AddVolume(SulDraft *draft, int phase, long particle, bool layered) {
  draft->volumes[draft->volume_count] = (SulDraftVolume){phase, particle, layered};
  return draft->volume_count++;
}

void SulParticlesCollect(const SulPacking *packing, SulDraft *draft) {
  double shifts[8][3], edges[3];
  size_t images = 0;
  Edges(packing, edges);
  for (size_t p = 0; p < packing->particle_count; p++)
    images += (size_t)SulParticleImages(packing, &packing->particles[p], shifts);
  draft->shapes = SulAllocate(2 * images, sizeof *draft->shapes);
  draft->shape_room = 2 * images;
  draft->volumes = SulAllocate(2 * images + 1, sizeof *draft->volumes);
  for (int core = 0; core < 2; core++)
    for (size_t p = 0; p < packing->particle_count; p++) {
      const SulParticle *particle = &packing->particles[p];
      int count = SulParticleImages(packing, particle, shifts);
      for (int i = 0; i < count; i++) {
        SulShape outer = SulShapeOf(packing, p, shifts[i], false);
        bool wanted = core == 0 || (particle->coating > 0 && IsCut(&outer, edges));
        if (!wanted) continue;
        SulShape shape = core == 0 ? outer : SulShapeOf(packing, p, shifts[i], true);
        draft->shapes[draft->shape_count++] = shape;
        if (core == 0) draft->outer_count = draft->shape_count;
      }
    }
  AddVolume(draft, 0, -1, false);
}

/* ---- from a triangulation to the draft */

static int AppendNodes(Maker *maker, const SulSurface *surface) {
  SulDraft *draft = maker->draft;
  int first = draft->node_count, count = (int)surface->vertex_count;
  SulDraftReserveNodes(draft, count);
  maker->rims->planes =
      SulGrow(maker->rims->planes, &maker->planes_room, (size_t)first + (size_t)count, 1);
  memcpy(draft->nodes[first], surface->position, (size_t)count * sizeof *draft->nodes);
  memcpy(maker->rims->planes + first, surface->planes, (size_t)count);
  draft->node_count += count;
  return first;
}

static void AppendTriangle(SulDraft *draft, const int corners[3], int first, int surface) {
  for (int i = 0; i < 3; i++)
    draft->triangles[draft->triangle_count][i] = first + corners[i];
  draft->triangle_surface[draft->triangle_count++] = surface;
}

static void AddRims(Maker *maker, const SulSurface *surface, int t, int first, int inside,
                    int outside) {
  SulRims *rims = maker->rims;
  for (int i = 0; i < 3; i++) {
    if (surface->across[t][i] >= 0) continue;
    int b = surface->vertex[t][(i + 1) % 3], c = surface->vertex[t][(i + 2) % 3], face = 0;
    unsigned common = surface->planes[b] & surface->planes[c];
    while (!(common & SUL_PLANE_BIT(face)))
      face++;
    rims->rims =
        SulGrow(rims->rims, &maker->rim_room, (size_t)rims->rim_count + 1, sizeof *rims->rims);
    rims->rims[rims->rim_count++] = (SulRim){face, first + b, first + c, inside, outside};
  }
}

/* A cut surface may come in several pieces, each a surface of its own. `template` says whose. */
static void AppendPieces(Maker *maker, const SulSurface *surface, const SulDraftSurface *template) {
  SulDraft *draft = maker->draft;
  int first = AppendNodes(maker, surface);
  size_t count = surface->triangle_count;
  int *stack = SulAllocate(count, sizeof *stack);
  bool *done = SulAllocate(count, sizeof *done);
  SulDraftReserveTriangles(draft, (int)count);
  for (size_t start = 0; start < count; start++) {
    if (done[start]) continue;
    int piece = SulDraftAddSurface(draft, template), height = 0;
    stack[height++] = (int)start;
    done[start] = true;
    while (height > 0) {
      int t = stack[--height];
      AppendTriangle(draft, surface->vertex[t], first, piece);
      AddRims(maker, surface, t, first, template->inside, template->outside);
      for (int i = 0; i < 3; i++) {
        int other = surface->across[t][i];
        if (other < 0 || done[other]) continue;
        done[other] = true;
        stack[height++] = other;
      }
    }
  }
  free(stack);
  free(done);
}

/* ---- triangulations */

static void Refuse(Maker *maker, const SulShape *shape, bool smooth) {
  SulErrorSet(
      maker->error, SUL_INPUT,
      "the surface of particle %zu (centre %.4g %.4g %.4g, half axes %.4g %.4g %.4g) cannot "
      "be %s",
      shape->particle + 1, shape->centre[0], shape->centre[1], shape->centre[2],
      shape->semi_axes[0], shape->semi_axes[1], shape->semi_axes[2],
      smooth ? "cut by the faces of the box, which meet it too flatly; write another seed, a "
               "larger face_gap or \"box: {particles: whole}\""
             : "triangulated without running through itself; write another seed, a smaller "
               "size_at_particles or an aspect_ratio nearer to 1");
}

/* A surface or a cut that does not come out sound is tried again with other and finer triangles. */
static void Triangulate(Maker *maker, size_t s, SulSurface *surface) {
  enum { ATTEMPTS = 6 };
  const SulShape *shape = &maker->draft->shapes[s];
  bool cut = IsCut(shape, maker->edges), sound = false, smooth = false;
  double scale = 1;
  for (int attempt = 0; attempt < ATTEMPTS && !sound; attempt++, scale *= 0.8) {
    uint64_t turn = (maker->packing->seed * 1000003u + s) * 16 + (uint64_t)attempt;
    SulSurfaceFree(surface);
    SulSurfaceMake(surface, shape, maker->field, SulSizeOnShape(maker->field, s), scale, turn);
    smooth = SulSurfaceIsSmooth(surface);
    sound = smooth && (!cut || SulSurfaceClip(surface, maker->field, maker->edges));
  }
  if (!sound) Refuse(maker, shape, smooth);
}

/* The image of an outer surface on the core of its particle: the same nodes along the same rays. */
static void AppendCore(Maker *maker, SulSurface *surface, const SulShape *core,
                       const SulDraftSurface *of) {
  for (size_t v = 0; v < surface->vertex_count; v++) {
    double unit[3];
    SulShapeDirection(surface->shape, surface->position[v], unit);
    SulShapePoint(core, unit, surface->position[v]);
  }
  AppendPieces(maker, surface, of);
}

/* Volumes of shape s: its core (or the whole of it) and its coating. */
typedef struct {
  int core, shell, wall;
  bool coated;
} Volumes;

static Volumes AddVolumes(Maker *maker, size_t s, bool layered) {
  size_t p = maker->draft->shapes[s].particle;
  const SulParticle *particle = &maker->packing->particles[p];
  bool meshed = maker->packing->phases[particle->phase].meshed;
  Volumes volumes = {.coated = particle->coating > 0, .wall = meshed ? -1 : particle->phase};
  volumes.core = meshed ? AddVolume(maker->draft, particle->phase, (long)p, false) : SUL_NO_VOLUME;
  volumes.shell = volumes.core;
  if (volumes.coated)
    volumes.shell = AddVolume(maker->draft, particle->coating_phase, (long)p, layered);
  return volumes;
}

/* A shape that no face cuts: its coating is a layer of the same triangles. */
static void MakeWhole(Maker *maker, size_t s) {
  SulDraft *draft = maker->draft;
  SulSurface surface = {0};
  Volumes volumes = AddVolumes(maker, s, true);
  Triangulate(maker, s, &surface);
  int outer_first = draft->node_count;
  SulDraftSurface outer = {-1, (int)s, volumes.shell, 0, volumes.coated ? -1 : volumes.wall};
  AppendPieces(maker, &surface, &outer);
  if (volumes.coated) {
    const SulShape *shape = &draft->shapes[s];
    double shift[3];
    for (int k = 0; k < 3; k++)
      shift[k] = shape->centre[k] * maker->packing->length_unit -
                 maker->packing->particles[shape->particle].centre[k];
    SulDraftSurface core = {-1, (int)draft->shape_count, volumes.core, volumes.shell, volumes.wall};
    draft->shapes[draft->shape_count] = SulShapeOf(maker->packing, shape->particle, shift, true);
    int core_first = draft->node_count, triangle_first = draft->triangle_count;
    AppendCore(maker, &surface, &draft->shapes[draft->shape_count++], &core);
    SulLayerFill(draft, outer_first - core_first, volumes.shell, triangle_first,
                 draft->triangle_count - triangle_first);
  }
  SulSurfaceFree(&surface);
}

/* A shape that faces cut, and its core, each with a triangulation of its own. */
static void MakeCut(Maker *maker, size_t s, size_t *core) {
  SulSurface surface = {0};
  Volumes volumes = AddVolumes(maker, s, false);
  Triangulate(maker, s, &surface);
  SulDraftSurface outer = {-1, (int)s, volumes.shell, 0, volumes.coated ? -1 : volumes.wall};
  if (!SulFailed(maker->error)) AppendPieces(maker, &surface, &outer);
  SulSurfaceFree(&surface);
  if (!volumes.coated || SulFailed(maker->error)) return;
  Triangulate(maker, *core, &surface);
  SulDraftSurface inner = {-1, (int)*core, volumes.core, volumes.shell, volumes.wall};
  if (!SulFailed(maker->error)) AppendPieces(maker, &surface, &inner);
  SulSurfaceFree(&surface);
  (*core)++;
}

void SulParticlesMesh(const SulPacking *packing, const SulSizeField *field, SulDraft *draft,
                      SulRims *rims, SulLog *log, SulError *error) {
  Maker maker = {packing, field, draft, rims, 0, 0, {0}, error};
  size_t core = draft->outer_count;
  Edges(packing, maker.edges);
  memset(rims, 0, sizeof *rims);
  for (size_t s = 0; s < draft->outer_count && !SulFailed(error); s++) {
    if (IsCut(&draft->shapes[s], maker.edges))
      MakeCut(&maker, s, &core);
    else
      MakeWhole(&maker, s);
    SulLogProgress(log, "surfaces", (double)(s + 1) / (double)draft->outer_count);
  }
}

void SulRimsFree(SulRims *rims) {
  free(rims->planes);
  free(rims->rims);
  memset(rims, 0, sizeof *rims);
}
