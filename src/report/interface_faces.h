/* Finding the faces between phases. Private to src/report. */
#ifndef SULFEM_INTERFACE_FACES_H
#define SULFEM_INTERFACE_FACES_H

#include <sulfem/interface.h>

/* A face whose two cells are of different phases. */
typedef struct {
  PetscInt cell[2]; /* local; the first is of the phase with the lower number */
  unsigned char side[2];
} SulPhaseFace;

/* The faces of this rank, free() them: those whose vertex of lowest global number is its own, so
 * that each face of the mesh is on one rank, and that rank holds both cells. */
SulPhaseFace *SulPhaseFacesFind(const SulMesh *mesh, PetscInt *count);

#endif
