/* SPDX-License-Identifier: BSD-2-Clause */
/* Smooth tetrahedral meshes of labelled space, made by CGAL's Mesh_3. Room-private.
 *
 * What stands behind it is one unit of C++ (cgal_image.cpp), which is built where CGAL is found;
 * else SulCgalMesh says that it is missing. CGAL's Mesh_3 is under the GPL. */
#ifndef SULFEM_CGAL_IMAGE_H
#define SULFEM_CGAL_IMAGE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is meshed: the box [0, box] in which `label` tells the region of a point, from 1; points
 * outside the box are 0. Called from one thread. Lengths in any one unit. */
typedef struct {
  int (*label)(const double point[3], const void *data);
  const void *data;

  /* Told of every step and the place it is taken at; false: that is enough, the mesher gives up.
   * Asking for a label is one step, following a line counts as many. */
  bool (*spend)(const double point[3], int steps, void *work);
  void *work;

  const bool *meshed; /* [largest label + 1]; [0] is false */
  double box[3];

  /* Lines that stay sharp, in faces of the box: [line_count + 1] into points. The first and the
   * last point of a line are corners, which differ; no two lines share both. Lines meet in corners
   * only. */
  int line_count;
  const int *first;
  const double (*points)[3];

  double size;         /* of circumscribed balls of tetrahedra (radius), */
  double facet_size;   /* of triangles on interfaces (radius of the ball around them), */
  double edge_size;    /* of edges on the lines */
  double distance;     /* of a triangle from the interface */
  double facet_angle;  /* degrees, smallest in triangles */
  double sliver_angle; /* degrees, dihedral angle that sliver removal tries to reach */
  double precision;    /* to which points lie on interfaces */
} SulCgalTask;

/* The caller frees the arrays with free(). */
typedef struct {
  int node_count, tet_count, facet_count;
  double (*nodes)[3];
  int (*tets)[4]; /* positive volume */
  int *tet_label;
  int (*neighbours)[4]; /* opposite each corner; -1: none */
  int (*facets)[3];     /* where what is meshed ends; normals outwards */
  int *facet_tet;       /* behind it */
  int *facet_label;     /* of what lies in front of it: not meshed, or 0 outside the box */
  int flat;             /* tetrahedra left out, their corners all in one face of the box */
  double time_refine, time_optimise; /* s */
} SulCgalMesh;

/* Whether this program can. */
bool SulCgalIsThere(void);

/* Meshes, in the same way every time: one thread, a fixed seed, no time limits. Facets that look
 * out of the box are flat in its faces. False when CGAL gave up: `why` then says why. */
bool SulCgalMeshMake(const SulCgalTask *task, SulCgalMesh *mesh, char *why, int why_size);

#ifdef __cplusplus
}
#endif

#endif
