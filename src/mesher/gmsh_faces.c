/* SPDX-License-Identifier: BSD-2-Clause */
/* Gmsh triangulates the regions of the box's faces. */
#include "mesh_gmsh.h"
#include <gmshc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesher.h>

/* Gmsh's points have the tags of the draft's nodes plus 1, its curves those of the frame's lines,
 * its surfaces those of the regions. */

static bool *NodesOfLines(const SulFrame *frame, const SulDraft *draft) {
  bool *used = SulAllocate((size_t)draft->node_count, sizeof *used);
  for (int l = 0; l < frame->line_count; l++)
    used[frame->lines[l].from] = used[frame->lines[l].to] = true;
  return used;
}

static void DrawLines(const SulFrame *frame, const SulDraft *draft, const bool *used,
                      SulError *error) {
  int status = 0;
  for (int n = 0; n < draft->node_count && !status; n++) {
    const double *x = draft->nodes[n];
    if (used[n]) gmshModelGeoAddPoint(x[0], x[1], x[2], 0, n + 1, &status);
  }
  for (int l = 0; l < frame->line_count && !status; l++) {
    const SulFrameLine *line = &frame->lines[l];
    gmshModelGeoAddLine(line->from + 1, line->to + 1, l + 1, &status);
    if (line->rim && !status)
      gmshModelGeoMeshSetTransfiniteCurve(l + 1, 2, "Progression", 1, &status);
  }
  SulGmshCheck(status, "draw the lines on the faces of the box", error);
}

static void DrawRegions(const SulFrame *frame, SulError *error) {
  int status = 0;
  int *tags = SulAllocate((size_t)frame->loop_count, sizeof *tags);
  for (int r = 0; r < frame->region_count && !status; r++) {
    const SulFrameRegion *region = &frame->regions[r];
    if (region->volume == SUL_NO_VOLUME) continue;
    for (int i = 0; i < region->loop_count && !status; i++) {
      int loop = region->first_loop + i, first = frame->loop_first[loop];
      tags[i] = loop + 1;
      gmshModelGeoAddCurveLoop(frame->loop_lines + first,
                               (size_t)(frame->loop_first[loop + 1] - first), loop + 1, 0, &status);
    }
    if (!status) gmshModelGeoAddPlaneSurface(tags, (size_t)region->loop_count, r + 1, &status);
  }
  free(tags);
  if (!status) gmshModelGeoSynchronize(&status);
  SulGmshCheck(status, "draw the faces of the box", error);
}

/* The nodes of all entities of a dimension. Free with gmshFree. */
typedef struct {
  size_t *tags, count;
  double *coordinates;
} NodeList;

static NodeList NodesOf(int dimension, SulError *error) {
  NodeList list = {0};
  size_t coordinate_count, parameter_count;
  double *parameters = NULL;
  int status;
  gmshModelMeshGetNodes(&list.tags, &list.count, &list.coordinates, &coordinate_count, &parameters,
                        &parameter_count, dimension, -1, 0, 0, &status);
  SulGmshCheck(status, "give the nodes of the faces", error);
  gmshFree(parameters);
  return list;
}

/* Points come in the order of their tags: they are nodes that the draft has. */
static void MatchPoints(const SulDraft *draft, const bool *used, const NodeList *list, int *index,
                        SulError *error) {
  size_t i = 0;
  for (int n = 0; n < draft->node_count; n++) {
    if (!used[n]) continue;
    const double *x = draft->nodes[n];
    const double *y = i < list->count ? &list->coordinates[3 * i] : NULL;
    if (!y || x[0] != y[0] || x[1] != y[1] || x[2] != y[2]) {
      SulErrorSet(error, SUL_INTERNAL, "Gmsh gave the points of the faces in another order");
      return;
    }
    index[list->tags[i++]] = n;
  }
}

