/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbering what some ranks name, in the order of the file, without gaps. */
#ifndef SULFEM_COMPACT_H
#define SULFEM_COMPACT_H

#include <petscsys.h>
#include <stdbool.h>

/* What a rank names, and what it is told; the arrays are the caller's. */
typedef struct {
  PetscInt count;
  const PetscInt64 *named; /* [count] of 0..total-1, each at most once on a rank */
  PetscInt64 *number;      /* [count] */
  bool *mine;              /* [count] */
} SulCompact;

/* Collective. Those that any rank names get the numbers 0..used-1, ascending; `mine` is true on
 * exactly one of the ranks that name the same. Memory: total/4 bytes over all ranks. */
PetscErrorCode SulCompactNumbers(MPI_Comm comm, PetscInt64 total, const SulCompact *entries,
                                 PetscInt64 *used);

#endif
