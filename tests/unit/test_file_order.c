/* SPDX-License-Identifier: BSD-2-Clause */
/* Values in any order to the order of the file and back, over several windows and with empty ranks.
 */
#include "../../src/io/file_order.h"
#include "check.h"
#include <string.h>
#include <sulfem/text.h>

/* Deals 0..total-1 to the ranks, all of them multiplied into disorder. */
static PetscInt64 *Deal(PetscInt64 total, int rank, int ranks, PetscInt *owned) {
  PetscInt64 *file = SulAllocate((size_t)total, sizeof *file);
  *owned = 0;
  for (PetscInt64 i = 0; i < total; i++)
    if (i % 5 % ranks == rank) file[(*owned)++] = (i * 1000003 + 17) % total;
  return file;
}

typedef struct {
  double number, negative;
} Pair;

static PetscErrorCode TestThereAndBack(PetscInt64 total) {
  int rank, ranks;
  PetscInt owned;
  SulFileOrder order;
  PetscInt64 seen = 0, all_seen;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  PetscInt64 *file = Deal(total, rank, ranks, &owned);
  PetscCall(SulFileOrderCreate(PETSC_COMM_WORLD, total, owned, file, &order));
  Pair *values = SulAllocate((size_t)owned, sizeof *values);
  Pair *back = SulAllocate((size_t)owned, sizeof *back);
  Pair *chunk = SulAllocate(SUL_WINDOW, sizeof *chunk);
  for (PetscInt i = 0; i < owned; i++)
    values[i] = (Pair){(double)file[i], -(double)file[i]};
  int wrong = 0;
  for (int w = 0; w < order.windows; w++) {
    PetscInt64 begin;
    PetscInt count = SulFileOrderWindow(&order, w, &begin);
    PetscCall(SulFileOrderGather(&order, w, sizeof *values, values, chunk));
    for (PetscInt i = 0; i < count; i++)
      wrong += chunk[i].number != (double)(begin + i) || chunk[i].negative != -chunk[i].number;
    PetscCall(SulFileOrderSpread(&order, w, sizeof *values, chunk, back));
    seen += count;
  }
  CHECK(wrong == 0);
  CHECK(owned == 0 || memcmp(values, back, (size_t)owned * sizeof *values) == 0);
  PetscCallMPI(MPI_Allreduce(&seen, &all_seen, 1, MPIU_INT64, MPI_SUM, PETSC_COMM_WORLD));
  CHECK(all_seen == total);
  free(file);
  free(values);
  free(back);
  free(chunk);
  PetscCall(SulFileOrderDestroy(&order));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(TestThereAndBack(1)); /* fewer than ranks */
  PetscCall(TestThereAndBack(4));
  PetscCall(TestThereAndBack(1000));
  PetscCall(TestThereAndBack(SUL_WINDOW));
  PetscCall(TestThereAndBack(3 * SUL_WINDOW + 1)); /* windows that are empty on some ranks */
  int mine = CheckResult(), worst;
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, PETSC_COMM_WORLD));
  PetscCall(PetscFinalize());
  return worst;
}
