/* SPDX-License-Identifier: BSD-2-Clause */
/* Triangulates one closed surface to the size field: refined, flipped, smoothed. */
#include "mesh_surface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/vector.h>

static const int next[3] = {1, 2, 0}, last[3] = {2, 0, 1};

/* ---- growth of the arrays */

int SulSurfaceAddVertex(SulSurface *surface, const double position[3], unsigned char planes) {
  size_t room = SulRoomFor(surface->vertex_room, surface->vertex_count + 1);
  if (room > surface->vertex_room) {
    surface->position = SulReallocate(surface->position, room, sizeof *surface->position);
    surface->planes = SulReallocate(surface->planes, room, sizeof *surface->planes);
    surface->vertex_room = room;
  }
  memcpy(surface->position[surface->vertex_count], position, sizeof *surface->position);
  surface->planes[surface->vertex_count] = planes;
  return (int)surface->vertex_count++;
}

static int NewTriangle(SulSurface *surface) {
  size_t room = SulRoomFor(surface->triangle_room, surface->triangle_count + 1);
  if (room > surface->triangle_room) {
    surface->vertex = SulReallocate(surface->vertex, room, sizeof *surface->vertex);
    surface->across = SulReallocate(surface->across, room, sizeof *surface->across);
    surface->triangle_room = room;
  }
  return (int)surface->triangle_count++;
}

void SulSurfaceFree(SulSurface *surface) {
  free(surface->position);
  free(surface->planes);
  free(surface->vertex);
  free(surface->across);
  memset(surface, 0, sizeof *surface);
}

/* ---- adjacency */

typedef struct {
  int low, high, at; /* at: 3 triangle + corner */
} Side;

