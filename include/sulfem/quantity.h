/* SPDX-License-Identifier: BSD-2-Clause */
/* Quantities with units, "17.8 GPa" to SI, through UDUNITS-2 (plus Ah, mAh). */
#ifndef SULFEM_QUANTITY_H
#define SULFEM_QUANTITY_H

#include <sulfem/yaml.h>

/* What a key wants; its SI unit. */
typedef enum {
  SUL_PRESSURE,        /* Pa */
  SUL_LENGTH,          /* m */
  SUL_SPECIFIC_CHARGE, /* C/kg: capacity per mass, "1615 mAh/g" */
  SUL_DENSITY,         /* kg/m3 */
  SUL_MOLAR_MASS,      /* kg/mol */
  SUL_TIME,            /* s */
  SUL_CHARGE,          /* C: of a whole cell, "1.22 mAh" */
  SUL_AREA,            /* m2 */
  SUL_AREAL_CHARGE,    /* C/m2: capacity per area, "1.55 mAh/cm2" */
  SUL_DIFFUSIVITY,     /* m2/s */
  SUL_FOUNDATION,      /* Pa/m: pressure per movement, "1 MPa/um" */
  SUL_DIMENSIONS       /* their number */
} SulDimension;

/* The value of "NUMBER UNIT" in SI. Mistakes (no unit, unknown unit, wrong dimension, not finite)
 * fill `error` in the manner of sulfem/yaml.h, which also has SulYamlNumber for keys without unit.
 */
double SulYamlQuantity(const SulYaml *node, SulDimension dimension, SulError *error);

/* The same by the SI unit, "Pa"; of a dimension without a name here too, "1/s". */
double SulYamlQuantityIn(const SulYaml *node, const char *unit, SulError *error);

/* The size in SI of a unit, "um" to 1e-6; a number in front ("10 um") is allowed. */
double SulYamlUnit(const SulYaml *node, SulDimension dimension, SulError *error);

/* The same for the whole of a text, as from the command line; `error` then does not say where. */
double SulQuantity(const char *whole, SulDimension dimension, SulError *error);
double SulUnit(const char *whole, SulDimension dimension, SulError *error);

#endif
