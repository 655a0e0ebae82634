/* SPDX-License-Identifier: BSD-2-Clause */
/* Gmsh fills the volumes between given surfaces with tetrahedra. */
#define _GNU_SOURCE /* memfd_create */
#include "mesh_gmsh.h"
#include "mesh_shells.h"
#include "mesh_write.h"
#include <errno.h>
#include <gmshc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesher.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- surfaces to Gmsh */

/* The nodes of a sphere lie on a sphere exactly, which makes the predicates of a Delaunay mesher
 * fall back on exact arithmetic for every one of them, ten times slower. So Gmsh gets them moved by
 * up to a millionth of the radius; the true places are kept. */
static double (*Shaken(const SulDraft *draft))[3] {
  const double part = 1e-6;
  double(*nodes)[3] = SulAllocate((size_t)draft->node_count, sizeof *nodes);
  int *shape_of = SulDraftShapeOfNodes(draft);
  uint64_t state = 1;
  for (int n = 0; n < draft->node_count; n++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    double move = part * ((double)(state >> 11) * 0x1p-53 - 0.5);
    for (int k = 0; k < 3; k++) {
      nodes[n][k] = draft->nodes[n][k];
      if (shape_of[n] >= 0)
        nodes[n][k] += move * (nodes[n][k] - draft->shapes[shape_of[n]].centre[k]);
    }
  }
  free(shape_of);
  return nodes;
}

/* Through memory, under a name beside which nobody can lay options for Gmsh to read. */
static void SendSurfaces(const SulDraft *draft, SulError *error) {
  int status, passage = memfd_create("surfaces", MFD_CLOEXEC);
  char path[40];
  if (passage < 0) {
    SulErrorSet(error, SUL_INTERNAL, "no room for the surfaces: %s", strerror(errno));
    return;
  }
  snprintf(path, sizeof path, "/proc/self/fd/%d", passage);
  double(*nodes)[3] = Shaken(draft);
  SulDraftWriteSurfaces(draft, nodes, path, error);
  free(nodes);
  if (!SulFailed(error)) {
    gmshClear(&status);
    SulMesherDoing("read the surfaces");
    if (!status) gmshMerge(path, &status);
    SulMesherDoing(NULL);
    SulGmshCheck(status, "read the surfaces", error);
  }
  close(passage);
}

/* ---- volumes */

static void DefineVolumes(const SulShells *shells, SulError *error) {
  int status = 0;
  for (int s = 0; s < shells->shell_count && !status; s++) {
    int first = shells->shell_first[s], count = shells->shell_first[s + 1] - first;
    int *tags = SulAllocate((size_t)count, sizeof *tags);
    for (int i = 0; i < count; i++)
      tags[i] = shells->surfaces[first + i] + 1;
    gmshModelGeoAddSurfaceLoop(tags, (size_t)count, s + 1, &status);
    free(tags);
  }
  for (int p = 0; p < shells->part_count && !status; p++) {
    const SulPart *part = &shells->parts[p];
    int *tags = SulAllocate((size_t)part->count, sizeof *tags);
    for (int i = 0; i < part->count; i++)
      tags[i] = part->first + i + 1;
    gmshModelGeoAddVolume(tags, (size_t)part->count, p + 1, &status);
    free(tags);
  }
  if (!status) gmshModelGeoSynchronize(&status);
  SulGmshCheck(status, "make the volumes", error);
}

/* ---- tetrahedra from Gmsh */

/* Appends the nodes the mesher has added; returns the index of every tag, to be freed. */
static int *TakeNodes(SulDraft *draft, SulError *error) {
  size_t *tags = NULL, count = 0, coordinate_count, parameter_count, largest = 0;
  double *coordinates = NULL, *parameters = NULL;
  int status, known = draft->node_count;
  gmshModelMeshGetNodes(&tags, &count, &coordinates, &coordinate_count, &parameters,
                        &parameter_count, -1, -1, 0, 0, &status);
  SulGmshCheck(status, "give the nodes", error);
  for (size_t i = 0; i < count; i++)
    largest = tags[i] > largest ? tags[i] : largest;
  int *index = SulAllocate(largest + 1, sizeof *index);
  SulDraftReserveNodes(draft, (int)count);
  for (size_t i = 0; i < count; i++) {
    if (tags[i] <= (size_t)known) {
      index[tags[i]] = (int)tags[i] - 1;
      continue;
    }
    index[tags[i]] = draft->node_count;
    memcpy(draft->nodes[draft->node_count++], &coordinates[3 * i], sizeof *draft->nodes);
  }
  gmshFree(tags);
  gmshFree(coordinates);
  gmshFree(parameters);
  return index;
}

