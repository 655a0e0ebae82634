/* SPDX-License-Identifier: BSD-2-Clause */
/* Marching squares for several phases on the six faces of the box, chained into lines. */
#include "image_lines.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PHASES = SUL_VOXEL_VOID + 1 };

typedef struct {
  const SulImageField *field;
  const bool *meshed;
  int point_count, point_room;
  double (*points)[3];
  bool *corner; /* [point_count] on an edge of the box: a line ends there */
  int segment_count, segment_room;
  int (*segments)[2];
  int rim_count, rim_room;
  int *rim; /* points on edges of the box, which two faces share */
} Graph;

/* One face of the box: its nodes are the voxels' centres and the rim. */
typedef struct {
  int axis, a, b; /* across, along */
  double level;
  int na, nb;
  uint8_t *phase;  /* [nb][na] */
  int *crossing_a; /* [nb][na] point on the edge from (i, j) to (i + 1, j); -1: none */
  int *crossing_b; /* ... to (i, j + 1) */
} Face;

static int AddPoint(Graph *graph, const double point[3], bool corner) {
  if (graph->point_count == graph->point_room) {
    graph->point_room = 2 * graph->point_room + 1024;
    graph->points = SulReallocate(graph->points, (size_t)graph->point_room, sizeof *graph->points);
    graph->corner = SulReallocate(graph->corner, (size_t)graph->point_room, sizeof *graph->corner);
  }
  memcpy(graph->points[graph->point_count], point, sizeof *graph->points);
  graph->corner[graph->point_count] = corner;
  return graph->point_count++;
}

static void AddSegment(Graph *graph, int from, int to) {
  if (graph->segment_count == graph->segment_room) {
    graph->segment_room = 2 * graph->segment_room + 1024;
    graph->segments =
        SulReallocate(graph->segments, (size_t)graph->segment_room, sizeof *graph->segments);
  }
  graph->segments[graph->segment_count][0] = from;
  graph->segments[graph->segment_count++][1] = to;
}

static bool SamePoint(const double a[3], const double b[3]) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* A point on an edge of the box, the same for both faces (their sums are the same bits). */
static int RimPoint(Graph *graph, const double point[3]) {
  for (int r = 0; r < graph->rim_count; r++)
    if (SamePoint(graph->points[graph->rim[r]], point)) return graph->rim[r];
  if (graph->rim_count == graph->rim_room) {
    graph->rim_room = 2 * graph->rim_room + 64;
    graph->rim = SulReallocate(graph->rim, (size_t)graph->rim_room, sizeof *graph->rim);
  }
  return graph->rim[graph->rim_count++] = AddPoint(graph, point, true);
}

/* ---- faces */

static double NodePlace(int i, int n) {
  return i == 0 ? 0 : i > n ? n : i - 0.5;
}

static void NodePoint(const Face *face, const Graph *graph, int i, int j, double point[3]) {
  point[face->axis] = face->level;
  point[face->a] = NodePlace(i, graph->field->size[face->a]);
  point[face->b] = NodePlace(j, graph->field->size[face->b]);
}

/* Where two phases are equally strong between two neighbouring nodes; never at a node itself, so
 * that no segment has length 0. */
static int Crossing(Graph *graph, const double low[3], const double high[3], int phase_low,
                    int phase_high, bool rim) {
  float at_low[MOST_PHASES], at_high[MOST_PHASES];
  SulImageFieldAt(graph->field, low, at_low);
  SulImageFieldAt(graph->field, high, at_high);
  double before = (double)at_low[phase_low] - (double)at_low[phase_high];
  double behind = (double)at_high[phase_high] - (double)at_high[phase_low];
  double part = before + behind > 0 ? before / (before + behind) : 0.5;
  double point[3];
  part = fmin(fmax(part, 0.05), 0.95);
  for (int d = 0; d < 3; d++)
    point[d] = low[d] + part * (high[d] - low[d]);
  return rim ? RimPoint(graph, point) : AddPoint(graph, point, false);
}

