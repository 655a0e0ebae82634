/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests that are the same on any number of ranks: sums over entries, each mixed with its number
 * in the mesh file. They tell damage and mistaken identity, not forgery. Private to src/io. */
#ifndef SULFEM_DIGEST_H
#define SULFEM_DIGEST_H

#include <stdint.h>
#include <sulfem/output.h>

enum { SUL_DIGEST_SIZE = 17 }; /* hexadecimal, with the final '\0' */

/* Collective. Of coordinates, cells with their phases, and faces with their groups. */
PetscErrorCode SulDigestMesh(const SulMesh *mesh, char text[SUL_DIGEST_SIZE]);

/* Collective. Of a checkpoint's vector: name, values in the mesh file's order, and what is said of
 * it. */
PetscErrorCode SulDigestVector(const SulMesh *mesh, const SulCheckpointVector *vector,
                               char text[SUL_DIGEST_SIZE]);

#endif