/* Index in draft->nodes of every node of Gmsh's model; free it. */
static int *TakeNodes(SulDraft *draft, const bool *used, SulError *error) {
  NodeList lists[3];
  size_t largest = 0, count = 0;
  for (int d = 0; d < 3; d++) {
    lists[d] = NodesOf(d, error);
    for (size_t i = 0; i < lists[d].count; i++)
      largest = lists[d].tags[i] > largest ? lists[d].tags[i] : largest;
    count += d > 0 ? lists[d].count : 0;
  }
  int *index = SulAllocate(largest + 1, sizeof *index);
  MatchPoints(draft, used, &lists[0], index, error);
  SulDraftReserveNodes(draft, (int)count);
  for (int d = 1; d < 3; d++)
    for (size_t i = 0; i < lists[d].count; i++) {
      index[lists[d].tags[i]] = draft->node_count;
      memcpy(draft->nodes[draft->node_count++], &lists[d].coordinates[3 * i], sizeof *draft->nodes);
    }
  for (int d = 0; d < 3; d++) {
    gmshFree(lists[d].tags);
    gmshFree(lists[d].coordinates);
  }
  return index;
}

/* Turns the triangle so that its normal points out of the box. */
static void Orient(const SulDraft *draft, int face, int triangle[3]) {
  int axis = face / 2, one = (axis + 1) % 3, two = (axis + 2) % 3;
  const double *a = draft->nodes[triangle[0]], *b = draft->nodes[triangle[1]],
               *c = draft->nodes[triangle[2]];
  double normal = (b[one] - a[one]) * (c[two] - a[two]) - (b[two] - a[two]) * (c[one] - a[one]);
  if ((normal > 0) == (face % 2 == 1)) return;
  int kept = triangle[1];
  triangle[1] = triangle[2];
  triangle[2] = kept;
}

static void TakeRegion(SulDraft *draft, const SulFrameRegion *region, int tag, const int *index,
                       SulError *error) {
  enum { TRIANGLE = 2 };
  size_t *tags = NULL, *nodes = NULL, count = 0, node_count;
  int status;
  gmshModelMeshGetElementsByType(TRIANGLE, &tags, &count, &nodes, &node_count, tag, 0, 1, &status);
  SulGmshCheck(status, "give the triangles of a face", error);
  if (!SulFailed(error) && count == 0)
    SulErrorSet(error, SUL_INTERNAL, "Gmsh left a piece of a face of the box without triangles");
  int surface = SulDraftAddSurface(
      draft, &(SulDraftSurface){region->face, -1, region->volume, SUL_NO_VOLUME, -1});
  SulDraftReserveTriangles(draft, (int)count);
  for (size_t t = 0; t < count; t++) {
    int *triangle = draft->triangles[draft->triangle_count];
    for (int i = 0; i < 3; i++)
      triangle[i] = index[nodes[3 * t + (size_t)i]];
    Orient(draft, region->face, triangle);
    draft->triangle_surface[draft->triangle_count++] = surface;
  }
  gmshFree(tags);
  gmshFree(nodes);
}

void SulGmshFaces(const SulFrame *frame, SulDraft *draft, SulError *error) {
  int status, *index = NULL;
  bool *used = NodesOfLines(frame, draft);
  DrawLines(frame, draft, used, error);
  if (!SulFailed(error)) DrawRegions(frame, error);
  if (!SulFailed(error)) {
    SulMesherDoing("triangulate the faces of the box");
    gmshModelMeshGenerate(2, &status);
    SulMesherDoing(NULL);
    SulGmshCheck(status, "mesh the faces of the box", error);
  }
  if (!SulFailed(error)) index = TakeNodes(draft, used, error);
  for (int r = 0; r < frame->region_count && !SulFailed(error); r++)
    if (frame->regions[r].volume != SUL_NO_VOLUME)
      TakeRegion(draft, &frame->regions[r], r + 1, index, error);
  free(index);
  free(used);
}
