/* SPDX-License-Identifier: BSD-2-Clause */
/* Moves nodes of particles' surfaces outwards until straight triangles bound the right volume. */
#include "mesh_inflate.h"
#include "mesh_shape.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/vector.h>

/* A triangle where its shape is the unit sphere: solid angle seen from the centre (Van Oosterom and
 * Strackee, IEEE Trans. Biomed. Eng. 30, 125 (1983)), and in *factor what the distances of its
 * corners from the centre would have to grow by for the cone over it, det / 6, to have the volume
 * of the cone over the piece of the sphere, a third of the solid angle. */
static double Measure(const SulDraft *draft, const SulShape *shape, const int corners[3],
                      double *factor) {
  double unit[3][3], lengths = 1;
  for (int i = 0; i < 3; i++)
    lengths *= SulShapeDirection(shape, draft->nodes[corners[i]], unit[i]);
  double det = SulTriple(unit[0], unit[1], unit[2]);
  double angle = 2 * atan2(det, 1 + SulDot(unit[0], unit[1]) + SulDot(unit[1], unit[2]) +
                                    SulDot(unit[2], unit[0]));
  *factor = cbrt(2 * angle / (det * lengths));
  return angle;
}

/* Along the ray from the centre; a node on faces of the box to the same height above the surface,
 * within them. */
static void Move(const SulShape *shape, unsigned planes, const double edges[3], double factor,
                 double node[3]) {
  if (planes == 0) {
    for (int k = 0; k < 3; k++)
      node[k] = shape->centre[k] + factor * (node[k] - shape->centre[k]);
    return;
  }
  double unit[3], length = SulShapeDirection(shape, node, unit);
  SulShape grown = *shape;
  for (int k = 0; k < 3; k++)
    grown.semi_axes[k] *= factor * length;
  grown.largest *= factor * length;
  grown.smallest *= factor * length;
  SulShapeBind(&grown, planes, edges, node);
}

/* Sums over the triangles around each node: solid angles, and the factors weighted with them. */
static void Gather(const SulDraft *draft, double *weight, double *sum) {
  for (int n = 0; n < draft->node_count; n++)
    weight[n] = sum[n] = 0;
  for (int t = 0; t < draft->triangle_count; t++) {
    int s = draft->surfaces[draft->triangle_surface[t]].shape;
    if (s < 0) continue;
    double factor, angle = Measure(draft, &draft->shapes[s], draft->triangles[t], &factor);
    for (int i = 0; i < 3; i++) {
      weight[draft->triangles[t][i]] += angle;
      sum[draft->triangles[t][i]] += angle * factor;
    }
  }
}

void SulDraftInflate(SulDraft *draft, const unsigned char *planes, const double edges[3]) {
  enum { PASSES = 3 }; /* each leaves a few per cent of what was lacking */
  size_t count = (size_t)draft->node_count;
  double *weight = SulAllocate(count, sizeof *weight), *sum = SulAllocate(count, sizeof *sum);
  int *shape_of = SulDraftShapeOfNodes(draft);
  for (int pass = 0; pass < PASSES; pass++) {
    Gather(draft, weight, sum);
    for (int n = 0; n < draft->node_count; n++)
      if (weight[n] > 0)
        Move(&draft->shapes[shape_of[n]], planes[n], edges, sum[n] / weight[n], draft->nodes[n]);
  }
  free(weight);
  free(sum);
  free(shape_of);
}
