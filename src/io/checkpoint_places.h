/* SPDX-License-Identifier: BSD-2-Clause */
/* Where arrays stand in a checkpoint, and what is needed to bring them there and back. Private to
 * src/io. */
#ifndef SULFEM_CHECKPOINT_PLACES_H
#define SULFEM_CHECKPOINT_PLACES_H

#include "digest.h"
#include "file_order.h"
#include <sulfem/checkpoint.h>
#include <sulfem/text.h>

enum { SUL_CHECKPOINT_VERSION = 5 };

typedef struct {
  const SulArray *array;
  char group[SUL_NAME_SIZE + 16];     /* of the file: "/nodes", "/points/BLOCK", "/once" */
  char place[2 * SUL_NAME_SIZE + 16]; /* group/name */
  PetscInt64 length;                  /* rows over all ranks; 1 where the array stands once */
  int width;                          /* numbers in a row */
  PetscInt owned;                     /* rows of this rank */
  const PetscInt64 *file;             /* [owned], what a row is in the mesh file */
  SulFileOrder order;                 /* not of what stands once */
  char checksum[SUL_DIGEST_SIZE];
} SulCheckpointPlace;

/* Collective. `places`: [arrays.count], destroyed and freed by SulCheckpointPlacesDestroy. */
PetscErrorCode SulCheckpointPlacesCreate(const SulMesh *mesh, SulArrays arrays,
                                         SulCheckpointPlace **places);
PetscErrorCode SulCheckpointPlacesDestroy(int count, SulCheckpointPlace **places);

/* Collective. Of the values as they are now, with what they are called. */
PetscErrorCode SulCheckpointDigest(MPI_Comm comm, const SulCheckpointPlace *place,
                                   char checksum[SUL_DIGEST_SIZE]);

#endif
