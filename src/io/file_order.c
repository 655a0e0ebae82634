/* SPDX-License-Identifier: BSD-2-Clause */
/* Carries values from a rank's own order to that of the mesh file, and back. */
#include "file_order.h"
#include <string.h>
#include <sulfem/text.h>

/* Entries a rank, the last ranks may have fewer: rank r has [r * block, (r + 1) * block). */
static PetscInt64 Block(PetscInt64 total, int ranks) {
  return (total + ranks - 1) / ranks;
}

PetscInt SulFileOrderWindow(const SulFileOrder *order, int window, PetscInt64 *begin) {
  PetscInt64 offset = (PetscInt64)window * SUL_WINDOW;
  PetscInt64 left = order->count - offset;
  *begin = order->first + (left > 0 ? offset : order->count);
  return (PetscInt)(left <= 0 ? 0 : left < SUL_WINDOW ? left : SUL_WINDOW);
}

/* Counting sort of the owned entries by (window, destination). */
static void SortOwned(SulFileOrder *order, const PetscInt64 *file, PetscInt64 block) {
  size_t bins = (size_t)order->windows * (size_t)order->ranks;
  PetscInt *start = SulAllocate(bins + 1, sizeof *start);
  PetscInt *cursor = SulAllocate(bins + 1, sizeof *cursor);
  for (int pass = 0; pass < 2; pass++) {
    for (PetscInt i = 0; i < order->owned; i++) {
      PetscInt64 rank = file[i] / block, window = (file[i] - rank * block) / SUL_WINDOW;
      size_t bin = (size_t)(window * order->ranks + rank);
      if (pass == 0)
        start[bin + 1]++;
      else
        order->send_from[cursor[bin]++] = i;
    }
    if (pass == 1) break;
    for (size_t b = 0; b < bins; b++)
      start[b + 1] += start[b];
    memcpy(cursor, start, (bins + 1) * sizeof *start);
  }
  free(cursor);
  order->send_start = start;
}

/* What MPI wants of one window: counts and places relative to the window's own buffer. */
static void Counts(int ranks, const PetscInt *start, int *counts, int *places) {
  for (int r = 0; r < ranks; r++) {
    counts[r] = (int)(start[r + 1] - start[r]);
    places[r] = (int)(start[r] - start[0]);
  }
}

/* Tells every destination where in its window the entries go that it will get from here. */
static PetscErrorCode SharePlaces(SulFileOrder *order, const PetscInt64 *file, PetscInt64 block) {
  int ranks = order->ranks;
  int *counts = SulAllocate(4 * (size_t)ranks, sizeof *counts);
  int *places = counts + ranks, *in_counts = counts + 2 * ranks, *in_places = counts + 3 * ranks;

  PetscFunctionBegin;
  order->receive_start = SulAllocate((size_t)order->windows * ranks + 1, sizeof(PetscInt));
  for (int w = 0; w < order->windows; w++) {
    const PetscInt *start = order->send_start + (size_t)w * ranks;
    PetscInt *in_start = order->receive_start + (size_t)w * ranks;
    Counts(ranks, start, counts, places);
    PetscCallMPI(MPI_Alltoall(counts, 1, MPI_INT, in_counts, 1, MPI_INT, order->comm));
    for (int r = 0; r < ranks; r++)
      in_start[r + 1] = in_start[r] + in_counts[r];
    Counts(ranks, in_start, in_counts, in_places);
    int *targets = SulAllocate((size_t)(start[ranks] - start[0]), sizeof *targets);
    for (PetscInt i = start[0]; i < start[ranks]; i++)
      targets[i - start[0]] = (int)(file[order->send_from[i]] % block % SUL_WINDOW);
    PetscCallMPI(MPI_Alltoallv(targets, counts, places, MPI_INT, order->receive_to + in_start[0],
                               in_counts, in_places, MPI_INT, order->comm));
    free(targets);
  }
  free(counts);
  PetscFunctionReturn(0);
}

