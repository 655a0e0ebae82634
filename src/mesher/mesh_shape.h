/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed surfaces a packed microstructure consists of: spheres and ellipsoids. Room-private.
 *
 * A shape is one copy of a particle (a periodic box that cuts shows up to eight), with its outer
 * surface and, where it is coated, the surface of the core. Lengths in the mesh's unit. */
#ifndef SULFEM_MESH_SHAPE_H
#define SULFEM_MESH_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/packing.h>

typedef struct SulShape {
  double centre[3];
  double semi_axes[3]; /* of the surface meant: outer, or the core's */
  double rotation[9];  /* row i: direction of semi-axis i */
  double largest, smallest;
  bool sphere;
  size_t particle; /* of SulPacking.particles */
} SulShape;

/* Outer surface (`core` false) or core of a particle, moved by `shift` (m). */
SulShape SulShapeOf(const SulPacking *packing, size_t particle, const double shift[3], bool core);

/* Point of the surface in the direction `unit` of the unit sphere the shape is the image of. */
void SulShapePoint(const SulShape *shape, const double unit[3], double point[3]);

/* The direction on the unit sphere whose image lies on the ray from the centre through `point`;
 * returns |.| before normalisation: below 1 inside, above 1 outside. */
double SulShapeDirection(const SulShape *shape, const double point[3], double unit[3]);

/* Moves `point` along that ray onto the surface. */
void SulShapeProject(const SulShape *shape, double point[3]);

/* The point where that ray meets the surface; returns the distance as below. */
double SulShapeFoot(const SulShape *shape, const double point[3], double foot[3]);

/* Distance to the surface, negative inside: exact for spheres, to first order for ellipsoids. */
double SulShapeDistance(const SulShape *shape, const double point[3]);

/* Faces of the box as a set: bit 2 * axis for the lower one, 2 * axis + 1 for the upper one. */
#define SUL_PLANE_BIT(face) (1u << (face))

/* Does the plane of a face cut the surface? */
bool SulShapeIsCut(const SulShape *shape, int face, const double edges[3]);

/* Moves `point` onto the surface and onto all faces in `planes` (none, one or two, which must cut
 * the surface), to a place near by. */
void SulShapeBind(const SulShape *shape, unsigned planes, const double edges[3], double point[3]);

#endif
