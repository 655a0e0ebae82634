/* SPDX-License-Identifier: BSD-2-Clause */
/* From a rank's own order to the order of the mesh file, and back.
 *
 * The file order is cut into one contiguous chunk a rank, the chunk into windows of at most
 * SUL_WINDOW entries. Values travel window by window, so the buffers stay small whatever the mesh:
 *
 *     owned values, any order  --Gather-->  window of the file order of this rank's chunk
 *                              <-Spread---
 */
#ifndef SULFEM_FILE_ORDER_H
#define SULFEM_FILE_ORDER_H

#include <petscsys.h>

enum { SUL_WINDOW = 1 << 18 };

typedef struct {
  MPI_Comm comm;
  int ranks;
  PetscInt64 total; /* entries over all ranks */
  PetscInt64 first; /* this rank's chunk: [first, first + count) of the file order */
  PetscInt64 count;
  PetscInt owned;
  int windows;             /* the same on all ranks; a window may be empty on some */
  PetscInt *send_from;     /* [owned] owned entries by window, then by destination */
  PetscInt *send_start;    /* [windows * ranks + 1] into send_from */
  int *receive_to;         /* [count] place within the window, by window, then by source */
  PetscInt *receive_start; /* [windows * ranks + 1] into receive_to */
} SulFileOrder;

/* Collective. `file`: [owned], numbers in 0..total-1, each on exactly one rank. */
PetscErrorCode SulFileOrderCreate(MPI_Comm comm, PetscInt64 total, PetscInt owned,
                                  const PetscInt64 *file, SulFileOrder *order);
PetscErrorCode SulFileOrderDestroy(SulFileOrder *order);

/* Entries of this rank's window, and where it begins in the file order. */
PetscInt SulFileOrderWindow(const SulFileOrder *order, int window, PetscInt64 *begin);

/* Collective. `values`: [owned] entries of `bytes` bytes; `chunk`: room for the window's entries.
 */
PetscErrorCode SulFileOrderGather(const SulFileOrder *order, int window, size_t bytes,
                                  const void *values, void *chunk);
PetscErrorCode SulFileOrderSpread(const SulFileOrder *order, int window, size_t bytes,
                                  const void *chunk, void *values);

#endif
