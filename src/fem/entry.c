/* SPDX-License-Identifier: BSD-2-Clause */
/* Which faces of a particle let lithium in. A face with one of the rank's own nodes has all of its
 * cells at hand, so what it is can be told without a message. */
#include "entry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/parallel.h>

/* A face as a cell has it, or as a surface group has it. */
typedef struct {
  PetscInt vertex[3]; /* by global number, local ones */
  PetscInt cell;      /* -1: of a group */
  int side;           /* of the cell, or the group */
} Half;

/* What a face of a particle is. */
enum { INTERFACE = 1, OUTSIDE = 2, SYMMETRY = 4, NAMED = 8 };

typedef struct {
  const SulBody *body;
  const int *particle;
  bool *near; /* [nodes_local] of cells that have a particle */
  size_t count, room;
  Half *halves;
  size_t face_count;
  SulEntryFace *faces; /* of the particles, with .. */
  unsigned char *kind; /* .. a sum of the above */
} Search;

/* ---- Halves ---------------------------------------------------------------------------------- */

/* Adds a face, if all of its vertices belong to particles. */
static void AddHalf(Search *search, const PetscInt vertex[3], PetscInt cell, int side) {
  const PetscInt *global = search->body->mesh->node_global;
  if (!search->near[vertex[0]] || !search->near[vertex[1]] || !search->near[vertex[2]]) return;
  if (search->count == search->room) {
    search->room += search->room / 2 + 1000;
    search->halves = SulReallocate(search->halves, search->room, sizeof *search->halves);
  }
  Half *half = &search->halves[search->count++];
  *half = (Half){.cell = cell, .side = side};
  for (int k = 0; k < 3; k++) {
    int at = k;
    for (; at > 0 && global[half->vertex[at - 1]] > global[vertex[k]]; at--)
      half->vertex[at] = half->vertex[at - 1];
    half->vertex[at] = vertex[k];
  }
}

static void AddHalves(Search *search) {
  const SulMesh *mesh = search->body->mesh;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    for (int side = 0; side < 4; side++) {
      const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
      const int *corner = sul_tetrahedron_faces[side];
      AddHalf(search, (PetscInt[]){nodes[corner[0]], nodes[corner[1]], nodes[corner[2]]}, cell,
              side);
    }
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    AddHalf(search, &mesh->faces[face * mesh->face_nodes], -1, mesh->face_boundary[face]);
}

static int Compare(const void *a, const void *b) {
  const Half *one = a, *other = b;
  for (int k = 0; k < 3; k++)
    if (one->vertex[k] != other->vertex[k]) return one->vertex[k] < other->vertex[k] ? -1 : 1;
  if (one->cell != other->cell) return one->cell < other->cell ? -1 : 1;
  return (one->side > other->side) - (one->side < other->side);
}

/* ---- Faces ----------------------------------------------------------------------------------- */

/* Or a period, behind which the particle goes on. */
static bool IsSymmetry(const SulBody *body, int boundary) {
  for (int p = 0; p < body->period_count; p++)
    if (body->periods[p].boundary[0] == boundary || body->periods[p].boundary[1] == boundary)
      return true;
  for (int i = 0; i < body->displacement_count; i++) {
    const SulDisplacementCondition *condition = &body->displacements[i];
    if (condition->boundary == boundary && condition->kind == SUL_CONSTRAIN_NORMAL &&
        !condition->plane)
      return true;
  }
  return false;
}

/* What the triangle of `count` halves is for the cell of one of them. */
static unsigned char Kind(const Search *search, const Half *halves, size_t count, const Half *of) {
  const SulBody *body = search->body;
  int phase = body->mesh->cell_phase[of->cell];
  const SulSpread *spread = &body->particles->spread[phase];
  unsigned kind = OUTSIDE;
  for (size_t i = 0; i < count; i++) {
    const Half *half = &halves[i];
    if (half->cell < 0) {
      if (IsSymmetry(body, half->side)) kind |= SYMMETRY;
      if (spread->enters && spread->enters[half->side]) kind |= NAMED;
    } else if (half != of) {
      kind &= ~(unsigned)OUTSIDE;
      if (body->mesh->cell_phase[half->cell] != phase) kind |= INTERFACE;
    }
  }
  return (unsigned char)kind;
}

