/* SPDX-License-Identifier: BSD-2-Clause */
/* What the wrappers of MPI's functions (wrappers.c) tell the checker (checker.c) of a call. */
#ifndef SULFEM_COLLECTIVES_CHECKER_H
#define SULFEM_COLLECTIVES_CHECKER_H

#include <mpi.h>

/* What all ranks of a communicator must agree on; NONE where it is a rank's own. */
enum { COLLECTIVE_NONE = -1 };
typedef struct {
  const char *name; /* "MPI_Bcast" */
  int root;
  long long bytes; /* of the signature, where it is the same on all ranks */
  int op;          /* of CollectiveOp */
} Collective;

/* Waits until every rank of the communicator is at a collective call, and ends the run, told, where
 * they are not at the same one; or where they have not come in SULFEM_COLLECTIVES_PATIENCE seconds (60). */
void CollectiveCheck(MPI_Comm comm, Collective call);

/* The same without waiting, for calls that return before the others have come. */
void CollectiveNote(MPI_Comm comm, Collective call);

/* Of a communicator that has just been made: all of its ranks are at hand. */
void CollectiveAdopt(MPI_Comm comm);

/* Bytes of a signature; a predefined operation's number, or one for all others. */
long long CollectiveBytes(long long count, MPI_Datatype type);
int CollectiveOp(MPI_Op op);

/* Around MPI_Init and MPI_Finalize. */
void CollectiveBegin(void);
void CollectiveEnd(void);

#endif
