/* SPDX-License-Identifier: BSD-2-Clause */
/* Each rank keeps a bit for every entry of its chunk of 0..total-1, with the count of bits before
 * each word; the ranks that name entries ask there. */
#include "compact.h"
#include <stdlib.h>
#include <sulfem/text.h>

enum { WORD = 64 };

/* The chunk of one rank: [first, first + count), `block` a rank. */
typedef struct {
  MPI_Comm comm;
  int ranks;
  PetscInt64 block, first, count;
  uint64_t *bits;     /* [words] */
  PetscInt64 *before; /* [words], set bits over all ranks before the word's first */
} Chunk;

static int Ones(uint64_t word) {
  int ones = 0;
  for (; word; word &= word - 1)
    ones++;
  return ones;
}

static size_t Words(const Chunk *chunk) {
  return (size_t)((chunk->count + WORD - 1) / WORD);
}

/* What goes to and comes from each rank, for MPI. */
typedef struct {
  int *out_counts, *out_places, *in_counts, *in_places; /* [ranks] */
  PetscInt64 *in;                                       /* what the other ranks have named here */
  size_t received;
} Traffic;

/* Collective. Sends the named entries to their chunks; slot[i] is the place of entry i among what
 * is sent. */
static PetscErrorCode Send(const Chunk *chunk, const SulCompact *entries, int *slot,
                           Traffic *traffic) {
  const PetscInt64 *named = entries->named;
  PetscInt count = entries->count;
  int ranks = chunk->ranks, *memory = SulAllocate(4 * (size_t)ranks, sizeof *memory);
  int *next = SulAllocate((size_t)ranks, sizeof *next);
  PetscInt64 *out = SulAllocate((size_t)count, sizeof *out);

  PetscFunctionBegin;
  *traffic = (Traffic){memory, memory + ranks, memory + 2 * ranks, memory + 3 * ranks, NULL, 0};
  for (PetscInt i = 0; i < count; i++)
    traffic->out_counts[named[i] / chunk->block]++;
  for (int r = 1; r < ranks; r++)
    next[r] = traffic->out_places[r] = traffic->out_places[r - 1] + traffic->out_counts[r - 1];
  for (PetscInt i = 0; i < count; i++) {
    slot[i] = next[named[i] / chunk->block]++;
    out[slot[i]] = named[i];
  }
  PetscCallMPI(
      MPI_Alltoall(traffic->out_counts, 1, MPI_INT, traffic->in_counts, 1, MPI_INT, chunk->comm));
  for (int r = 1; r < ranks; r++)
    traffic->in_places[r] = traffic->in_places[r - 1] + traffic->in_counts[r - 1];
  traffic->received = (size_t)traffic->in_places[ranks - 1] + (size_t)traffic->in_counts[ranks - 1];
  traffic->in = SulAllocate(traffic->received, sizeof *traffic->in);
  PetscCallMPI(MPI_Alltoallv(out, traffic->out_counts, traffic->out_places, MPIU_INT64, traffic->in,
                             traffic->in_counts, traffic->in_places, MPIU_INT64, chunk->comm));
  free(out);
  free(next);
  PetscFunctionReturn(0);
}

/* Collective. Sets the bits; of an entry that came several times all but the first turn negative,
 * -1 - entry. Counts what stands before each word. */
static PetscErrorCode Mark(Chunk *chunk, Traffic *traffic, PetscInt64 *used) {
  PetscInt64 ones = 0, before = 0;
  int rank;

  PetscFunctionBegin;
  for (size_t i = 0; i < traffic->received; i++) {
    PetscInt64 place = traffic->in[i] - chunk->first;
    uint64_t bit = UINT64_C(1) << (place % WORD), *word = &chunk->bits[place / WORD];
    if (*word & bit) traffic->in[i] = -1 - traffic->in[i];
    *word |= bit;
  }
  for (size_t w = 0; w < Words(chunk); w++) {
    chunk->before[w] = ones;
    ones += Ones(chunk->bits[w]);
  }
  PetscCallMPI(MPI_Exscan(&ones, &before, 1, MPIU_INT64, MPI_SUM, chunk->comm));
  PetscCallMPI(MPI_Comm_rank(chunk->comm, &rank));
  for (size_t w = 0; w < Words(chunk) && rank > 0; w++)
    chunk->before[w] += before;
  PetscCallMPI(MPI_Allreduce(&ones, used, 1, MPIU_INT64, MPI_SUM, chunk->comm));
  PetscFunctionReturn(0);
}

/* Collective. The numbers go back the way that the entries came. */
static PetscErrorCode Answer(const Chunk *chunk, Traffic *traffic, const int *slot,
                             const SulCompact *entries) {
  PetscInt64 *answers = SulAllocate((size_t)entries->count, sizeof *answers);

  PetscFunctionBegin;
  for (size_t i = 0; i < traffic->received; i++) {
    bool later = traffic->in[i] < 0;
    PetscInt64 place = (later ? -1 - traffic->in[i] : traffic->in[i]) - chunk->first;
    uint64_t below = (UINT64_C(1) << (place % WORD)) - 1;
    PetscInt64 n = chunk->before[place / WORD] + Ones(chunk->bits[place / WORD] & below);
    traffic->in[i] = later ? -1 - n : n;
  }
  PetscCallMPI(MPI_Alltoallv(traffic->in, traffic->in_counts, traffic->in_places, MPIU_INT64,
                             answers, traffic->out_counts, traffic->out_places, MPIU_INT64,
                             chunk->comm));
  for (PetscInt i = 0; i < entries->count; i++) {
    PetscInt64 answer = answers[slot[i]];
    entries->mine[i] = answer >= 0;
    entries->number[i] = answer >= 0 ? answer : -1 - answer;
  }
  free(answers);
  PetscFunctionReturn(0);
}

PetscErrorCode SulCompactNumbers(MPI_Comm comm, PetscInt64 total, const SulCompact *entries,
                                 PetscInt64 *used) {
  int rank, *slot = SulAllocate((size_t)entries->count, sizeof *slot);
  Chunk chunk = {.comm = comm};
  Traffic traffic;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &chunk.ranks));
  chunk.block = PetscMax((total + chunk.ranks - 1) / chunk.ranks, 1);
  chunk.first = PetscMin(total, rank * chunk.block);
  chunk.count = PetscMin(total, (rank + 1) * chunk.block) - chunk.first;
  chunk.bits = SulAllocate(Words(&chunk), sizeof *chunk.bits);
  chunk.before = SulAllocate(Words(&chunk), sizeof *chunk.before);
  PetscCall(Send(&chunk, entries, slot, &traffic));
  PetscCall(Mark(&chunk, &traffic, used));
  PetscCall(Answer(&chunk, &traffic, slot, entries));
  free(chunk.bits);
  free(chunk.before);
  free(slot);
  free(traffic.in);
  free(traffic.out_counts); /* the memory of all four */
  PetscFunctionReturn(0);
}
