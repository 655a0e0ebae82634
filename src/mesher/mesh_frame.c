/* SPDX-License-Identifier: BSD-2-Clause */
/* Divides the faces of the box into regions by the rims of the particles they cut. */
#include "mesh_frame.h"
#include "mesh_shape.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One line walked in one direction on one face; the region lies on its left, seen from within. */
typedef struct {
  int line, from, to;
  bool back;
  int volume; /* on the left; known for rims only (`tells`) */
  bool tells;
  double angle; /* of its direction at `from` */
  int next, loop;
} Walk;

typedef struct {
  SulFrame *frame;
  SulDraft *draft;
  const double *edges;
  int face, axis_x, axis_y; /* right-handed seen from within the box */
  Walk *walks;
  int walk_count;
  int *loops; /* first walk of each loop of this face */
  double *areas;
  int loop_count;
  SulError *error;
} FaceFrame;

/* ---- lines */

static int AddLine(SulFrame *frame, int from, int to, bool rim) {
  frame->lines =
      SulGrow(frame->lines, &frame->line_room, (size_t)frame->line_count + 1, sizeof *frame->lines);
  frame->lines[frame->line_count] = (SulFrameLine){from, to, rim};
  return frame->line_count++;
}

typedef struct {
  double at;
  int node;
} Stop;

static int CompareStops(const void *a, const void *b) {
  const Stop *x = a, *y = b;
  return (x->at > y->at) - (x->at < y->at);
}

/* Box edge e runs along axis e / 4, at the lower or upper face of the other two axes. */
static void EdgeFaces(int e, int faces[2]) {
  int one = (e / 4 + 1) % 3, two = (e / 4 + 2) % 3;
  faces[0] = 2 * one + (e & 1);
  faces[1] = 2 * two + (e >> 1 & 1);
}

/* Cuts edge e of the box at the nodes that lie on it; the box's corners are the nodes from
 * `corners` on. */
static void DivideEdge(SulFrame *frame, const SulDraft *draft, const unsigned char *planes,
                       int corners, const double edges[3], int e) {
  int faces[2], axis = e / 4, count = 0;
  EdgeFaces(e, faces);
  unsigned both = SUL_PLANE_BIT(faces[0]) | SUL_PLANE_BIT(faces[1]);
  for (int n = 0; n < corners; n++)
    count += (planes[n] & both) == both;
  Stop *stops = SulAllocate((size_t)count + 2, sizeof *stops);
  count = 0;
  for (int n = 0; n < corners; n++)
    if ((planes[n] & both) == both) stops[count++] = (Stop){draft->nodes[n][axis], n};
  int corner = (faces[0] % 2) << (faces[0] / 2) | (faces[1] % 2) << (faces[1] / 2);
  stops[count++] = (Stop){-1, corners + corner};
  stops[count++] = (Stop){edges[axis] + 1, corners + (corner | 1 << axis)};
  qsort(stops, (size_t)count, sizeof *stops, CompareStops);
  for (int i = 0; i + 1 < count; i++)
    AddLine(frame, stops[i].node, stops[i + 1].node, false);
  free(stops);
}

/* ---- walks */

static void AddWalk(FaceFrame *part, int line, bool back, bool tells, int volume) {
  const SulFrameLine *of = &part->frame->lines[line];
  Walk walk = {.line = line, .back = back, .tells = tells, .volume = volume, .loop = -1};
  walk.from = back ? of->to : of->from;
  walk.to = back ? of->from : of->to;
  const double *a = part->draft->nodes[walk.from], *b = part->draft->nodes[walk.to];
  walk.angle = atan2(b[part->axis_y] - a[part->axis_y], b[part->axis_x] - a[part->axis_x]);
  part->walks[part->walk_count++] = walk;
}

/* Pieces of the box's edges are walked once, with the face on the left. */
static void WalkEdges(FaceFrame *part, const int *line_edge, int edge_lines) {
  for (int l = 0; l < edge_lines; l++) {
    int faces[2], axis = line_edge[l] / 4;
    EdgeFaces(line_edge[l], faces);
    if (faces[0] != part->face && faces[1] != part->face) continue;
    int other = faces[0] == part->face ? faces[1] : faces[0];
    bool upper = other % 2;
    /* along +x at low y, along +y at high x, and back */
    bool forward = axis == part->axis_x ? !upper : upper;
    AddWalk(part, l, !forward, false, 0);
  }
}

static int CompareWalks(const void *a, const void *b) {
  const Walk *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  return (x->angle > y->angle) - (x->angle < y->angle);
}