/* Local nodes of a face. */
static void FaceNodes(const SulMesh *mesh, const SulEntryFace *face, PetscInt *node) {
  for (int a = 0; a < mesh->face_nodes; a++)
    node[a] =
        mesh->cells[face->cell * mesh->cell_nodes + sul_tetrahedron_face_nodes[face->side][a]];
}

static bool HasOwnNode(const SulMesh *mesh, const SulEntryFace *face) {
  PetscInt node[SUL_FACE_NODES_MAX];
  bool own = false;
  FaceNodes(mesh, face, node);
  for (int a = 0; a < mesh->face_nodes; a++)
    own |= node[a] < mesh->nodes_owned;
  return own;
}

static void AddFaces(Search *search, const Half *halves, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const Half *half = &halves[i];
    if (half->cell < 0 || search->particle[half->cell] < 0) continue;
    SulEntryFace face = {half->cell, (unsigned char)half->side};
    unsigned char kind = Kind(search, halves, count, half);
    if (kind == 0 || !HasOwnNode(search->body->mesh, &face)) continue;
    search->kind[search->face_count] = kind;
    search->faces[search->face_count++] = face;
  }
}

static void FindFaces(Search *search) {
  const SulMesh *mesh = search->body->mesh;
  search->near = SulAllocate((size_t)mesh->nodes_local, sizeof *search->near);
  for (PetscInt i = 0; i < mesh->cells_local * mesh->cell_nodes; i++)
    if (search->particle[i / mesh->cell_nodes] >= 0) search->near[mesh->cells[i]] = true;
  AddHalves(search);
  if (search->count > 0) qsort(search->halves, search->count, sizeof *search->halves, Compare);
  search->faces = SulAllocate(search->count, sizeof *search->faces);
  search->kind = SulAllocate(search->count, sizeof *search->kind);
  for (size_t first = 0, end = 0; first < search->count; first = end) {
    const Half *halves = &search->halves[first];
    while (end < search->count &&
           memcmp(halves->vertex, search->halves[end].vertex, sizeof halves->vertex) == 0)
      end++;
    AddFaces(search, halves, end - first);
  }
  free(search->near);
  free(search->halves);
}

/* ---- The entry ------------------------------------------------------------------------------- */

void SulEntryIntegrals(const SulMesh *mesh, const SulEntryFace *face, double *integral) {
  PetscInt node[SUL_FACE_NODES_MAX];
  SulFacePoints points;
  FaceNodes(mesh, face, node);
  SulTrianglePointsGet(mesh, node, mesh->order == 1 ? 2 : 6, &points);
  memset(integral, 0, (size_t)mesh->face_nodes * sizeof *integral);
  for (int q = 0; q < points.points; q++) {
    const double *n = points.normal[q];
    double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (int a = 0; a < mesh->face_nodes; a++)
      integral[a] += area * points.value[q][a];
  }
}

/* Collective. shared[particle]: some rank has a face of it with another phase. */
static PetscErrorCode FindShared(const Search *search, int *shared) {
  PetscFunctionBegin;
  for (size_t f = 0; f < search->face_count; f++)
    if (search->kind[f] & INTERFACE) shared[search->particle[search->faces[f].cell]] = 1;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, shared, search->body->particles->count, MPI_INT, MPI_LOR,
                             search->body->mesh->comm));
  PetscFunctionReturn(0);
}

static bool Lets(const Search *search, size_t f, const int *shared) {
  PetscInt cell = search->faces[f].cell;
  unsigned kind = search->kind[f];
  if (search->body->particles->spread[search->body->mesh->cell_phase[cell]].enters)
    return (kind & NAMED) != 0;
  if (shared[search->particle[cell]]) return (kind & INTERFACE) != 0;
  return (kind & OUTSIDE) && !(kind & SYMMETRY);
}

