/* SPDX-License-Identifier: BSD-2-Clause */
/* Weighted percentiles over all ranks without gathering: histograms, each of the one bin that holds
 * the percentile, until a single value is left. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

const double SulPercentiles[SUL_PERCENTILES] = {50, 90, 95, 99};

enum { BINS = 1024 };

/* The samples still in question. */
typedef struct {
  size_t count;
  double *value, *weight;
  double low, high; /* over all ranks */
} Candidates;

static int BinOf(const Candidates *samples, double value) {
  int bin = (int)((value - samples->low) / (samples->high - samples->low) * BINS);
  return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
}

static PetscErrorCode Limits(MPI_Comm comm, Candidates *samples) {
  double limits[2] = {-DBL_MAX, -DBL_MAX}; /* -low, high */

  PetscFunctionBegin;
  for (size_t i = 0; i < samples->count; i++) {
    limits[0] = fmax(limits[0], -samples->value[i]);
    limits[1] = fmax(limits[1], samples->value[i]);
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, limits, 2, MPI_DOUBLE, MPI_MAX, comm));
  samples->low = -limits[0];
  samples->high = limits[1];
  PetscFunctionReturn(0);
}

/* Keeps the samples of the bin in which the weight passes `target`, and lowers target by the weight
 * below that bin. */
static PetscErrorCode Narrow(MPI_Comm comm, Candidates *samples, double *target) {
  double weight[BINS] = {0};
  int bin = 0;

  PetscFunctionBegin;
  for (size_t i = 0; i < samples->count; i++)
    weight[BinOf(samples, samples->value[i])] += samples->weight[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, weight, BINS, MPI_DOUBLE, MPI_SUM, comm));
  int last = BINS - 1; /* the sum of rounded weights may stay below the target at 100 % */
  while (last > 0 && weight[last] == 0)
    last--;
  for (; bin < last && weight[bin] < *target; bin++)
    *target -= weight[bin];
  size_t kept = 0;
  for (size_t i = 0; i < samples->count; i++) {
    if (BinOf(samples, samples->value[i]) != bin) continue;
    samples->value[kept] = samples->value[i];
    samples->weight[kept++] = samples->weight[i];
  }
  samples->count = kept;
  PetscCall(Limits(comm, samples));
  PetscFunctionReturn(0);
}

static PetscErrorCode Percentile(MPI_Comm comm, const Candidates *all, double target,
                                 Candidates *work, double *percentile) {
  PetscFunctionBegin;
  memcpy(work->value, all->value, all->count * sizeof(double));
  memcpy(work->weight, all->weight, all->count * sizeof(double));
  work->count = all->count;
  work->low = all->low;
  work->high = all->high;
  while (work->high > work->low)
    PetscCall(Narrow(comm, work, &target));
  *percentile = work->low;
  PetscFunctionReturn(0);
}

PetscErrorCode SulWeightedStatistics(MPI_Comm comm, const SulSamples *samples, int fractions,
                                     const double *fraction, double *percentiles,
                                     SulStatistics *statistics) {
  double sums[2] = {0}; /* weight, weight times value */
  size_t count = samples->count;
  Candidates all = {
      .count = count, .value = (double *)samples->values, .weight = (double *)samples->weights};

  PetscFunctionBegin;
  for (size_t i = 0; i < count; i++) {
    sums[0] += all.weight[i];
    sums[1] += all.weight[i] * all.value[i];
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, comm));
  PetscCall(Limits(comm, &all));
  *statistics = (SulStatistics){.maximum = sums[0] > 0 ? all.high : 0,
                                .mean = sums[0] > 0 ? sums[1] / sums[0] : 0,
                                .total = sums[0]};
  Candidates work = {.value = SulAllocate(count, sizeof(double)),
                     .weight = SulAllocate(count, sizeof(double))};
  for (int k = 0; k < fractions; k++) {
    percentiles[k] = 0;
    if (sums[0] > 0)
      PetscCall(Percentile(comm, &all, fraction[k] * sums[0], &work, &percentiles[k]));
  }
  free(work.value);
  free(work.weight);
  PetscFunctionReturn(0);
}
