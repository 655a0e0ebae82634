/* SPDX-License-Identifier: BSD-2-Clause */
/* A tetrahedral mesh in the making, in flat arrays, in the mesh's length unit.
 *
 * Surfaces are what the volumes meet in: pieces of the box's faces and particle surfaces. Volumes
 * are the matrix and one for every core and every coating. Both keep a number of their own in the
 * file (Gmsh's elementary entities), so that a particle can be told from its neighbours of the same
 * phase. */
#ifndef SULFEM_MESH_DRAFT_H
#define SULFEM_MESH_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sulfem/packing.h>

typedef struct SulShape SulShape; /* private to the mesher */

enum { SUL_NO_VOLUME = -1 };

typedef struct {
  int face;    /* 0..5: xmin xmax ymin ymax zmin zmax; -1: on a shape */
  int shape;   /* of SulDraft.shapes; -1: on a face */
  int inside;  /* volume within the shape (behind the face); SUL_NO_VOLUME: void */
  int outside; /* volume around the shape; SUL_NO_VOLUME on a face */
  int phase;   /* void surfaces: the phase that is not meshed, names the group; else -1 */
} SulDraftSurface;

typedef struct {
  int phase;
  long particle; /* of SulPacking.particles; -1: matrix */
  bool layered;  /* a coating, filled with layers of our own and not by the mesher */
} SulDraftVolume;

typedef struct {
  size_t shape_count, shape_room;
  size_t outer_count; /* the first shapes are outer surfaces, the others cores */
  SulShape *shapes;
  int surface_count;
  size_t surface_room;
  SulDraftSurface *surfaces;
  int volume_count;
  SulDraftVolume *volumes; /* 0: the matrix */

  int node_count;
  size_t node_room;
  double (*nodes)[3];
  int triangle_count;
  size_t triangle_room;
  int (*triangles)[3];        /* normals out of `inside` */
  int (*triangle_middles)[3]; /* order 2: nodes of edges 01 12 20; NULL at order 1 */
  int *triangle_surface;
  int tet_count;
  size_t tet_room;
  int (*tets)[4];        /* positive volume */
  int (*tet_middles)[6]; /* order 2: nodes of edges 01 12 02 03 13 23; NULL at order 1 */
  int *tet_volume;
} SulDraft;

/* Grow the arrays to hold `count` more; the program stops where memory ends. */
void SulDraftReserveNodes(SulDraft *draft, int count);
void SulDraftReserveTriangles(SulDraft *draft, int count);
void SulDraftReserveTets(SulDraft *draft, int count);
/* Appends a surface; returns its index. */
int SulDraftAddSurface(SulDraft *draft, const SulDraftSurface *surface);

/* The shape on which a node lies, -1 for nodes within volumes and on faces of the box (rims too):
 * [node_count], to be freed with free(). */
int *SulDraftShapeOfNodes(const SulDraft *draft);

void SulDraftFree(SulDraft *draft);

/* Vertices of the edges of a tetrahedron in the order of tet_middles. */
extern const int SulTetEdges[6][2];

/* Gamma of the worst element, which is returned, and the mean. */
int SulDraftQuality(const SulDraft *draft, double *least, double *mean);

/* Volume of each of `phase_count` phases. */
void SulDraftVolumes(const SulDraft *draft, int phase_count, double *volume);

/* Writes it as Gmsh MSH 4.1, binary: nodes sorted by entity, the triangles of the physical groups
 * (faces of the box and walls of voids) and all tetrahedra, groups named after the phases, xmin ..
 * zmax and the voids. Written as PATH.partial, then renamed. */
void SulDraftWrite(const SulDraft *draft, const SulPacking *packing, const char *path,
                   SulError *error);

#endif
