/* SPDX-License-Identifier: BSD-2-Clause */
/* Volume change, porosity and charge of a layer, from its shares. */
#include <math.h>
#include <sulfem/expansion.h>

/* Volume of what counts, per volume of the layer as it was made. */
static double Counted(const SulLayer *layer, SulCounting counting) {
  double pair = layer->active + layer->electrolyte;
  if (counting == SUL_COUNT_PAIR) return pair;
  double solids = pair + layer->inert;
  return counting == SUL_COUNT_SOLIDS ? solids : solids + layer->pores;
}

/* Volume that the pores lose (gain, where negative) to the active material. */
static double Taken(const SulLayer *layer, SulCounting counting, double gained) {
  return counting == SUL_COUNT_YIELD ? fmin(gained, layer->pores) : 0;
}

double SulLayerVolumeChange(const SulLayer *layer, SulCounting counting, double growth) {
  double gained = layer->active * growth;
  return (gained - Taken(layer, counting, gained)) / Counted(layer, counting);
}

double SulLayerPorosity(const SulLayer *layer, SulCounting counting, double growth) {
  if (counting == SUL_COUNT_PAIR || counting == SUL_COUNT_SOLIDS) return 0;
  double pores = layer->pores - Taken(layer, counting, layer->active * growth);
  double volume = Counted(layer, counting) * (1 + SulLayerVolumeChange(layer, counting, growth));
  return pores / volume;
}

double SulArealCharge(double thickness, double active, double density, double capacity) {
  return thickness * active * density * capacity;
}

double SulVolumePerCharge(double volume_change, double density, double theoretical_capacity) {
  return volume_change / (density * theoretical_capacity);
}
