/* SPDX-License-Identifier: BSD-2-Clause */
/* Young's modulus and Poisson's ratio, the first two parameters of every isotropic model. */
#ifndef SULFEM_MODEL_ELASTIC_CONSTANTS_H
#define SULFEM_MODEL_ELASTIC_CONSTANTS_H

#include <math.h>
#include <sulfem/model.h>

enum { SUL_YOUNG, SUL_POISSON, SUL_ELASTIC_COUNT };

#define SUL_ELASTIC_ROWS                                                                           \
  {"youngs_modulus", "Pa", "22 GPa", 0, INFINITY, "must be larger than 0", NAN}, {                 \
    "poissons_ratio", "", "0.3", -1, 0.5,                                                          \
        "must lie above -1 and below 0.5 (0.5 is an incompressible solid, which "                  \
        "displacements alone cannot describe; write 0.49 for one that is nearly so)",              \
        NAN                                                                                        \
  }

/* Lame's constants, Pa. */
static inline void SulElasticAtRest(const double *parameters, double *lambda, double *mu) {
  double e = parameters[SUL_YOUNG], nu = parameters[SUL_POISSON];
  *lambda = e * nu / ((1 + nu) * (1 - 2 * nu));
  *mu = e / (2 * (1 + nu));
}

#endif
