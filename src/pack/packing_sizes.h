/* Drawing radii from a size distribution. */
#ifndef SULFEM_PACKING_SIZES_H
#define SULFEM_PACKING_SIZES_H

#include "packing_random.h"
#include <sulfem/recipe.h>

/* Turns the weights of a table, as given, into shares of the particles' number. Once, after
 * reading. */
void SulSizesPrepare(SulSizes *sizes);

/* One radius, by number (weights by volume are converted). */
double SulSizesDraw(const SulSizes *sizes, SulRandom *random);

/* Mean of r^power over the distribution by number, power 1..3, by quadrature (1e-6 relative). */
double SulSizesMoment(const SulSizes *sizes, int power);

/* True where no radius but the listed ones may occur: radii must not be adjusted. */
bool SulSizesDiscrete(const SulSizes *sizes);

#endif
