/* SPDX-License-Identifier: BSD-2-Clause */
/* The element size wanted at every point of a packed microstructure. Room-private.
 *
 *     h(x) = min( size_far, min over surfaces s of  H_s(foot of x on s) + growth |distance to s| )
 *
 * with H_s the size on a surface: size_at_particles, no more than half of the radius of curvature,
 * and so small that `gap_elements` edges fit between it and the next surface or face of the box. H
 * opens like a cone around the narrowest spot of each gap, so that h changes by no more than about
 * `growth` a unit of length. Inside a shape h grows at half that rate and stays below half of the
 * smallest half axis, less towards the centre. */
#ifndef SULFEM_MESH_SIZE_H
#define SULFEM_MESH_SIZE_H

#include "mesh_shape.h"

typedef struct SulSizeField SulSizeField;

/* `shapes` (outer surfaces, and cores whose coating is meshed like any volume) must outlive the
 * field. Lengths in the mesh's unit. Free with SulSizeFieldFree. */
SulSizeField *SulSizeFieldCreate(const SulPacking *packing, const SulShape *shapes, size_t count);
void SulSizeFieldFree(SulSizeField *field);

/* Safe to call from several threads. */
double SulSizeAt(const SulSizeField *field, const double x[3]);

/* Largest size wanted on the surface of shape s. */
double SulSizeOnShape(const SulSizeField *field, size_t s);

/* The two shapes nearest to x and the distance of their surfaces; `second` is the count of shapes
 * where there is but one. */
double SulSizeNearest(const SulSizeField *field, const double x[3], size_t *first, size_t *second);

/* A gap between two outer surfaces that is narrower than the elements beside it would be. */
typedef struct {
  size_t first, second; /* shapes, first < second */
  double ends[2][3];    /* its narrowest spot (exact for spheres), on the surface of each */
  double width;
} SulGap;

/* Those between the first `outer_count` shapes (the outer surfaces), each pair once, narrowest
 * first; to be freed. Writes their count: 0 where no gap_elements are wanted. */
SulGap *SulSizeGaps(const SulSizeField *field, size_t outer_count, size_t *count);

#endif
