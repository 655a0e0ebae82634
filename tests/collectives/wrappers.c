/* SPDX-License-Identifier: BSD-2-Clause */
/* MPI's collective calls, checked before they are made. */
#include "checker.h"
#include <stddef.h>

enum { NONE = COLLECTIVE_NONE };

#define CHECK(comm, ...) CollectiveCheck(comm, (Collective){__func__, __VA_ARGS__})
#define NOTE(comm, ...) CollectiveNote(comm, (Collective){__func__, __VA_ARGS__})

static long long Sum(MPI_Comm comm, const int *counts, MPI_Datatype type) {
  long long sum = 0;
  int size;
  PMPI_Comm_size(comm, &size);
  for (int r = 0; r < size; r++)
    sum += counts[r];
  return CollectiveBytes(sum, type);
}

static int AmRoot(MPI_Comm comm, int root) {
  int rank;
  PMPI_Comm_rank(comm, &rank);
  return rank == root;
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

int MPI_Init(int *argc, char ***argv) {
  int status = PMPI_Init(argc, argv);
  CollectiveBegin();
  return status;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
  int status = PMPI_Init_thread(argc, argv, required, provided);
  CollectiveBegin();
  return status;
}

int MPI_Finalize(void) {
  CollectiveEnd();
  return PMPI_Finalize();
}

/* ---- All to all ------------------------------------------------------------------------------ */

int MPI_Barrier(MPI_Comm comm) {
  CHECK(comm, NONE, NONE, NONE);
  return PMPI_Barrier(comm);
}

int MPI_Allreduce(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op,
                  MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Allreduce(from, to, count, type, op, comm);
}

int MPI_Scan(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Scan(from, to, count, type, op, comm);
}

int MPI_Exscan(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Exscan(from, to, count, type, op, comm);
}

int MPI_Reduce_scatter(const void *from, void *to, const int counts[], MPI_Datatype type, MPI_Op op,
                       MPI_Comm comm) {
  CHECK(comm, NONE, Sum(comm, counts, type), CollectiveOp(op));
  return PMPI_Reduce_scatter(from, to, counts, type, op, comm);
}

int MPI_Reduce_scatter_block(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op,
                             MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Reduce_scatter_block(from, to, count, type, op, comm);
}

int MPI_Allgather(const void *from, int sent, MPI_Datatype send_type, void *to, int count,
                  MPI_Datatype type, MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), NONE);
  return PMPI_Allgather(from, sent, send_type, to, count, type, comm);
}

int MPI_Allgatherv(const void *from, int sent, MPI_Datatype send_type, void *to, const int counts[],
                   const int places[], MPI_Datatype type, MPI_Comm comm) {
  CHECK(comm, NONE, Sum(comm, counts, type), NONE);
  return PMPI_Allgatherv(from, sent, send_type, to, counts, places, type, comm);
}

int MPI_Alltoall(const void *from, int sent, MPI_Datatype send_type, void *to, int count,
                 MPI_Datatype type, MPI_Comm comm) {
  CHECK(comm, NONE, CollectiveBytes(count, type), NONE);
  return PMPI_Alltoall(from, sent, send_type, to, count, type, comm);
}

int MPI_Alltoallv(const void *from, const int sent[], const int from_places[],
                  MPI_Datatype send_type, void *to, const int counts[], const int places[],
                  MPI_Datatype type, MPI_Comm comm) {
  CHECK(comm, NONE, NONE, NONE);
  return PMPI_Alltoallv(from, sent, from_places, send_type, to, counts, places, type, comm);
}

int MPI_Alltoallw(const void *from, const int sent[], const int from_places[],
                  const MPI_Datatype send_types[], void *to, const int counts[], const int places[],
                  const MPI_Datatype types[], MPI_Comm comm) {
  CHECK(comm, NONE, NONE, NONE);
  return PMPI_Alltoallw(from, sent, from_places, send_types, to, counts, places, types, comm);
}

/* ---- With a root ----------------------------------------------------------------------------- */

int MPI_Bcast(void *values, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  CHECK(comm, root, CollectiveBytes(count, type), NONE);
  return PMPI_Bcast(values, count, type, root, comm);
}

