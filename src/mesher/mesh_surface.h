/* SPDX-License-Identifier: BSD-2-Clause */
/* Triangulation of one closed (later: clipped) surface to a size field, by our own hand.
 * Room-private.
 *
 * A geodesic icosahedron, turned at random, is refined by splitting edges that are longer than the
 * size field wants, kept Delaunay by edge flips (the sum of the two angles opposite an edge stays
 * below pi) and smoothed along the surface. All vertices lie on the shape. */
#ifndef SULFEM_MESH_SURFACE_H
#define SULFEM_MESH_SURFACE_H

#include "mesh_size.h"
#include <stdint.h>

typedef struct {
  const SulShape *shape;
  double scale; /* on the sizes of the field */
  size_t vertex_count, vertex_room;
  double (*position)[3];
  unsigned char *planes; /* bit 2*axis + (1 for the upper face): the vertex is bound to that face */
  size_t triangle_count, triangle_room;
  int (*vertex)[3]; /* counter-clockwise seen from outside */
  int (*across)[3]; /* triangle behind the edge opposite to vertex i; -1: border */
} SulSurface;

/* Cuts off what sticks out of the box [0, edges]: the surface then ends in rims on the faces, whose
 * vertices are bound to them. False when it did not come out sound (too coarse for the cut). */
bool SulSurfaceClip(SulSurface *surface, const SulSizeField *field, const double edges[3]);

/* Merges edges much shorter than wanted where that does no harm; then some triangles are gone. */
void SulSurfaceCollapse(SulSurface *surface, const SulSizeField *field);

/* Whether every triangle faces outwards where it stands: at the tip or rim of a long or flat
 * ellipsoid one may stand across the shape, and the surface then runs through itself. */
bool SulSurfaceIsSmooth(const SulSurface *surface);

/* `shape` and `field` only need to live as long as the call; `size` is the largest size wanted on
 * the shape, `scale` a factor on all sizes, `turn` chooses the orientation. Free with
 * SulSurfaceFree. */
void SulSurfaceMake(SulSurface *surface, const SulShape *shape, const SulSizeField *field,
                    double size, double scale, uint64_t turn);
void SulSurfaceFree(SulSurface *surface);

/* ---- parts, shared by mesh_surface.c and mesh_geodesic.c */

/* Vertices and triangles (no adjacency) of an icosahedron whose edges are cut into `frequency`. */
void SulGeodesicMake(SulSurface *surface, int frequency, const double turn[9]);

/* Fills `across` from `vertex`. */
void SulSurfaceConnect(SulSurface *surface);

/* A new vertex; returns its index. */
int SulSurfaceAddVertex(SulSurface *surface, const double position[3], unsigned char planes);

/* The size wanted at a point, times the surface's scale. */
double SulSurfaceSize(const SulSurface *surface, const SulSizeField *field, const double x[3]);

/* The corner of triangle t whose opposite edge has triangle `back` behind it. */
int SulSurfaceCornerAcross(const SulSurface *surface, int t, int back);

/* Twice the area vector of a triangle given by three vertices. */
void SulSurfaceNormal(const SulSurface *surface, int a, int b, int c, double normal[3]);

/* 4 sqrt(3) area over the sum of the squared edges: 1 for the equilateral triangle; negative where
 * the triangle shows its back. */
double SulSurfaceQuality(const SulSurface *surface, int a, int b, int c);

/* Splits the edge opposite to vertex `i` of triangle `t` at the vertex `middle`. */
void SulSurfaceSplit(SulSurface *surface, int t, int i, int middle);

/* Flips edges until all are Delaunay. */
void SulSurfaceFlip(SulSurface *surface);

/* One sweep of smoothing of the vertices that are bound to no face, then flips. */
void SulSurfaceSmooth(SulSurface *surface, const SulSizeField *field);

/* Moves the vertices bound to one face along their rims, towards the middles of their neighbours.
 */
void SulSurfaceSmoothRims(SulSurface *surface, const double edges[3]);

#endif
