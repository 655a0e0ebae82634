/* SPDX-License-Identifier: BSD-2-Clause */
/* Mean, deviation, percentiles and histogram of a list of values. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/analyse.h>

const double SulDistributionPercentiles[SUL_DISTRIBUTION_PERCENTILES] = {5, 10, 25, 50, 75, 90, 95};

static int Ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double Percentile(size_t count, const double *sorted, double percent) {
  double place = percent / 100 * (double)(count - 1), below = floor(place);
  size_t i = (size_t)below;
  if (i + 1 >= count) return sorted[count - 1];
  return sorted[i] + (place - below) * (sorted[i + 1] - sorted[i]);
}

static void Sort(size_t count, const double *sorted, SulDistribution *distribution) {
  double low = sorted[0], width = sorted[count - 1] - low;
  for (size_t i = 0; i < count; i++) {
    double bin = width > 0 ? floor((sorted[i] - low) / width * SUL_DISTRIBUTION_BINS) : 0;
    distribution->histogram[bin < SUL_DISTRIBUTION_BINS ? (int)bin : SUL_DISTRIBUTION_BINS - 1]++;
  }
}

void SulDistributionMeasure(size_t count, double *values, SulDistribution *distribution) {
  *distribution = (SulDistribution){
      .count = count, .mean = NAN, .deviation = NAN, .minimum = NAN, .maximum = NAN};
  for (int k = 0; k < SUL_DISTRIBUTION_PERCENTILES; k++)
    distribution->percentile[k] = NAN;
  if (count == 0) return;
  qsort(values, count, sizeof *values, Ascending);
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++)
    sum += values[i];
  distribution->mean = sum / (double)count;
  for (size_t i = 0; i < count; i++)
    squares += (values[i] - distribution->mean) * (values[i] - distribution->mean);
  distribution->deviation = sqrt(squares / (double)count);
  distribution->minimum = values[0];
  distribution->maximum = values[count - 1];
  for (int k = 0; k < SUL_DISTRIBUTION_PERCENTILES; k++)
    distribution->percentile[k] = Percentile(count, values, SulDistributionPercentiles[k]);
  Sort(count, values, distribution);
}