static void FindCrossings(Graph *graph, Face *face) {
  for (int j = 0; j < face->nb; j++)
    for (int i = 0; i < face->na; i++) {
      size_t n = (size_t)j * (size_t)face->na + (size_t)i;
      double here[3], next[3];
      int phase = face->phase[n];
      NodePoint(face, graph, i, j, here);
      face->crossing_a[n] = face->crossing_b[n] = -1;
      if (i + 1 < face->na && face->phase[n + 1] != phase) {
        NodePoint(face, graph, i + 1, j, next);
        face->crossing_a[n] =
            Crossing(graph, here, next, phase, face->phase[n + 1], j == 0 || j == face->nb - 1);
      }
      if (j + 1 < face->nb && face->phase[n + (size_t)face->na] != phase) {
        NodePoint(face, graph, i, j + 1, next);
        face->crossing_b[n] = Crossing(graph, here, next, phase, face->phase[n + (size_t)face->na],
                                       i == 0 || i == face->na - 1);
      }
    }
}

/* Joins the crossings on the four sides of a cell (in order around it) within the cell; corner c
 * lies between sides c - 1 and c. */
static void JoinCell(Graph *graph, const Face *face, int i, int j) {
  size_t n = (size_t)j * (size_t)face->na + (size_t)i, up = n + (size_t)face->na;
  int around[4] = {face->crossing_a[n], face->crossing_b[n + 1], face->crossing_a[up],
                   face->crossing_b[n]};
  int phase[4] = {face->phase[n], face->phase[n + 1], face->phase[up + 1], face->phase[up]};
  int found[4], side[4], count = 0;
  for (int s = 0; s < 4; s++) {
    if (around[s] < 0) continue;
    side[count] = s;
    found[count++] = around[s];
  }
  if (count == 0) return;
  double centre[3], corner[3];
  NodePoint(face, graph, i, j, centre);
  NodePoint(face, graph, i + 1, j + 1, corner);
  for (int d = 0; d < 3; d++)
    centre[d] = 0.5 * (centre[d] + corner[d]);
  bool void_side[4];
  for (int c = 0; c < count; c++)
    void_side[c] = !graph->meshed[phase[side[c]]] && !graph->meshed[phase[(side[c] + 1) % 4]];
  if (count == 2) {
    if (!void_side[0]) AddSegment(graph, found[0], found[1]);
    return;
  }
  if (count == 4) { /* a saddle: the centre tells which two corners are cut off */
    int wins = SulImageFieldPhase(graph->field, centre);
    bool odd = wins == phase[0] && wins == phase[2], even = wins == phase[1] && wins == phase[3];
    int shift = odd ? 0 : 1;
    for (int c = shift; c < 4 && (odd || even); c += 2)
      if (!void_side[c]) AddSegment(graph, found[c], found[(c + 1) % 4]);
    if (odd || even) return;
  }
  /* half-way between the crossings: in the cell's centre, lines could fold back on themselves */
  int middle = -1;
  for (int d = 0; d < 3; d++) {
    centre[d] = 0;
    for (int c = 0; c < count; c++)
      centre[d] += graph->points[found[c]][d] / count;
  }
  centre[face->axis] = face->level;
  for (int c = 0; c < count; c++) {
    if (void_side[c]) continue;
    if (middle < 0) middle = AddPoint(graph, centre, false);
    AddSegment(graph, found[c], middle);
  }
}

static void AddFace(Graph *graph, int side) {
  Face face = {.axis = side / 2, .a = (side / 2 + 1) % 3, .b = (side / 2 + 2) % 3};
  const int *size = graph->field->size;
  face.level = side % 2 ? size[face.axis] : 0;
  face.na = size[face.a] + 2;
  face.nb = size[face.b] + 2;
  size_t count = (size_t)face.na * (size_t)face.nb;
  face.phase = SulAllocate(count, sizeof *face.phase);
  face.crossing_a = SulAllocate(count, sizeof *face.crossing_a);
  face.crossing_b = SulAllocate(count, sizeof *face.crossing_b);
  for (int j = 0; j < face.nb; j++)
    for (int i = 0; i < face.na; i++) {
      double point[3];
      NodePoint(&face, graph, i, j, point);
      face.phase[(size_t)j * (size_t)face.na + (size_t)i] =
          (uint8_t)SulImageFieldPhase(graph->field, point);
    }
  FindCrossings(graph, &face);
  for (int j = 0; j + 1 < face.nb; j++)
    for (int i = 0; i + 1 < face.na; i++)
      JoinCell(graph, &face, i, j);
  free(face.phase);
  free(face.crossing_a);
  free(face.crossing_b);
}

/* ---- edges of the box */

typedef struct {
  double place;
  int point;
} Stop;

static int CompareStops(const void *one, const void *other) {
  double a = ((const Stop *)one)->place, b = ((const Stop *)other)->place;
  return (a > b) - (a < b);
}

