/* SPDX-License-Identifier: BSD-2-Clause */
/* Free swelling and capacity to lithiation, by convention. */
#include <math.h>
#include <sulfem/model.h>

const char *SulConventionName(SulConvention convention) {
  static const char *const names[] = {"exact", "linear", "logarithmic"};
  return names[convention];
}

double SulSwelling(SulConvention convention, double volume_change, double lithiation) {
  double growth = lithiation * volume_change;
  if (convention == SUL_SWELLING_LINEAR) return growth / 3;
  double logarithm = log1p(growth) / 3;
  return convention == SUL_SWELLING_LOGARITHMIC ? logarithm : expm1(logarithm);
}

double SulPhaseSwelling(const SulPhase *phase, double program) {
  if (phase->volume_change == 0) return 0;
  return SulSwelling(phase->convention, phase->volume_change, program * phase->lithiation);
}

double SulUtilisation(double capacity, double electrolyte_capacity, double electrolyte_per_active,
                      double theoretical_capacity) {
  return (capacity - electrolyte_capacity * electrolyte_per_active) / theoretical_capacity;
}

double SulLithiation(double capacity, double electrolyte_capacity, double electrolyte_per_active,
                     double theoretical_capacity) {
  double taken =
      SulUtilisation(capacity, electrolyte_capacity, electrolyte_per_active, theoretical_capacity);
  return fmin(fmax(taken, 0), 1);
}

double SulTheoreticalCapacity(double electrons, double molar_mass) {
  const double faraday = 96485.33212; /* C/mol, exact in the SI */
  return electrons * faraday / molar_mass;
}
