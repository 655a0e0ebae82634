/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts a triangulated surface at the faces of the box, and merges edges that are too short. */
#include "mesh_surface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int next[3] = {1, 2, 0}, last[3] = {2, 0, 1};

/* How far a vertex sticks out of a face: negative within the box, exactly 0 on the face. */
static double Outside(const SulSurface *surface, int v, int face, const double edges[3]) {
  if (surface->planes[v] & SUL_PLANE_BIT(face)) return 0;
  double x = surface->position[v][face / 2];
  return face % 2 ? x - edges[face / 2] : -x;
}

static double Apart(const double a[3], const double b[3]) {
  double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return sqrt(x * x + y * y + z * z);
}

/* Vertices near the rim move onto it, so that no thin triangles are cut off. */
static void Snap(SulSurface *surface, const SulSizeField *field, int face, const double edges[3]) {
  const double near = 0.3; /* of the element size */
  for (size_t v = 0; v < surface->vertex_count; v++) {
    unsigned planes = surface->planes[v];
    double size = SulSurfaceSize(surface, field, surface->position[v]), place[3];
    if ((planes & (planes - 1)) != 0) continue;
    if (fabs(Outside(surface, (int)v, face, edges)) > near * size) continue;
    memcpy(place, surface->position[v], sizeof place);
    SulShapeBind(surface->shape, planes | SUL_PLANE_BIT(face), edges, place);
    if (Apart(place, surface->position[v]) > near * size) continue;
    memcpy(surface->position[v], place, sizeof place);
    surface->planes[v] |= (unsigned char)SUL_PLANE_BIT(face);
  }
}

/* Splits the edge opposite corner i of t where it passes the face, if it does. */
static bool SplitCrossing(SulSurface *surface, int t, int i, int face, const double edges[3]) {
  int b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
  double at_b = Outside(surface, b, face, edges), at_c = Outside(surface, c, face, edges);
  if (at_b * at_c >= 0) return false;
  double place[3], part = at_b / (at_b - at_c);
  unsigned planes = SUL_PLANE_BIT(face);
  if (surface->across[t][i] < 0) planes |= surface->planes[b] & surface->planes[c];
  for (int k = 0; k < 3; k++)
    place[k] = surface->position[b][k] + part * (surface->position[c][k] - surface->position[b][k]);
  SulShapeBind(surface->shape, planes, edges, place);
  SulSurfaceSplit(surface, t, i, SulSurfaceAddVertex(surface, place, (unsigned char)planes));
  return true;
}

static void SplitAll(SulSurface *surface, int face, const double edges[3]) {
  for (size_t t = 0; t < surface->triangle_count; t++)
    for (int i = 0; i < 3; i++)
      if (SplitCrossing(surface, (int)t, i, face, edges)) i = -1; /* t has changed */
}

/* Drops triangles marked by vertex[0] < 0 and vertices without triangles. */
static void Compact(SulSurface *surface) {
  size_t kept = 0, vertices = 0;
  int *index = SulAllocate(surface->vertex_count, sizeof *index);
  for (size_t t = 0; t < surface->triangle_count; t++) {
    if (surface->vertex[t][0] < 0) continue;
    memmove(surface->vertex[kept], surface->vertex[t], sizeof *surface->vertex);
    for (int i = 0; i < 3; i++)
      index[surface->vertex[kept][i]] = 1;
    kept++;
  }
  surface->triangle_count = kept;
  for (size_t v = 0; v < surface->vertex_count; v++) {
    if (!index[v]) continue;
    memmove(surface->position[vertices], surface->position[v], sizeof *surface->position);
    surface->planes[vertices] = surface->planes[v];
    index[v] = (int)vertices++;
  }
  surface->vertex_count = vertices;
  for (size_t t = 0; t < kept; t++)
    for (int i = 0; i < 3; i++)
      surface->vertex[t][i] = index[surface->vertex[t][i]];
  free(index);
  SulSurfaceConnect(surface);
}