int MPI_Reduce(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op, int root,
               MPI_Comm comm) {
  CHECK(comm, root, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Reduce(from, to, count, type, op, root, comm);
}

int MPI_Gather(const void *from, int sent, MPI_Datatype send_type, void *to, int count,
               MPI_Datatype type, int root, MPI_Comm comm) {
  int receives = AmRoot(comm, root);
  CHECK(comm, root, receives ? CollectiveBytes(count, type) : CollectiveBytes(sent, send_type),
        NONE);
  return PMPI_Gather(from, sent, send_type, to, count, type, root, comm);
}

int MPI_Gatherv(const void *from, int sent, MPI_Datatype send_type, void *to, const int counts[],
                const int places[], MPI_Datatype type, int root, MPI_Comm comm) {
  CHECK(comm, root, NONE, NONE);
  return PMPI_Gatherv(from, sent, send_type, to, counts, places, type, root, comm);
}

int MPI_Scatter(const void *from, int sent, MPI_Datatype send_type, void *to, int count,
                MPI_Datatype type, int root, MPI_Comm comm) {
  int sends = AmRoot(comm, root);
  CHECK(comm, root, sends ? CollectiveBytes(sent, send_type) : CollectiveBytes(count, type), NONE);
  return PMPI_Scatter(from, sent, send_type, to, count, type, root, comm);
}

int MPI_Scatterv(const void *from, const int sent[], const int places[], MPI_Datatype send_type,
                 void *to, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  CHECK(comm, root, NONE, NONE);
  return PMPI_Scatterv(from, sent, places, send_type, to, count, type, root, comm);
}

/* ---- That return at once --------------------------------------------------------------------- */

int MPI_Ibarrier(MPI_Comm comm, MPI_Request *request) {
  NOTE(comm, NONE, NONE, NONE);
  return PMPI_Ibarrier(comm, request);
}

int MPI_Iallreduce(const void *from, void *to, int count, MPI_Datatype type, MPI_Op op,
                   MPI_Comm comm, MPI_Request *request) {
  NOTE(comm, NONE, CollectiveBytes(count, type), CollectiveOp(op));
  return PMPI_Iallreduce(from, to, count, type, op, comm, request);
}

int MPI_Ibcast(void *values, int count, MPI_Datatype type, int root, MPI_Comm comm,
               MPI_Request *request) {
  NOTE(comm, root, CollectiveBytes(count, type), NONE);
  return PMPI_Ibcast(values, count, type, root, comm, request);
}

/* ---- Communicators --------------------------------------------------------------------------- */

static int Adopted(int status, const MPI_Comm *made) {
  if (status == MPI_SUCCESS) CollectiveAdopt(*made);
  return status;
}

int MPI_Comm_dup(MPI_Comm comm, MPI_Comm *copy) {
  CHECK(comm, NONE, NONE, NONE);
  return Adopted(PMPI_Comm_dup(comm, copy), copy);
}

int MPI_Comm_create(MPI_Comm comm, MPI_Group group, MPI_Comm *made) {
  CHECK(comm, NONE, NONE, NONE);
  return Adopted(PMPI_Comm_create(comm, group, made), made);
}

int MPI_Comm_split(MPI_Comm comm, int colour, int key, MPI_Comm *part) {
  CHECK(comm, NONE, NONE, NONE);
  return Adopted(PMPI_Comm_split(comm, colour, key, part), part);
}

int MPI_Comm_split_type(MPI_Comm comm, int type, int key, MPI_Info info, MPI_Comm *part) {
  CHECK(comm, NONE, NONE, NONE);
  return Adopted(PMPI_Comm_split_type(comm, type, key, info, part), part);
}

int MPI_Comm_free(MPI_Comm *comm) {
  CHECK(*comm, NONE, NONE, NONE);
  return PMPI_Comm_free(comm);
}

/* ---- Files: opened together ------------------------------------------------------------------ */

int MPI_File_open(MPI_Comm comm, const char *path, int mode, MPI_Info info, MPI_File *file) {
  CHECK(comm, NONE, NONE, NONE);
  return PMPI_File_open(comm, path, mode, info, file);
}
