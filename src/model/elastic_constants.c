/* SPDX-License-Identifier: BSD-2-Clause */
/* Shear and bulk moduli from Young's modulus and Poisson's ratio, which may follow the lithiation. */
#include "elastic_constants.h"

void SulElasticAtRest(const double *parameters, double *lambda, double *mu) {
  double e = parameters[SUL_YOUNG], nu = parameters[SUL_POISSON];
  *lambda = e * nu / ((1 + nu) * (1 - 2 * nu));
  *mu = e / (2 * (1 + nu));
}

SulElastic SulElasticAt(const SulPointsIn *in) {
  SulElastic elastic;
  double lambda, mu, mixed[SUL_ELASTIC_COUNT];
  SulElasticAtRest(in->parameters, &lambda, &mu);
  for (int l = 0; l < SUL_LANES; l++) {
    if (in->lithiated) {
      double share = SulShareAt(in, l);
      for (int i = 0; i < SUL_ELASTIC_COUNT; i++)
        mixed[i] = (1 - share) * in->parameters[i] + share * in->lithiated[i];
      SulElasticAtRest(mixed, &lambda, &mu);
    }
    elastic.shear[l] = mu;
    elastic.bulk[l] = lambda + 2 * mu / 3;
  }
  return elastic;
}
