/* SPDX-License-Identifier: BSD-2-Clause */
/* Faces of the mesh in which two phases meet, or one ends. Room-private. */
#ifndef SULFEM_LABEL_FACES_H
#define SULFEM_LABEL_FACES_H

#include <sulfem/analyse.h>

typedef struct {
  PetscInt cell; /* local number of one of its cells */
  int side;      /* of that cell: the face opposite vertex `side` */
  int label[2];  /* of SulGeometry: that cell's phase, then what is behind the face */
  bool mine;     /* this rank counts its area: each face is counted by one rank */
} SulLabelFace;

typedef struct {
  size_t count;
  SulLabelFace *faces;
} SulLabelFaces;

/* All such faces that have a vertex of which this rank owns the node: around an owned node nothing
 * is missing. Not collective. Free with SulLabelFacesFree. */
void SulLabelFacesFind(const SulMesh *mesh, const SulOutside *outside, SulLabelFaces *result);
void SulLabelFacesFree(SulLabelFaces *faces);

/* Copies the coordinates of nodes: x[count][3]. */
void SulGatherNodes(const SulMesh *mesh, const PetscInt *nodes, int count, double (*x)[3]);

#endif
