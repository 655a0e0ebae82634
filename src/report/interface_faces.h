/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the faces between phases. Private to src/report. */
#ifndef SULFEM_INTERFACE_FACES_H
#define SULFEM_INTERFACE_FACES_H

#include <sulfem/interface.h>

/* A face whose two cells are of different phases. */
typedef struct {
  PetscInt cell[2]; /* local; the first is of the phase with the lower number */
  unsigned char side[2];
} SulPhaseFace;

/* All faces with a vertex of this rank's own (which then holds both cells); free() them. The first
 * `owned` are those whose vertex of lowest global number is its own: each face of the mesh is owned
 * by one rank. */
SulPhaseFace *SulPhaseFacesFind(const SulMesh *mesh, PetscInt *owned, PetscInt *local);

#endif