static void DropOutside(SulSurface *surface, int face, const double edges[3]) {
  for (size_t t = 0; t < surface->triangle_count; t++) {
    bool within = false;
    for (int i = 0; i < 3; i++)
      within = within || Outside(surface, surface->vertex[t][i], face, edges) < 0;
    if (!within) surface->vertex[t][0] = -1;
  }
  Compact(surface);
}

/* ---- short edges */

enum { FAN_MAX = 64 };

static int CornerOf(const SulSurface *surface, int t, int v) {
  const int *corners = surface->vertex[t];
  return corners[0] == v ? 0 : corners[1] == v ? 1 : 2;
}

/* The triangles around a vertex. */
typedef struct {
  int vertex, count;
  int triangle[FAN_MAX];
} Fan;

static bool AddToFan(Fan *fan, int triangle) {
  if (fan->count == FAN_MAX) return false;
  fan->triangle[fan->count++] = triangle;
  return true;
}

/* Those around corner `i` of t; false when there are too many to bother. */
static bool FindFan(const SulSurface *surface, int t, int i, Fan *fan) {
  int v = surface->vertex[t][i], here = t;
  fan->vertex = v;
  fan->count = 0;
  do { /* one way round, back to t or to a border */
    if (!AddToFan(fan, here)) return false;
    here = surface->across[here][next[CornerOf(surface, here, v)]];
  } while (here >= 0 && here != t);
  if (here == t) return true;
  here = surface->across[t][last[i]];
  while (here >= 0) { /* the other way, to the other border */
    if (!AddToFan(fan, here)) return false;
    here = surface->across[here][last[CornerOf(surface, here, v)]];
  }
  return true;
}

static bool Has(const int corners[3], int v) {
  return corners[0] == v || corners[1] == v || corners[2] == v;
}

/* Common neighbours of b and c must be the apexes of the triangles at their edge, no others. */
static bool LinkIsSimple(const SulSurface *surface, const Fan *b, const Fan *c, int wanted) {
  int common[2 * FAN_MAX], found = 0;
  for (int i = 0; i < c->count; i++)
    for (int k = 0; k < 3; k++) {
      int v = surface->vertex[c->triangle[i]][k];
      bool known = v == b->vertex || v == c->vertex, seen = false;
      for (int n = 0; n < found; n++)
        known = known || common[n] == v;
      for (int n = 0; n < b->count; n++)
        seen = seen || Has(surface->vertex[b->triangle[n]], v);
      if (!known && seen) common[found++] = v;
    }
  return found == wanted;
}

/* The triangles of the fan, with its vertex moved to b, must keep a fair shape. */
static bool KeepsShape(const SulSurface *surface, const Fan *fan, int b) {
  const double fair = 0.35;
  for (int i = 0; i < fan->count; i++) {
    const int *old = surface->vertex[fan->triangle[i]];
    if (Has(old, b)) continue;
    int moved[3];
    for (int k = 0; k < 3; k++)
      moved[k] = old[k] == fan->vertex ? b : old[k];
    double before = SulSurfaceQuality(surface, old[0], old[1], old[2]);
    double after = SulSurfaceQuality(surface, moved[0], moved[1], moved[2]);
    if (after < fair && after < before) return false;
  }
  return true;
}

/* Removes triangle t, whose edge bc has shrunk to a point: its other neighbours become neighbours.
 */
static void Close(SulSurface *surface, int t, int i) {
  int one = surface->across[t][next[i]], two = surface->across[t][last[i]];
  if (one >= 0) surface->across[one][SulSurfaceCornerAcross(surface, one, t)] = two;
  if (two >= 0) surface->across[two][SulSurfaceCornerAcross(surface, two, t)] = one;
  surface->vertex[t][0] = -1;
}

