/* SPDX-License-Identifier: BSD-2-Clause */
/* Geodesic icosahedra: what the triangulation of a particle starts from. */
#include "mesh_surface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Corners of the icosahedron: (0, +-1, +-p) and its cyclic shifts, p the golden ratio. */
static const signed char faces[20][3] = {
    {0, 2, 4},  {0, 5, 2},  {0, 4, 8},  {0, 10, 5}, {0, 8, 10}, {1, 6, 3},  {1, 3, 7},
    {1, 8, 6},  {1, 7, 10}, {1, 10, 8}, {2, 9, 4},  {2, 5, 11}, {2, 11, 9}, {3, 6, 9},
    {3, 11, 7}, {3, 9, 11}, {4, 6, 8},  {4, 9, 6},  {5, 10, 7}, {5, 7, 11}};

static void Corner(int index, double unit[3]) {
  const double p = 1.6180339887498949, length = sqrt(1 + p * p);
  int shift = index / 4;
  double parts[3] = {0, index & 2 ? -1 : 1, index & 1 ? -p : p};
  /* 0..3: (0, y, z); 4..7: (z, 0, y); 8..11: (y, z, 0) */
  for (int k = 0; k < 3; k++)
    unit[(k + shift) % 3] = parts[k] / length;
}

/* Rooms for the vertices that lie on corners and edges, numbered once. */
typedef struct {
  int frequency;
  int corner[12];
  int edge[12][12]; /* first of frequency-1 vertices, from the lower corner to the higher; -1 */
} Shared;

static int NewVertex(SulSurface *surface, double from[3][3], const int weights[3],
                     const double turn[9]) {
  double sum[3] = {0}, unit[3] = {0}, point[3], square = 0;
  for (int k = 0; k < 3; k++) {
    for (int c = 0; c < 3; c++)
      sum[k] += weights[c] * from[c][k];
    square += sum[k] * sum[k];
  }
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      unit[i] += turn[3 * i + k] * sum[k] / sqrt(square);
  SulShapePoint(surface->shape, unit, point);
  return SulSurfaceAddVertex(surface, point, 0);
}

/* Index of the vertex with barycentric weights w (sum: frequency) of a face, made when it is new.
 */
static int VertexOf(SulSurface *surface, Shared *shared, const signed char face[3], const int w[3],
                    double corners[3][3], const double turn[9]) {
  int f = shared->frequency;
  for (int c = 0; c < 3; c++) {
    if (w[c] == f) {
      int *known = &shared->corner[(int)face[c]];
      if (*known < 0) *known = NewVertex(surface, corners, w, turn);
      return *known;
    }
  }
  for (int c = 0; c < 3; c++) {
    if (w[c] != 0) continue;
    int a = (c + 1) % 3, b = (c + 2) % 3;
    if (face[a] > face[b]) {
      int kept = a;
      a = b;
      b = kept;
    }
    int *first = &shared->edge[(int)face[a]][(int)face[b]];
    if (*first < 0) {
      *first = (int)surface->vertex_count;
      for (int i = 1; i < f; i++) {
        int weights[3] = {0};
        weights[a] = f - i;
        weights[b] = i;
        NewVertex(surface, corners, weights, turn);
      }
    }
    return *first + w[b] - 1;
  }
  return NewVertex(surface, corners, w, turn);
}

static void AddTriangle(SulSurface *surface, int a, int b, int c) {
  int *v = surface->vertex[surface->triangle_count++];
  v[0] = a;
  v[1] = b;
  v[2] = c;
}

static void CutFace(SulSurface *surface, Shared *shared, const signed char face[3],
                    const double turn[9], int *rows) {
  int f = shared->frequency;
  double corners[3][3];
  for (int c = 0; c < 3; c++)
    Corner(face[c], corners[c]);
  int *below = rows, *here = rows + f + 1;
  for (int i = 0; i <= f; i++) { /* row i has i+1 vertices, from the first corner downwards */
    for (int j = 0; j <= i; j++) {
      int w[3] = {f - i, i - j, j};
      here[j] = VertexOf(surface, shared, face, w, corners, turn);
    }
    for (int j = 0; j < i; j++) {
      AddTriangle(surface, below[j], here[j], here[j + 1]);
      if (j + 1 < i) AddTriangle(surface, below[j], here[j + 1], below[j + 1]);
    }
    int *swap = below;
    below = here;
    here = swap;
  }
}

void SulGeodesicMake(SulSurface *surface, int frequency, const double turn[9]) {
  size_t f = (size_t)frequency;
  surface->triangle_room = 20 * f * f;
  surface->vertex = SulAllocate(surface->triangle_room, sizeof *surface->vertex);
  surface->across = SulAllocate(surface->triangle_room, sizeof *surface->across);
  Shared shared = {.frequency = frequency};
  memset(shared.corner, 0xff, sizeof shared.corner);
  memset(shared.edge, 0xff, sizeof shared.edge);
  int *rows = SulAllocate(2 * (f + 1), sizeof *rows);
  for (int t = 0; t < 20; t++)
    CutFace(surface, &shared, faces[t], turn, rows);
  free(rows);
}