/* The edge along `axis` with the other coordinates of `corner`: stretches of one phase between the
 * points that the faces left on it. */
static void AddBoxEdge(Graph *graph, int axis, const double corner[3]) {
  int a = (axis + 1) % 3, b = (axis + 2) % 3, count = 0;
  Stop *stops = SulAllocate((size_t)graph->rim_count + 2, sizeof *stops);
  double end[3] = {corner[0], corner[1], corner[2]};
  end[axis] = graph->field->size[axis];
  for (int r = 0; r < graph->rim_count; r++) {
    const double *point = graph->points[graph->rim[r]];
    if (point[a] == corner[a] && point[b] == corner[b])
      stops[count++] = (Stop){point[axis], graph->rim[r]};
  }
  qsort(stops, (size_t)count, sizeof *stops, CompareStops);
  memmove(stops + 1, stops, (size_t)count * sizeof *stops);
  stops[0] = (Stop){0, -1};
  stops[count + 1] = (Stop){end[axis], -1};
  for (int s = 0; s <= count; s++) {
    double middle[3] = {corner[0], corner[1], corner[2]};
    middle[axis] = 0.5 * (stops[s].place + stops[s + 1].place);
    if (!graph->meshed[SulImageFieldPhase(graph->field, middle)]) continue;
    int from = s == 0 ? AddPoint(graph, corner, true) : stops[s].point;
    int to = s == count ? AddPoint(graph, end, true) : stops[s + 1].point;
    AddSegment(graph, from, to);
  }
  free(stops);
}

/* ---- lines: segments in a row */

typedef struct {
  const Graph *graph;
  int *first, *around; /* segments at a point: around[first[p] .. first[p + 1]) */
  bool *used;          /* [segment_count] */
  SulImageLines *lines;
  int (*ends)[2]; /* points in which lines begin and end, the lower first */
} Chains;

static bool Ends(const Chains *chains, int point) {
  return chains->graph->corner[point] || chains->first[point + 1] - chains->first[point] != 2;
}

static void CollectAround(Chains *chains) {
  const Graph *graph = chains->graph;
  chains->first = SulAllocate((size_t)graph->point_count + 2, sizeof *chains->first);
  chains->around = SulAllocate(2 * (size_t)graph->segment_count, sizeof *chains->around);
  chains->used = SulAllocate((size_t)graph->segment_count, sizeof *chains->used);
  for (int s = 0; s < 2 * graph->segment_count; s++)
    chains->first[graph->segments[s / 2][s % 2] + 2]++;
  for (int p = 0; p < graph->point_count; p++)
    chains->first[p + 2] += chains->first[p + 1];
  for (int s = 0; s < 2 * graph->segment_count; s++)
    chains->around[chains->first[graph->segments[s / 2][s % 2] + 1]++] = s / 2;
}

/* The line that begins at `point` with `segment`. Loops around less than a voxel are dropped: the
 * mesher finds such a dimple without help. */
static void Walk(Chains *chains, int point, int segment) {
  const Graph *graph = chains->graph;
  SulImageLines *lines = chains->lines;
  int begin = lines->first[lines->count], used = begin, start = point;
  double length = 0;
  memcpy(lines->points[used++], graph->points[point], sizeof *graph->points);
  while (segment >= 0) {
    chains->used[segment] = true;
    int next = graph->segments[segment][graph->segments[segment][0] == point];
    for (int d = 0; d < 3; d++)
      length += fabs(graph->points[next][d] - graph->points[point][d]);
    point = next;
    memcpy(lines->points[used++], graph->points[point], sizeof *graph->points);
    segment = -1;
    for (int i = chains->first[point]; !Ends(chains, point) && i < chains->first[point + 1]; i++)
      if (!chains->used[chains->around[i]]) segment = chains->around[i];
  }
  if (point == start && (length < 4 || used - begin < 5)) return;
  chains->ends[lines->count][0] = point < start ? point : start;
  chains->ends[lines->count][1] = point < start ? start : point;
  lines->first[++lines->count] = used;
}

/* ---- lines that the mesher would take for others */

typedef struct {
  int ends[2], line;
} Span;

static int CompareSpans(const void *one, const void *other) {
  const Span *a = one, *b = other;
  if (a->ends[0] != b->ends[0]) return a->ends[0] < b->ends[0] ? -1 : 1;
  if (a->ends[1] != b->ends[1]) return a->ends[1] < b->ends[1] ? -1 : 1;
  return (a->line > b->line) - (a->line < b->line);
}

