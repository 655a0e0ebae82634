/* SPDX-License-Identifier: BSD-2-Clause */
/* Weighted statistics against what sorting says, however samples lie on ranks: also where one rank has
 * them all, where they tie, and where there are none. */
#include "problem.h"
#include <sulfem/report.h>

enum { FRACTIONS = 7, MOST = 2000 };
static const double fractions[FRACTIONS] = {0, 0.05, 0.5, 0.9, 0.95, 0.99, 1};
static int rank, ranks;

typedef struct {
  double value, weight;
} Sample;

static int Compare(const void *a, const void *b) {
  const Sample *x = a, *y = b;
  return x->value < y->value ? -1 : x->value > y->value;
}

/* What the samples are: scattered over magnitudes, in few distinct values, all alike, as integers with
 * weights that sum without rounding. */
typedef enum { SCATTERED, TIED, ALIKE, COUNTED, KINDS } Kind;

static Sample Make(Kind kind, unsigned long i) {
  double noise = BlockNoise(i), weight = 1.5 + BlockNoise(100000 + i);
  switch (kind) {
  case SCATTERED:
    return (Sample){pow(10, 8 * noise) * (i % 3 ? 1 : -1), weight};
  case TIED:
    return (Sample){floor(4 * noise), weight};
  case ALIKE:
    return (Sample){-2.5, weight};
  default:
    return (Sample){(double)(i * 7 % 100), 1};
  }
}

/* The smallest value v with weight(values <= v) >= fraction of all. */
static double Sorted(const Sample *samples, int count, double fraction) {
  double total = 0, sum = 0;
  for (int i = 0; i < count; i++)
    total += samples[i].weight;
  for (int i = 0; i < count; i++) {
    sum += samples[i].weight;
    if (sum >= fraction * total) return samples[i].value;
  }
  return samples[count - 1].value;
}

/* `dealt`: one by one, or all to the last rank. */
static PetscErrorCode CheckKind(Kind kind, int count, bool dealt) {
  Sample *all = SulAllocate(MOST, sizeof *all);
  double *values = SulAllocate(MOST, sizeof *values), *weights = SulAllocate(MOST, sizeof *weights);
  double percentiles[FRACTIONS], sums[2] = {0};
  SulStatistics found;
  size_t mine = 0;

  PetscFunctionBegin;
  for (int i = 0; i < count; i++) {
    all[i] = Make(kind, (unsigned long)i);
    sums[0] += all[i].weight;
    sums[1] += all[i].weight * all[i].value;
    if ((dealt ? i % ranks : ranks - 1) != rank) continue;
    values[mine] = all[i].value;
    weights[mine++] = all[i].weight;
  }
  SulSamples samples = {mine, values, weights};
  PetscCall(
      SulWeightedStatistics(PETSC_COMM_WORLD, &samples, FRACTIONS, fractions, percentiles, &found));
  qsort(all, (size_t)count, sizeof *all, Compare);
  double size = fmax(fabs(all[0].value), fabs(all[count - 1].value));
  CHECK_NEAR(found.total, sums[0], 1e-12, 0);
  CHECK_NEAR(found.mean, sums[1] / sums[0], 1e-12, size);
  CHECK(found.maximum == all[count - 1].value);
  for (int k = 0; k < FRACTIONS; k++)
    CHECK(percentiles[k] == Sorted(all, count, fractions[k]));
  free(all);
  free(values);
  free(weights);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckNothing(void) {
  double percentiles[FRACTIONS];
  SulSamples none = {0};
  SulStatistics found = {1, 1, 1};

  PetscFunctionBegin;
  PetscCall(
      SulWeightedStatistics(PETSC_COMM_WORLD, &none, FRACTIONS, fractions, percentiles, &found));
  CHECK(found.maximum == 0 && found.mean == 0 && found.total == 0);
  for (int k = 0; k < FRACTIONS; k++)
    CHECK(percentiles[k] == 0);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  for (Kind kind = 0; kind < KINDS; kind++)
    for (int dealt = 0; dealt < 2; dealt++) {
      PetscCall(CheckKind(kind, 1, dealt));
      PetscCall(CheckKind(kind, 2, dealt));
      PetscCall(CheckKind(kind, MOST, dealt));
    }
  PetscCall(CheckNothing());
  PetscCall(PetscFinalize());
  return CheckResult();
}
