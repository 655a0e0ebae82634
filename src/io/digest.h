/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests that are the same on any number of ranks: sums over entries, each mixed with its number
 * in the mesh file. They tell damage and mistaken identity, not forgery. Private to src/io. */
#ifndef SULFEM_DIGEST_H
#define SULFEM_DIGEST_H

#include <stdint.h>
#include <sulfem/mesh.h>

enum { SUL_DIGEST_SIZE = 17 }; /* hexadecimal, with the final '\0' */

/* Collective. Of coordinates, cells with their phases, and faces with their groups. */
PetscErrorCode SulDigestMesh(const SulMesh *mesh, char text[SUL_DIGEST_SIZE]);

/* Rows of numbers of this rank, and what each is called over all ranks. */
typedef struct {
  PetscInt count;
  int width;
  const PetscInt64 *number; /* [count] */
  const double *values;     /* [count][width] */
} SulDigestedRows;

/* Collective. Of all ranks' rows, with their name. */
PetscErrorCode SulDigestRows(MPI_Comm comm, const char *name, const SulDigestedRows *rows,
                             char text[SUL_DIGEST_SIZE]);

#endif