static int CompareSides(const void *a, const void *b) {
  const Side *x = a, *y = b;
  if (x->low != y->low) return x->low < y->low ? -1 : 1;
  if (x->high != y->high) return x->high < y->high ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

void SulSurfaceConnect(SulSurface *surface) {
  size_t count = 3 * surface->triangle_count;
  Side *sides = SulAllocate(count, sizeof *sides);
  for (size_t s = 0; s < count; s++) {
    int a = surface->vertex[s / 3][next[s % 3]], b = surface->vertex[s / 3][last[s % 3]];
    sides[s] = (Side){a < b ? a : b, a < b ? b : a, (int)s};
    surface->across[s / 3][s % 3] = -1;
  }
  qsort(sides, count, sizeof *sides, CompareSides);
  for (size_t s = 0; s + 1 < count; s++) {
    if (sides[s].low != sides[s + 1].low || sides[s].high != sides[s + 1].high) continue;
    int one = sides[s].at, two = sides[s + 1].at;
    surface->across[one / 3][one % 3] = two / 3;
    surface->across[two / 3][two % 3] = one / 3;
  }
  free(sides);
}

int SulSurfaceCornerAcross(const SulSurface *surface, int t, int back) {
  const int *across = surface->across[t];
  return across[0] == back ? 0 : across[1] == back ? 1 : 2;
}

/* The triangle `other` (or the border) now lies behind the edge opposite to corner i of t. */
static void Link(SulSurface *surface, int t, int i, int other, int before) {
  surface->across[t][i] = other;
  if (other >= 0) surface->across[other][SulSurfaceCornerAcross(surface, other, before)] = t;
}

static void Put(int triangle[3], int a, int b, int c) {
  triangle[0] = a;
  triangle[1] = b;
  triangle[2] = c;
}

/* ---- split and flip */

/* Cuts t = (a, b, c) into (a, b, m) and (a, m, c); returns the second. */
static int Halve(SulSurface *surface, int t, int i, int m) {
  int extra = NewTriangle(surface);
  int a = surface->vertex[t][i], b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
  int behind_ab = surface->across[t][last[i]], behind_ca = surface->across[t][next[i]];
  Put(surface->vertex[t], a, b, m);
  Put(surface->vertex[extra], a, m, c);
  surface->across[t][2] = behind_ab;
  surface->across[t][1] = extra;
  surface->across[extra][2] = t;
  Link(surface, extra, 1, behind_ca, t);
  return extra;
}

void SulSurfaceSplit(SulSurface *surface, int t, int i, int middle) {
  int s = surface->across[t][i];
  int j = s >= 0 ? SulSurfaceCornerAcross(surface, s, t) : 0;
  int t2 = Halve(surface, t, i, middle); /* t = (a, b, m), t2 = (a, m, c) */
  surface->across[t][0] = surface->across[t2][0] = -1;
  if (s < 0) return;
  int s2 = Halve(surface, s, j, middle); /* s = (d, c, m), s2 = (d, m, b) */
  surface->across[t2][0] = s;
  surface->across[s][0] = t2;
  surface->across[t][0] = s2;
  surface->across[s2][0] = t;
}

/* Turns the edge bc of t = (a, b, c) and s = (d, c, b) into ad. */
static void Flip(SulSurface *surface, int t, int i) {
  int s = surface->across[t][i], j = SulSurfaceCornerAcross(surface, s, t);
  int a = surface->vertex[t][i], b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
  int d = surface->vertex[s][j];
  int behind_ab = surface->across[t][last[i]], behind_ca = surface->across[t][next[i]];
  int behind_dc = surface->across[s][last[j]], behind_bd = surface->across[s][next[j]];
  Put(surface->vertex[t], a, b, d);
  Put(surface->vertex[s], d, c, a);
  surface->across[t][2] = behind_ab;
  surface->across[s][2] = behind_dc;
  Link(surface, t, 0, behind_bd, s);
  Link(surface, s, 0, behind_ca, t);
  surface->across[t][1] = s;
  surface->across[s][1] = t;
}

/* Normal of the triangle (twice its area long). */
void SulSurfaceNormal(const SulSurface *surface, int a, int b, int c, double normal[3]) {
  double one[3], two[3];
  SulSubtract(surface->position[b], surface->position[a], one);
  SulSubtract(surface->position[c], surface->position[a], two);
  SulCross(one, two, normal);
}

/* Cotangent of the angle at a, seen by the edge bc. */
static double Cotangent(const SulSurface *surface, int a, int b, int c) {
  double one[3], two[3], normal[3];
  SulSubtract(surface->position[b], surface->position[a], one);
  SulSubtract(surface->position[c], surface->position[a], two);
  SulCross(one, two, normal);
  return SulDot(one, two) / SulLength(normal);
}

static bool ShouldFlip(const SulSurface *surface, int t, int i) {
  int s = surface->across[t][i];
  if (s < 0) return false;
  int a = surface->vertex[t][i], b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
  int d = surface->vertex[s][SulSurfaceCornerAcross(surface, s, t)];
  if (Cotangent(surface, a, b, c) + Cotangent(surface, d, c, b) > -1e-9) return false;
  double one[3], two[3];
  SulSurfaceNormal(surface, a, b, d, one);
  SulSurfaceNormal(surface, a, d, c, two);
  return SulDot(one, two) > 0; /* never fold */
}

void SulSurfaceFlip(SulSurface *surface) {
  enum { SWEEPS = 50 };
  size_t flipped = 1;
  for (int sweep = 0; sweep < SWEEPS && flipped > 0; sweep++) {
    flipped = 0;
    for (size_t t = 0; t < surface->triangle_count; t++)
      for (int i = 0; i < 3; i++)
        if (surface->across[t][i] > (int)t && ShouldFlip(surface, (int)t, i)) {
          Flip(surface, (int)t, i);
          flipped++;
        }
  }
}

/* ---- refinement and smoothing */

double SulSurfaceSize(const SulSurface *surface, const SulSizeField *field, const double x[3]) {
  return surface->scale * SulSizeAt(field, x);
}

static double EdgeLength(const SulSurface *surface, int a, int b) {
  double edge[3];
  SulSubtract(surface->position[a], surface->position[b], edge);
  return SulLength(edge);
}

/* Splits every edge longer than 4/3 of the size wanted at its middle; returns how many. */
static size_t SurfaceRefine(SulSurface *surface, const SulSizeField *field) {
  size_t split = 0, count = surface->triangle_count;
  for (size_t t = 0; t < count; t++)
    for (int i = 0; i < 3; i++) {
      if (surface->across[t][i] < (int)t) continue; /* each edge once; borders are fixed */
      int b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
      double middle[3];
      for (int k = 0; k < 3; k++)
        middle[k] = 0.5 * (surface->position[b][k] + surface->position[c][k]);
      SulShapeProject(surface->shape, middle);
      if (EdgeLength(surface, b, c) < 4.0 / 3 * SulSurfaceSize(surface, field, middle)) continue;
      SulSurfaceSplit(surface, (int)t, i, SulSurfaceAddVertex(surface, middle, 0));
      split++;
      break; /* the corners of t have changed places */
    }
  if (split > 0) SulSurfaceFlip(surface);
  return split;
}

/* Every vertex moves most of the way to the mean of the centroids of its triangles, weighted by
 * their areas measured in the size that is wanted there. */
void SulSurfaceSmooth(SulSurface *surface, const SulSizeField *field) {
  enum { PARTS = 4 };
  const double step = 0.7;
  double(*sum)[PARTS] = SulAllocate(surface->vertex_count, sizeof *sum);
  for (size_t t = 0; t < surface->triangle_count; t++) {
    const int *v = surface->vertex[t];
    double centre[3], normal[3];
    for (int k = 0; k < 3; k++)
      centre[k] =
          (surface->position[v[0]][k] + surface->position[v[1]][k] + surface->position[v[2]][k]) /
          3;
    SulSurfaceNormal(surface, v[0], v[1], v[2], normal);
    double size = SulSurfaceSize(surface, field, centre);
    double weight = SulLength(normal) / (size * size);
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++)
        sum[v[i]][k] += weight * centre[k];
      sum[v[i]][3] += weight;
    }
  }
  for (size_t v = 0; v < surface->vertex_count; v++) {
    if (surface->planes[v] || sum[v][3] == 0) continue;
    for (int k = 0; k < 3; k++)
      surface->position[v][k] += step * (sum[v][k] / sum[v][3] - surface->position[v][k]);
    SulShapeProject(surface->shape, surface->position[v]);
  }
  free(sum);
  SulSurfaceFlip(surface);
}