/* Each face counts where the vertex of the lowest number is. */
static double OwnArea(const SulMesh *mesh, const SulEntryFace *face) {
  double integral[SUL_FACE_NODES_MAX], area = 0;
  PetscInt node[SUL_FACE_NODES_MAX] = {0}, lowest;
  FaceNodes(mesh, face, node);
  lowest = node[0];
  for (int v = 1; v < 3; v++)
    if (mesh->node_global[node[v]] < mesh->node_global[lowest]) lowest = node[v];
  if (lowest >= mesh->nodes_owned) return 0;
  SulEntryIntegrals(mesh, face, integral);
  for (int a = 0; a < mesh->face_nodes; a++)
    area += integral[a];
  return area;
}

static void RefuseClosed(const SulBody *body, const int *member, const double *area,
                         SulError *error) {
  const SulActiveParticles *particles = body->particles;
  for (int i = 0; i < particles->count && !SulFailed(error); i++) {
    const SulActiveParticle *one = &particles->list[i];
    const SulSpread *spread = &particles->spread[one->phase];
    if (!member[i] || area[i] > 0) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: phases: lithiation: no lithium can enter the particle of the group \"%s\" "
                "around (%.6g, %.6g, %.6g) m: %s",
                spread->path, spread->line, body->mesh->phases[one->phase].name, one->centre[0],
                one->centre[1], one->centre[2],
                spread->enters ? "none of its faces is in the groups of \"surface\""
                               : "it meets no other phase, and all of its outer faces are on "
                                 "symmetry; name those that let it in, for example surface: "
                                 "[outer]");
  }
}

PetscErrorCode SulEntryFind(const SulBody *body, const int *particle, SulEntry *entry,
                            SulError *error) {
  const SulMesh *mesh = body->mesh;
  size_t particles = (size_t)body->particles->count;
  Search search = {.body = body, .particle = particle};
  int *shared = SulAllocate(particles, sizeof *shared);
  int *member = SulAllocate(particles, sizeof *member);

  PetscFunctionBegin;
  FindFaces(&search);
  PetscCall(FindShared(&search, shared));
  *entry = (SulEntry){.faces = search.faces, .area = SulAllocate(particles, sizeof(double))};
  for (size_t f = 0; f < search.face_count; f++)
    if (Lets(&search, f, shared)) entry->faces[entry->count++] = search.faces[f];
  for (size_t f = 0; f < entry->count; f++)
    entry->area[particle[entry->faces[f].cell]] += OwnArea(mesh, &entry->faces[f]);
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    if (particle[cell] >= 0) member[particle[cell]] = 1;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, member, (int)particles, MPI_INT, MPI_LOR, mesh->comm));
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, entry->area, (int)particles, MPI_DOUBLE, MPI_SUM, mesh->comm));
  RefuseClosed(body, member, entry->area, error);
  free(search.kind);
  free(shared);
  free(member);
  PetscFunctionReturn(0);
}

void SulEntryFree(SulEntry *entry) {
  free(entry->faces);
  free(entry->area);
  memset(entry, 0, sizeof *entry);
}

void SulEntryNumbers(const SulEntryFace *face, const SulScalars *scalars, PetscInt *number) {
  PetscInt place[SUL_CELL_NODES_MAX];
  SulScalarsPlaces(scalars, face->cell, place);
  for (int a = 0; a < scalars->mesh->face_nodes; a++)
    number[a] = scalars->number[place[sul_tetrahedron_face_nodes[face->side][a]]];
}

bool *SulEntryUnknowns(const SulEntry *entry, const SulScalars *scalars) {
  const SulMesh *mesh = scalars->mesh;
  bool *on = SulAllocate((size_t)scalars->count, sizeof *on);
  for (size_t f = 0; f < entry->count; f++) {
    PetscInt number[SUL_FACE_NODES_MAX];
    SulEntryNumbers(&entry->faces[f], scalars, number);
    for (int a = 0; a < mesh->face_nodes; a++)
      if (SulScalarsOwn(scalars, number[a])) on[number[a] - scalars->begin] = true;
  }
  return on;
}
