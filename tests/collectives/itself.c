/* SPDX-License-Identifier: BSD-2-Clause */
/* itself MISTAKE: three ranks that make a mistake with collective calls, or none; itself.py looks at what
 * the checker says of it. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

static int rank;

static void OtherCall(void) {
  int one = 1, sum;
  if (rank == 1)
    MPI_Bcast(&one, 1, MPI_INT, 0, MPI_COMM_WORLD);
  else
    MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void OtherRoot(void) {
  int one = 1;
  MPI_Bcast(&one, 1, MPI_INT, rank == 2, MPI_COMM_WORLD);
}

static void OtherCount(void) {
  int two[2] = {1, 1}, sum[2];
  MPI_Allreduce(two, sum, rank == 2 ? 1 : 2, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void OtherOperation(void) {
  int one = 1, sum;
  MPI_Allreduce(&one, &sum, 1, MPI_INT, rank == 0 ? MPI_MAX : MPI_SUM, MPI_COMM_WORLD);
}

/* The mistake of an owner of nothing: it never comes, and waits for a message instead. */
static void Absent(void) {
  int one = 1;
  if (rank == 1) MPI_Recv(&one, 1, MPI_INT, 0, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Barrier(MPI_COMM_WORLD);
}

/* Two communicators in another order. */
static void Crossed(void) {
  MPI_Comm copy;
  MPI_Comm_dup(MPI_COMM_WORLD, &copy);
  MPI_Barrier(rank == 1 ? copy : MPI_COMM_WORLD);
  MPI_Barrier(rank == 1 ? MPI_COMM_WORLD : copy);
  MPI_Comm_free(&copy);
}

static void AtOnce(void) {
  MPI_Request request;
  int one = 1, sum;
  if (rank == 1)
    MPI_Iallreduce(&one, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD, &request);
  else
    MPI_Ibarrier(MPI_COMM_WORLD, &request);
  MPI_Barrier(MPI_COMM_WORLD);
}

static void Leaves(void) {
  if (rank != 2) MPI_Barrier(MPI_COMM_WORLD);
}

/* Nothing is wrong: parts of the world, a consensus of calls that return at once, other counts. */
static void Sound(void) {
  MPI_Comm part;
  MPI_Request request;
  int mine = rank, all[3], counts[3] = {1, 1, 1}, places[3] = {0, 1, 2};
  MPI_Comm_split(MPI_COMM_WORLD, rank > 0, rank, &part);
  if (rank > 0) MPI_Barrier(part);
  MPI_Comm_free(&part);
  if (rank == 0) MPI_Ssend(&mine, 1, MPI_INT, 1, 5, MPI_COMM_WORLD);
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  if (rank == 1) MPI_Recv(&mine, 1, MPI_INT, 0, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
  MPI_Gatherv(&rank, 1, MPI_INT, all, counts, places, MPI_INT, 0, MPI_COMM_WORLD);
  MPI_Allgather(&rank, 1, MPI_INT, all, 1, MPI_INT, MPI_COMM_WORLD);
}

static const struct {
  const char *name;
  void (*make)(void);
} mistakes[] = {{"other-call", OtherCall},
                {"other-root", OtherRoot},
                {"other-count", OtherCount},
                {"other-operation", OtherOperation},
                {"absent", Absent},
                {"crossed", Crossed},
                {"at-once", AtOnce},
                {"leaves", Leaves},
                {"sound", Sound}};

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (size_t m = 0; m < sizeof mistakes / sizeof mistakes[0]; m++)
    if (argc == 2 && strcmp(argv[1], mistakes[m].name) == 0) mistakes[m].make();
  MPI_Finalize();
  return 0;
}