static double Volume6(const SulDraft *draft, const int tet[4]) {
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      e[i][k] = draft->nodes[tet[i + 1]][k] - draft->nodes[tet[0]][k];
  return e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
         e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
         e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]);
}

static void TakePart(SulDraft *draft, int part, int volume, const int *index, SulError *error) {
  enum { TETRAHEDRON = 4 };
  size_t *tags = NULL, *nodes = NULL, count = 0, node_count;
  int status;
  gmshModelMeshGetElementsByType(TETRAHEDRON, &tags, &count, &nodes, &node_count, part + 1, 0, 1,
                                 &status);
  SulGmshCheck(status, "give the tetrahedra", error);
  if (!SulFailed(error) && count == 0)
    SulErrorSet(error, SUL_INTERNAL, "Gmsh left a volume without tetrahedra");
  SulDraftReserveTets(draft, (int)count);
  for (size_t t = 0; t < count; t++) {
    int *tet = draft->tets[draft->tet_count];
    for (int i = 0; i < 4; i++)
      tet[i] = index[nodes[4 * t + (size_t)i]];
    if (Volume6(draft, tet) < 0) {
      int kept = tet[0];
      tet[0] = tet[1];
      tet[1] = kept;
    }
    draft->tet_volume[draft->tet_count++] = volume;
  }
  gmshFree(tags);
  gmshFree(nodes);
}

/* Where the mesher has put nodes on the surfaces, its triangles replace ours. */
static void TakeTriangles(SulDraft *draft, const int *index, SulError *error) {
  enum { TRIANGLE = 2 };
  size_t *tags = NULL, *nodes = NULL, count = 0, node_count;
  int status;
  for (int s = 0, taken = 0; s < draft->surface_count; s++) {
    gmshModelMeshGetElementsByType(TRIANGLE, &tags, &count, &nodes, &node_count, s + 1, 0, 1,
                                   &status);
    SulGmshCheck(status, "give the triangles", error);
    if (s == 0) draft->triangle_count = 0;
    SulDraftReserveTriangles(draft, (int)count);
    for (size_t t = 0; t < count; t++, taken++) {
      for (int i = 0; i < 3; i++)
        draft->triangles[taken][i] = index[nodes[3 * t + (size_t)i]];
      draft->triangle_surface[taken] = s;
    }
    draft->triangle_count = taken;
    gmshFree(tags);
    gmshFree(nodes);
  }
}

static void TakeResult(SulDraft *draft, const SulShells *shells, SulError *error) {
  size_t *tags = NULL, count = 0, *nodes = NULL, node_count;
  int status;
  int *index = TakeNodes(draft, error);
  for (int p = 0; p < shells->part_count && !SulFailed(error); p++)
    TakePart(draft, p, shells->parts[p].volume, index, error);
  gmshModelMeshGetElementsByType(2, &tags, &count, &nodes, &node_count, -1, 0, 1, &status);
  SulGmshCheck(status, "give the triangles", error);
  gmshFree(tags);
  gmshFree(nodes);
  if (!SulFailed(error) && count != (size_t)draft->triangle_count)
    TakeTriangles(draft, index, error);
  free(index);
}

/* What Gmsh says of surfaces that it cannot fill is no help to who wrote the recipe. */
static void TellUnfilled(int status, SulError *error) {
  SulError reason = {0};
  SulGmshCheck(status, "fill the volumes with tetrahedra", &reason);
  if (SulFailed(&reason))
    SulErrorSet(error, SUL_INPUT,
                "%s; another seed, a larger minimum_gap or face_gap, or smaller elements at the "
                "particles would help",
                reason.text);
}

void SulGmshFill(SulDraft *draft, SulError *error) {
  int status;
  SulGmshSetOrder(SUL_GMSH_RISING, error);
  if (!SulFailed(error)) SendSurfaces(draft, error);
  if (SulFailed(error)) return;
  SulShells shells = SulShellsFind(draft);
  DefineVolumes(&shells, error);
  SulGmshSetOrder(SUL_GMSH_SAME, error);
  if (!SulFailed(error)) {
    SulMesherDoing("fill the volumes with tetrahedra");
    gmshModelMeshGenerate(3, &status);
    SulMesherDoing(NULL);
    TellUnfilled(status, error);
  }
  if (!SulFailed(error)) TakeResult(draft, &shells, error);
  SulShellsFree(&shells);
}
