/* SPDX-License-Identifier: BSD-2-Clause */
/* Young's modulus and Poisson's ratio, the first two parameters of every isotropic model. */
#ifndef SULFEM_MODEL_ELASTIC_CONSTANTS_H
#define SULFEM_MODEL_ELASTIC_CONSTANTS_H

#include "lanes.h"

enum { SUL_YOUNG, SUL_POISSON, SUL_ELASTIC_COUNT };

#define SUL_ELASTIC_ROWS                                                                           \
  {"youngs_modulus", "Pa", "22 GPa", 0, INFINITY, "must be larger than 0", NAN}, {                 \
    "poissons_ratio", "", "0.3", -1, 0.5,                                                          \
        "must lie above -1 and below 0.5 (0.5 is an incompressible solid, which "                  \
        "displacements alone cannot describe; write 0.49 for one that is nearly so)",              \
        NAN                                                                                        \
  }

/* Lame's constants, Pa. */
void SulElasticAtRest(const double *parameters, double *lambda, double *mu);

/* Shear and bulk modulus of each point, Pa. */
typedef struct {
  SulVector shear, bulk;
} SulElastic;

SulElastic SulElasticAt(const SulPointsIn *in);

/* The share of `lithiated` in the parameters of a point. */
static inline double SulShareAt(const SulPointsIn *in, int lane) {
  return fmin(fmax(in->lithiation[0][lane], 0), 1);
}

#endif