void SulSurfaceSmoothRims(SulSurface *surface, const double edges[3]) {
  double(*sum)[3] = SulAllocate(surface->vertex_count, sizeof *sum);
  for (size_t t = 0; t < surface->triangle_count; t++)
    for (int i = 0; i < 3; i++) {
      if (surface->across[t][i] >= 0) continue;
      int b = surface->vertex[t][next[i]], c = surface->vertex[t][last[i]];
      for (int k = 0; k < 3; k++) {
        sum[b][k] += surface->position[c][k];
        sum[c][k] += surface->position[b][k];
      }
    }
  for (size_t v = 0; v < surface->vertex_count; v++) {
    unsigned planes = surface->planes[v];
    if (planes == 0 || (planes & (planes - 1)) != 0) continue; /* free, or on an edge of the box */
    for (int k = 0; k < 3; k++)
      surface->position[v][k] = 0.5 * surface->position[v][k] + 0.25 * sum[v][k];
    SulShapeBind(surface->shape, planes, edges, surface->position[v]);
  }
  free(sum);
}

double SulSurfaceQuality(const SulSurface *surface, int a, int b, int c) {
  double normal[3], outward[3], squares = 0;
  const int corners[3] = {a, b, c};
  SulSurfaceNormal(surface, a, b, c, normal);
  for (int i = 0; i < 3; i++) {
    double edge[3];
    SulSubtract(surface->position[corners[next[i]]], surface->position[corners[i]], edge);
    squares += SulDot(edge, edge);
  }
  for (int k = 0; k < 3; k++)
    outward[k] = surface->position[a][k] + surface->position[b][k] + surface->position[c][k] -
                 3 * surface->shape->centre[k];
  double quality = 2 * sqrt(3) * SulLength(normal) / squares;
  return SulDot(normal, outward) > 0 ? quality : -quality;
}