static int FirstFrom(const FaceFrame *part, int node) {
  int low = 0, high = part->walk_count;
  while (low < high) {
    int middle = (low + high) / 2;
    if (part->walks[middle].from < node)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Coming to a node, the region on the left goes on along the walk that turns off most sharply to
 * the left, that is the first one clockwise from the way back. */
static void LinkWalks(FaceFrame *part) {
  const double pi = 3.14159265358979324;
  qsort(part->walks, (size_t)part->walk_count, sizeof *part->walks, CompareWalks);
  for (int w = 0; w < part->walk_count; w++) {
    Walk *walk = &part->walks[w];
    const double *a = part->draft->nodes[walk->to], *b = part->draft->nodes[walk->from];
    double back = atan2(b[part->axis_y] - a[part->axis_y], b[part->axis_x] - a[part->axis_x]);
    double least = HUGE_VAL;
    walk->next = -1;
    for (int n = FirstFrom(part, walk->to); n < part->walk_count && part->walks[n].from == walk->to;
         n++) {
      if (part->walks[n].line == walk->line) continue;
      double turn = fmod(back - part->walks[n].angle + 4 * pi, 2 * pi);
      if (turn >= least) continue;
      least = turn;
      walk->next = n;
    }
    if (walk->next < 0)
      SulErrorSet(part->error, SUL_INTERNAL, "a rim on a face of the box is not closed");
  }
}

/* ---- loops */

static void CloseLoops(FaceFrame *part) {
  for (int w = 0; w < part->walk_count && !SulFailed(part->error); w++) {
    if (part->walks[w].loop >= 0) continue;
    double area = 0;
    int here = w;
    do {
      Walk *walk = &part->walks[here];
      const double *a = part->draft->nodes[walk->from], *b = part->draft->nodes[walk->to];
      area += 0.5 * (a[part->axis_x] * b[part->axis_y] - a[part->axis_y] * b[part->axis_x]);
      walk->loop = part->loop_count;
      here = walk->next;
    } while (part->walks[here].loop < 0);
    if (here != w) SulErrorSet(part->error, SUL_INTERNAL, "rims on a face of the box cross");
    part->loops[part->loop_count] = w;
    part->areas[part->loop_count++] = area;
  }
}

/* Does loop `outer` go around a point of the face? */
static bool GoesAround(const FaceFrame *part, int outer, const double x[3]) {
  bool inside = false;
  int here = part->loops[outer];
  do {
    const Walk *walk = &part->walks[here];
    const double *a = part->draft->nodes[walk->from], *b = part->draft->nodes[walk->to];
    double ay = a[part->axis_y], by = b[part->axis_y], y = x[part->axis_y];
    if ((ay > y) != (by > y)) {
      double across = a[part->axis_x] + (y - ay) / (by - ay) * (b[part->axis_x] - a[part->axis_x]);
      if (across > x[part->axis_x]) inside = !inside;
    }
    here = walk->next;
  } while (here != part->loops[outer]);
  return inside;
}

/* The smallest outer loop around a hole. */
static int OwnerOf(const FaceFrame *part, int hole) {
  const double *x = part->draft->nodes[part->walks[part->loops[hole]].from];
  int owner = -1;
  for (int l = 0; l < part->loop_count; l++)
    if (part->areas[l] > -(1 + 1e-9) * part->areas[hole] &&
        (owner < 0 || part->areas[l] < part->areas[owner]) && GoesAround(part, l, x))
      owner = l;
  return owner;
}

static void EmitLoop(FaceFrame *part, int loop) {
  SulFrame *frame = part->frame;
  frame->loop_first =
      SulGrow(frame->loop_first, &frame->loop_room, (size_t)frame->loop_count + 2, sizeof(int));
  int here = part->loops[loop];
  do {
    const Walk *walk = &part->walks[here];
    frame->loop_lines =
        SulGrow(frame->loop_lines, &frame->step_room, (size_t)frame->step_count + 1, sizeof(int));
    frame->loop_lines[frame->step_count++] = walk->back ? -(walk->line + 1) : walk->line + 1;
    here = walk->next;
  } while (here != part->loops[loop]);
  frame->loop_first[++frame->loop_count] = frame->step_count;
}

/* The volume that the rims of a loop put on its left; `known` stays false where it has none. */
static void AskLoop(FaceFrame *part, int loop, bool *known, int *volume) {
  int here = part->loops[loop];
  do {
    const Walk *walk = &part->walks[here];
    if (walk->tells && *known && walk->volume != *volume)
      SulErrorSet(part->error, SUL_INTERNAL, "a region of a face of the box lies in two volumes");
    if (walk->tells) {
      *known = true;
      *volume = walk->volume;
    }
    here = walk->next;
  } while (here != part->loops[loop]);
}

static void EmitRegions(FaceFrame *part) {
  SulFrame *frame = part->frame;
  int *owner = SulAllocate((size_t)part->loop_count, sizeof *owner);
  for (int l = 0; l < part->loop_count; l++) {
    owner[l] = part->areas[l] > 0 ? l : OwnerOf(part, l);
    if (owner[l] < 0) SulErrorSet(part->error, SUL_INTERNAL, "a rim lies outside its face");
  }
  for (int l = 0; l < part->loop_count && !SulFailed(part->error); l++) {
    if (part->areas[l] <= 0) continue;
    SulFrameRegion region = {part->face, 0, frame->loop_count, 0};
    bool known = false;
    for (int pass = 0; pass < 2; pass++) /* the outer loop, then the holes */
      for (int h = 0; h < part->loop_count; h++) {
        if (owner[h] != l || (h == l) != (pass == 0)) continue;
        AskLoop(part, h, &known, &region.volume);
        EmitLoop(part, h);
        region.loop_count++;
      }
    frame->regions = SulGrow(frame->regions, &frame->region_room, (size_t)frame->region_count + 1,
                             sizeof *frame->regions);
    frame->regions[frame->region_count++] = region;
  }
  free(owner);
}

static void MakeFace(FaceFrame *part, const int *line_edge, int edge_lines, const SulRims *rims) {
  size_t room = (size_t)edge_lines + 2 * (size_t)rims->rim_count;
  part->walks = SulAllocate(room, sizeof *part->walks);
  part->loops = SulAllocate(room, sizeof *part->loops);
  part->areas = SulAllocate(room, sizeof *part->areas);
  WalkEdges(part, line_edge, edge_lines);
  for (int r = 0; r < rims->rim_count; r++) {
    if (rims->rims[r].face != part->face) continue;
    AddWalk(part, edge_lines + r, false, true, rims->rims[r].left);
    AddWalk(part, edge_lines + r, true, true, rims->rims[r].right);
  }
  LinkWalks(part);
  if (!SulFailed(part->error)) CloseLoops(part);
  if (!SulFailed(part->error)) EmitRegions(part);
  free(part->walks);
  free(part->loops);
  free(part->areas);
}

void SulFrameMake(SulFrame *frame, SulDraft *draft, const double edges[3], const SulRims *rims,
                  SulError *error) {
  enum { CORNERS = 8, BOX_EDGES = 12 };
  int corners = draft->node_count, edge_of_line = 0;
  memset(frame, 0, sizeof *frame);
  SulDraftReserveNodes(draft, CORNERS);
  for (int c = 0; c < CORNERS; c++)
    for (int k = 0; k < 3; k++)
      draft->nodes[corners + c][k] = (c >> k & 1) * edges[k];
  draft->node_count += CORNERS;
  int first[BOX_EDGES + 1] = {0};
  for (int e = 0; e < BOX_EDGES; e++) {
    DivideEdge(frame, draft, rims->planes, corners, edges, e);
    first[e + 1] = frame->line_count;
  }
  int edge_lines = frame->line_count;
  int *line_edge = SulAllocate((size_t)edge_lines, sizeof *line_edge);
  for (int l = 0; l < edge_lines; l++) {
    while (l >= first[edge_of_line + 1])
      edge_of_line++;
    line_edge[l] = edge_of_line;
  }
  for (int r = 0; r < rims->rim_count; r++)
    AddLine(frame, rims->rims[r].from, rims->rims[r].to, true);
  frame->loop_first = SulGrow(NULL, &frame->loop_room, 1, sizeof(int));
  frame->loop_first[0] = 0;
  for (int face = 0; face < 6 && !SulFailed(error); face++) {
    int axis = face / 2, one = (axis + 1) % 3, two = (axis + 2) % 3;
    FaceFrame part = {.frame = frame, .draft = draft, .edges = edges, .face = face, .error = error};
    part.axis_x = face % 2 ? two : one;
    part.axis_y = face % 2 ? one : two;
    MakeFace(&part, line_edge, edge_lines, rims);
  }
  free(line_edge);
}

void SulFrameFree(SulFrame *frame) {
  free(frame->lines);
  free(frame->regions);
  free(frame->loop_first);
  free(frame->loop_lines);
  memset(frame, 0, sizeof *frame);
}