/* Merges c into b along the edge opposite corner i of t, where that is allowed. */
static bool Merge(SulSurface *surface, int t, int i, bool turned) {
  int b = surface->vertex[t][turned ? last[i] : next[i]];
  int c = surface->vertex[t][turned ? next[i] : last[i]];
  int s = surface->across[t][i];
  Fan of_b, of_c;
  unsigned lost = surface->planes[c] & ~(unsigned)surface->planes[b];
  if (lost != 0 || (surface->planes[c] != 0 && s >= 0)) return false;
  if (!FindFan(surface, t, turned ? last[i] : next[i], &of_b)) return false;
  if (!FindFan(surface, t, turned ? next[i] : last[i], &of_c)) return false;
  if (!LinkIsSimple(surface, &of_b, &of_c, s < 0 ? 1 : 2)) return false;
  if (!KeepsShape(surface, &of_c, b)) return false;
  int j = s >= 0 ? SulSurfaceCornerAcross(surface, s, t) : 0;
  for (int n = 0; n < of_c.count; n++)
    for (int k = 0; k < 3; k++)
      if (surface->vertex[of_c.triangle[n]][k] == c) surface->vertex[of_c.triangle[n]][k] = b;
  Close(surface, t, i);
  if (s >= 0) Close(surface, s, j);
  return true;
}

void SulSurfaceCollapse(SulSurface *surface, const SulSizeField *field) {
  const double shortest = 0.55; /* of the size wanted */
  for (size_t t = 0; t < surface->triangle_count; t++)
    for (int i = 0; i < 3 && surface->vertex[t][0] >= 0; i++) {
      int b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
      double size = SulSurfaceSize(surface, field, surface->position[b]);
      if (Apart(surface->position[b], surface->position[c]) > shortest * size) continue;
      if (!Merge(surface, (int)t, i, false)) Merge(surface, (int)t, i, true);
    }
  Compact(surface);
}

/* ---- soundness */

/* Smoothing puts vertices back onto the shape, which may lead out of the box again. */
static bool IsWithin(const SulSurface *surface, const double edges[3]) {
  for (size_t v = 0; v < surface->vertex_count; v++)
    for (int face = 0; face < 6; face++)
      if (!(surface->planes[v] & SUL_PLANE_BIT(face)) &&
          !(Outside(surface, (int)v, face, edges) < 0))
        return false;
  return true;
}

/* Each vertex has no rim or one, each rim edge lies on one face, no triangle is too flat, and no
 * edge but those of rims lies in a face: the face's own triangles would cross it. */
static bool IsSound(const SulSurface *surface) {
  const double flattest = 0.1;
  bool sound = true;
  unsigned char *rims = SulAllocate(surface->vertex_count, sizeof *rims);
  for (size_t t = 0; t < surface->triangle_count; t++) {
    const int *v = surface->vertex[t];
    sound = sound && SulSurfaceQuality(surface, v[0], v[1], v[2]) > flattest;
    for (int i = 0; i < 3; i++) {
      int b = v[next[i]], c = v[last[i]];
      unsigned common = surface->planes[b] & surface->planes[c];
      if (surface->across[t][i] >= 0) {
        sound = sound && common == 0;
        continue;
      }
      sound = sound && common != 0 && (common & (common - 1)) == 0;
      rims[b]++;
      rims[c]++;
    }
  }
  for (size_t v = 0; v < surface->vertex_count; v++)
    sound = sound && (rims[v] == (surface->planes[v] ? 2 : 0));
  free(rims);
  return sound;
}

bool SulSurfaceClip(SulSurface *surface, const SulSizeField *field, const double edges[3]) {
  enum { SMOOTHINGS = 3 };
  for (int face = 0; face < 6; face++) {
    if (!SulShapeIsCut(surface->shape, face, edges)) continue;
    Snap(surface, field, face, edges);
    SplitAll(surface, face, edges);
    DropOutside(surface, face, edges);
  }
  if (surface->triangle_count == 0) return true;
  SulSurfaceCollapse(surface, field);
  SulSurfaceFlip(surface);
  for (int i = 0; i < SMOOTHINGS; i++) {
    SulSurfaceSmoothRims(surface, edges);
    SulSurfaceSmooth(surface, field);
  }
  return IsWithin(surface, edges) && IsSound(surface);
}