/* The shape's normal where it is nearest to a point. */
static void ShapeNormal(const SulShape *shape, const double point[3], double normal[3]) {
  double unit[3];
  SulShapeDirection(shape, point, unit);
  for (int k = 0; k < 3; k++) {
    normal[k] = shape->sphere ? unit[k] : 0;
    for (int i = 0; i < 3 && !shape->sphere; i++)
      normal[k] += unit[i] / shape->semi_axes[i] * shape->rotation[3 * i + k];
  }
}

bool SulSurfaceIsSmooth(const SulSurface *surface) {
  const double flattest = 0.1, least = 0.3; /* quality, and cosine between the two normals */
  for (size_t t = 0; t < surface->triangle_count; t++) {
    const int *v = surface->vertex[t];
    double middle[3], own[3], wanted[3];
    for (int k = 0; k < 3; k++)
      middle[k] =
          (surface->position[v[0]][k] + surface->position[v[1]][k] + surface->position[v[2]][k]) /
          3;
    SulSurfaceNormal(surface, v[0], v[1], v[2], own);
    ShapeNormal(surface->shape, middle, wanted);
    if (fabs(SulSurfaceQuality(surface, v[0], v[1], v[2])) < flattest ||
        SulDot(own, wanted) < least * SulLength(own) * SulLength(wanted))
      return false;
  }
  return true;
}

/* ---- the whole */

/* A rotation from three hashed numbers (uniform: Shoemake's quaternion). */
static void Turn(uint64_t seed, double turn[9]) {
  double u[3];
  for (int i = 0; i < 3; i++) { /* splitmix64 */
    seed += 0x9e3779b97f4a7c15u;
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    u[i] = (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }
  const double pi = 3.14159265358979324;
  double x = sqrt(1 - u[0]) * sin(2 * pi * u[1]), y = sqrt(1 - u[0]) * cos(2 * pi * u[1]);
  double z = sqrt(u[0]) * sin(2 * pi * u[2]), w = sqrt(u[0]) * cos(2 * pi * u[2]);
  const double rows[9] = {
      1 - 2 * (y * y + z * z), 2 * (x * y - z * w),     2 * (x * z + y * w),
      2 * (x * y + z * w),     1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
      2 * (x * z - y * w),     2 * (y * z + x * w),     1 - 2 * (x * x + y * y)};
  memcpy(turn, rows, sizeof rows);
}

void SulSurfaceMake(SulSurface *surface, const SulShape *shape, const SulSizeField *field,
                    double size, double scale, uint64_t turn) {
  enum { PASSES = 40, SMOOTHINGS = 4 };
  double rotation[9];
  memset(surface, 0, sizeof *surface);
  surface->shape = shape;
  surface->scale = scale;
  Turn(turn, rotation);
  /* a geodesic edge is 1.0 to 1.17 radii over the frequency */
  int frequency = (int)fmax(2, ceil(1.1 * shape->largest / (scale * size) - 0.3));
  SulGeodesicMake(surface, frequency, rotation);
  SulSurfaceConnect(surface);
  for (int pass = 0; pass < PASSES; pass++)
    if (SurfaceRefine(surface, field) == 0) break;
  if (!shape->sphere) { /* the template is pressed together at tips and rims */
    SulSurfaceCollapse(surface, field);
    SulSurfaceFlip(surface);
  }
  for (int i = 0; i < SMOOTHINGS; i++)
    SulSurfaceSmooth(surface, field);
}