PetscErrorCode SulFileOrderCreate(MPI_Comm comm, PetscInt64 total, PetscInt owned,
                                  const PetscInt64 *file, SulFileOrder *order) {
  int rank;

  PetscFunctionBegin;
  memset(order, 0, sizeof *order);
  order->comm = comm;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &order->ranks));
  PetscInt64 block = Block(total, order->ranks);
  order->total = total;
  order->owned = owned;
  order->first = PetscMin(total, rank * block);
  order->count = PetscMin(total, (rank + 1) * block) - order->first;
  order->windows = (int)((block + SUL_WINDOW - 1) / SUL_WINDOW);
  order->send_from = SulAllocate((size_t)owned, sizeof *order->send_from);
  order->receive_to = SulAllocate((size_t)order->count, sizeof *order->receive_to);
  SortOwned(order, file, block);
  PetscCall(SharePlaces(order, file, block));
  PetscInt64 received = order->receive_start[(size_t)order->windows * order->ranks];
  PetscCheck(received == order->count, PETSC_COMM_SELF, PETSC_ERR_PLIB,
             "file numbers are no permutation: %lld entries for a chunk of %lld",
             (long long)received, (long long)order->count);
  PetscFunctionReturn(0);
}

PetscErrorCode SulFileOrderDestroy(SulFileOrder *order) {
  PetscFunctionBegin;
  free(order->send_from);
  free(order->send_start);
  free(order->receive_to);
  free(order->receive_start);
  memset(order, 0, sizeof *order);
  PetscFunctionReturn(0);
}

/* One exchange of a window, in either direction: packed buffers out and in. */
static PetscErrorCode Exchange(const SulFileOrder *order, int window, size_t bytes, bool spread,
                               const void *out, void *in) {
  int ranks = order->ranks;
  int *counts = SulAllocate(4 * (size_t)ranks, sizeof *counts);
  int *places = counts + ranks, *in_counts = counts + 2 * ranks, *in_places = counts + 3 * ranks;
  MPI_Datatype entry;

  PetscFunctionBegin;
  Counts(ranks, order->send_start + (size_t)window * ranks, counts, places);
  Counts(ranks, order->receive_start + (size_t)window * ranks, in_counts, in_places);
  PetscCallMPI(MPI_Type_contiguous((int)bytes, MPI_BYTE, &entry));
  PetscCallMPI(MPI_Type_commit(&entry));
  if (spread)
    PetscCallMPI(
        MPI_Alltoallv(out, in_counts, in_places, entry, in, counts, places, entry, order->comm));
  else
    PetscCallMPI(
        MPI_Alltoallv(out, counts, places, entry, in, in_counts, in_places, entry, order->comm));
  PetscCallMPI(MPI_Type_free(&entry));
  free(counts);
  PetscFunctionReturn(0);
}

/* The window's part of send_from and of receive_to. */
typedef struct {
  const PetscInt *from;
  const int *to;
  size_t sent, received;
} Part;

static Part WindowPart(const SulFileOrder *order, int window) {
  const PetscInt *send = order->send_start + (size_t)window * order->ranks;
  const PetscInt *receive = order->receive_start + (size_t)window * order->ranks;
  return (Part){order->send_from + send[0], order->receive_to + receive[0],
                (size_t)(send[order->ranks] - send[0]),
                (size_t)(receive[order->ranks] - receive[0])};
}

PetscErrorCode SulFileOrderGather(const SulFileOrder *order, int window, size_t bytes,
                                  const void *values, void *chunk) {
  Part part = WindowPart(order, window);
  char *out, *in;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(part.sent * bytes, &out, part.received * bytes, &in));
  for (size_t i = 0; i < part.sent; i++)
    memcpy(out + i * bytes, (const char *)values + (size_t)part.from[i] * bytes, bytes);
  PetscCall(Exchange(order, window, bytes, false, out, in));
  for (size_t i = 0; i < part.received; i++)
    memcpy((char *)chunk + (size_t)part.to[i] * bytes, in + i * bytes, bytes);
  PetscCall(PetscFree2(out, in));
  PetscFunctionReturn(0);
}

PetscErrorCode SulFileOrderSpread(const SulFileOrder *order, int window, size_t bytes,
                                  const void *chunk, void *values) {
  Part part = WindowPart(order, window);
  char *out, *in;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(part.received * bytes, &out, part.sent * bytes, &in));
  for (size_t i = 0; i < part.received; i++)
    memcpy(out + i * bytes, (const char *)chunk + (size_t)part.to[i] * bytes, bytes);
  PetscCall(Exchange(order, window, bytes, true, out, in));
  for (size_t i = 0; i < part.sent; i++)
    memcpy((char *)values + (size_t)part.from[i] * bytes, in + i * bytes, bytes);
  PetscCall(PetscFree2(out, in));
  PetscFunctionReturn(0);
}