/* Marks the lines that come back to their first point or share both ends with another one. */
static bool *FindAmbiguous(const Chains *chains) {
  int count = chains->lines->count;
  Span *spans = SulAllocate((size_t)count, sizeof *spans);
  bool *ambiguous = SulAllocate((size_t)count, sizeof *ambiguous);
  for (int line = 0; line < count; line++) {
    const int *ends = chains->ends[line];
    spans[line] = (Span){{ends[0], ends[1]}, line};
    ambiguous[line] = ends[0] == ends[1];
  }
  qsort(spans, (size_t)count, sizeof *spans, CompareSpans);
  for (int i = 1; i < count; i++)
    if (spans[i].ends[0] == spans[i - 1].ends[0] && spans[i].ends[1] == spans[i - 1].ends[1])
      ambiguous[spans[i].line] = ambiguous[spans[i - 1].line] = true;
  free(spans);
  return ambiguous;
}

/* Cuts such lines in three, or into their segments where they have fewer: the mesher takes a line
 * that comes back to its first point for a loop that meets no other line, and cannot tell two lines
 * between the same points apart once their balls are larger than they are. Either made it crash or
 * never end. */
static void CutAmbiguous(const Chains *chains) {
  SulImageLines *lines = chains->lines, cut = {0};
  bool *ambiguous = FindAmbiguous(chains);
  size_t points = (size_t)lines->first[lines->count];
  cut.first = SulAllocate(3 * (size_t)lines->count + 1, sizeof *cut.first);
  cut.points = SulAllocate(points + 2 * (size_t)lines->count + 1, sizeof *cut.points);
  for (int line = 0; line < lines->count; line++) {
    int begin = lines->first[line], segments = lines->first[line + 1] - begin - 1;
    int pieces = !ambiguous[line] ? 1 : segments < 3 ? segments : 3;
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * segments / pieces, to = (piece + 1) * segments / pieces;
      int used = cut.first[cut.count];
      memcpy(cut.points + used, lines->points + begin + from,
             (size_t)(to - from + 1) * sizeof *cut.points);
      cut.first[++cut.count] = used + to - from + 1;
    }
  }
  SulImageLinesFree(lines);
  *lines = cut;
  free(ambiguous);
}

static void Chain(const Graph *graph, SulImageLines *lines) {
  Chains chains = {.graph = graph, .lines = lines};
  size_t segments = (size_t)graph->segment_count;
  CollectAround(&chains);
  lines->first = SulAllocate(segments + 1, sizeof *lines->first);
  lines->points = SulAllocate(2 * segments + 1, sizeof *lines->points);
  chains.ends = SulAllocate(segments + 1, sizeof *chains.ends);
  for (int loops = 0; loops < 2; loops++)
    for (int p = 0; p < graph->point_count; p++)
      for (int i = chains.first[p]; (loops || Ends(&chains, p)) && i < chains.first[p + 1]; i++)
        if (!chains.used[chains.around[i]]) Walk(&chains, p, chains.around[i]);
  CutAmbiguous(&chains);
  free(chains.ends);
  free(chains.first);
  free(chains.around);
  free(chains.used);
}

/* Corners of the box are a point for each of their edges: lines end there, and equal coordinates
 * are what tells the mesher that they meet. */
void SulImageLinesFind(const SulImageField *field, const bool *meshed, SulImageLines *lines) {
  Graph graph = {.field = field, .meshed = meshed};
  *lines = (SulImageLines){0};
  for (int side = 0; side < 6; side++)
    AddFace(&graph, side);
  for (int axis = 0; axis < 3; axis++)
    for (int c = 0; c < 4; c++) {
      double corner[3] = {0};
      corner[(axis + 1) % 3] = c & 1 ? field->size[(axis + 1) % 3] : 0;
      corner[(axis + 2) % 3] = c & 2 ? field->size[(axis + 2) % 3] : 0;
      AddBoxEdge(&graph, axis, corner);
    }
  Chain(&graph, lines);
  free(graph.points);
  free(graph.corner);
  free(graph.segments);
  free(graph.rim);
}

void SulImageLinesFree(SulImageLines *lines) {
  free(lines->first);
  free(lines->points);
  *lines = (SulImageLines){0};
}
