/* SPDX-License-Identifier: BSD-2-Clause */
/* The faces of the box, divided into regions by the rims of the particles they cut. Room-private.
 *
 * Lines run between nodes of the draft: pieces of the box's twelve edges, which the mesher divides
 * as it likes, and rim edges, which stay whole. A region is bounded by closed loops of lines, the
 * outer one first, and belongs to one volume (or to a void).
 *
 *     +-----.------+
 *     |     |  C   |   a face with three regions: A between its edges, the rim of B and the rim of
 *     |  A   '-.---+   C; B with one loop; C with two rim pieces and two pieces of edges
 *     |    ,-.     |
 *     |   ( B )    |
 *     +----'-'-----+                                                                           */
#ifndef SULFEM_MESH_FRAME_H
#define SULFEM_MESH_FRAME_H

#include <sulfem/mesh_draft.h>

typedef struct {
  int from, to; /* nodes */
  bool rim;
} SulFrameLine;

typedef struct {
  int face;
  int volume;                 /* SUL_NO_VOLUME: a void */
  int first_loop, loop_count; /* of SulFrame.loop_first; the outer one first */
} SulFrameRegion;

typedef struct {
  int line_count;
  size_t line_room;
  SulFrameLine *lines;
  int region_count;
  size_t region_room;
  SulFrameRegion *regions;
  int loop_count;
  size_t loop_room;
  int *loop_first; /* [loop_count + 1] into loop_lines */
  int step_count;
  size_t step_room;
  int *loop_lines; /* line + 1, negative where it is walked from `to` to `from` */
} SulFrame;

/* A rim edge: `left` is the volume on its left seen from within the box, `right` on the other. */
typedef struct {
  int face, from, to, left, right;
} SulRim;

/* What the faces of the box need to know of the surfaces they cut. */
typedef struct {
  unsigned char *planes; /* [nodes of the particles]: the faces each lies on */
  SulRim *rims;
  int rim_count;
} SulRims;

/* Adds the box's corners to the draft's nodes, and makes the frame from them and from the rims of
 * all nodes before them. SUL_INTERNAL when lines do not close. Free with SulFrameFree. */
void SulFrameMake(SulFrame *frame, SulDraft *draft, const double edges[3], const SulRims *rims,
                  SulError *error);
void SulFrameFree(SulFrame *frame);

#endif
