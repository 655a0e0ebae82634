/* SPDX-License-Identifier: BSD-2-Clause */
/* Isotropic linear elasticity, small strain: sigma = lambda tr(e) I + 2 mu e, e = strain less the
 * isotropic eigenstrain (docs/theory.md, section 1). */
#include <string.h>

#include "elastic_constants.h"

/* The linearisation, of a phase whose moduli follow the lithiation; the others have none. */
enum { LAMBDA, SHEAR, NUMBERS };

/* P = lambda (tr H - 3 swelling) I + mu (H + H^T) - 2 mu swelling I. */
static inline void Stress(const double *restrict lambda, const double *restrict shear,
                          const SulLane *restrict h, const double *restrict swelling,
                          SulLane *restrict p) {
  for (int l = 0; l < SUL_LANES; l++) {
    double mu = shear[l], s = swelling[l];
    double mean = lambda[l] * (h[0][l] + h[4][l] + h[8][l] - 3 * s);
    p[0][l] = mean + 2 * mu * (h[0][l] - s);
    p[4][l] = mean + 2 * mu * (h[4][l] - s);
    p[8][l] = mean + 2 * mu * (h[8][l] - s);
    p[1][l] = p[3][l] = mu * (h[1][l] + h[3][l]);
    p[5][l] = p[7][l] = mu * (h[5][l] + h[7][l]);
    p[2][l] = p[6][l] = mu * (h[2][l] + h[6][l]);
  }
}

/* The same number in all lanes. */
static inline void Constant(const double *parameters, SulLane constants[NUMBERS]) {
  double lambda, mu;
  SulElasticAtRest(parameters, &lambda, &mu);
  for (int l = 0; l < SUL_LANES; l++) {
    constants[LAMBDA][l] = lambda;
    constants[SHEAR][l] = mu;
  }
}

static inline void Constants(const SulPointsIn *in, SulLane constants[NUMBERS]) {
  if (!in->lithiated) {
    Constant(in->parameters, constants);
    return;
  }
  SulElastic elastic = SulElasticAt(in);
  for (int l = 0; l < SUL_LANES; l++) {
    constants[LAMBDA][l] = elastic.bulk[l] - 2 * elastic.shear[l] / 3;
    constants[SHEAR][l] = elastic.shear[l];
  }
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  SulLane own[9], constants[NUMBERS], *stress = out->stress ? out->stress : own;
  const double *swelling = in->swelling[0];
  Constants(in, constants);
  Stress(constants[LAMBDA], constants[SHEAR], in->gradient, swelling, stress);
  for (int l = 0; l < SUL_LANES && out->energy; l++) { /* 1/2 sigma : e */
    double sum = 0;
    for (int i = 0; i < 9; i++)
      sum += stress[i][l] * (in->gradient[i][l] - (i % 4 == 0 ? swelling[l] : 0));
    out->energy[0][l] = 0.5 * sum;
  }
  if (out->linearisation) memcpy(out->linearisation, constants, sizeof constants);
  return 0;
}

static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  static const SulLane none = {0};
  SulLane constants[NUMBERS];
  if (linearisation)
    memcpy(constants, linearisation, sizeof constants);
  else
    Constant(parameters, constants);
  Stress(constants[LAMBDA], constants[SHEAR], change, none, stress_change);
}

const SulModel sul_linear_elastic = {.name = "linear_elastic",
                                     .traits = SUL_AFFINE | SUL_SYMMETRIC | SUL_ISOTROPIC,
                                     .parameter_count = SUL_ELASTIC_COUNT,
                                     .parameters = {SUL_ELASTIC_ROWS},
                                     .linearisation_size = NUMBERS,
                                     .respond = Respond,
                                     .tangent = Tangent,
                                     .at_rest = SulElasticAtRest};
