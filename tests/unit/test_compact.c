/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers without gaps for what the ranks name, against a list that every rank makes for itself. */
#include "../../src/io/compact.h"
#include "check.h"
#include <stdlib.h>
#include <sulfem/text.h>

static int rank, ranks;

/* Does a rank name an entry? One of `rare`, several ranks the same. */
static bool Names(PetscInt64 entry, int who, PetscInt64 rare) {
  PetscInt64 mixed = (entry * 2654435761 + who * 40503) % 1000003;
  return mixed % rare == 0 || (entry % rare == 1 && who % 2 == 0);
}

/* The entries this rank names, the highest first. */
static PetscInt64 *Named(PetscInt64 total, PetscInt64 rare, PetscInt *count) {
  PetscInt64 *named = SulAllocate((size_t)total, sizeof *named);
  *count = 0;
  for (PetscInt64 entry = total - 1; entry >= 0; entry--)
    if (Names(entry, rank, rare)) named[(*count)++] = entry;
  return named;
}

/* numbers[entry]: its place among all that some rank names, or -1. */
static PetscInt64 *Expected(PetscInt64 total, PetscInt64 rare, PetscInt64 *used) {
  PetscInt64 *numbers = SulAllocate((size_t)total, sizeof *numbers);
  *used = 0;
  for (PetscInt64 entry = 0; entry < total; entry++) {
    bool named = false;
    for (int who = 0; who < ranks; who++)
      named = named || Names(entry, who, rare);
    numbers[entry] = named ? (*used)++ : -1;
  }
  return numbers;
}

static PetscErrorCode CheckNumbers(PetscInt64 total, PetscInt64 rare) {
  PetscInt count;
  PetscInt64 used, expected_used, *named = Named(total, rare, &count);
  PetscInt64 *expected = Expected(total, rare, &expected_used);
  PetscInt64 *number = SulAllocate((size_t)count, sizeof *number);
  bool *mine = SulAllocate((size_t)count, sizeof *mine);
  SulCompact entries = {count, named, number, mine};
  int *owners = SulAllocate((size_t)total, sizeof *owners);

  PetscFunctionBegin;
  PetscCall(SulCompactNumbers(PETSC_COMM_WORLD, total, &entries, &used));
  CHECK(used == expected_used);
  for (PetscInt i = 0; i < count; i++) {
    CHECK(number[i] == expected[named[i]]);
    owners[named[i]] += mine[i];
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, owners, (int)total, MPI_INT, MPI_SUM, PETSC_COMM_WORLD));
  for (PetscInt64 entry = 0; entry < total; entry++)
    CHECK(owners[entry] == (expected[entry] >= 0));
  free(named);
  free(expected);
  free(number);
  free(mine);
  free(owners);
  PetscFunctionReturn(0);
}

static PetscErrorCode Check(void) {
  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  PetscCall(CheckNumbers(1, 1)); /* fewer entries than ranks */
  PetscCall(CheckNumbers(2, 7));
  PetscCall(CheckNumbers(64, 1)); /* all of them, a whole word */
  PetscCall(CheckNumbers(65, 3));
  PetscCall(CheckNumbers(1000, 7));
  PetscCall(CheckNumbers(100000, 1009)); /* nearly none */
  PetscCall(CheckNumbers(0, 1));
  PetscFunctionReturn(0);
}

int main(int argument_count, char **arguments) {
  if (PetscInitialize(&argument_count, &arguments, NULL, NULL)) return 1;
  PetscErrorCode failure = Check();
  int failed = CheckResult();
  if (PetscFinalize() || failure) return 1;
  return failed;
}
