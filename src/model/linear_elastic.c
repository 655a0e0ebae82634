/* SPDX-License-Identifier: BSD-2-Clause */
/* Isotropic linear elasticity, small strain: sigma = lambda tr(e) I + 2 mu e, e = strain less the
 * isotropic eigenstrain (docs/theory.md, section 1). */
#include "elastic_constants.h"

/* P = lambda (tr H - 3 swelling) I + mu (H + H^T) - 2 mu swelling I. */
static void Stress(const double *parameters, const SulLane *restrict h,
                   const double *restrict swelling, SulLane *restrict p) {
  double lambda, mu;
  SulElasticAtRest(parameters, &lambda, &mu);
  for (int l = 0; l < SUL_LANES; l++) {
    double s = swelling[l], mean = lambda * (h[0][l] + h[4][l] + h[8][l] - 3 * s);
    p[0][l] = mean + 2 * mu * (h[0][l] - s);
    p[4][l] = mean + 2 * mu * (h[4][l] - s);
    p[8][l] = mean + 2 * mu * (h[8][l] - s);
    p[1][l] = p[3][l] = mu * (h[1][l] + h[3][l]);
    p[5][l] = p[7][l] = mu * (h[5][l] + h[7][l]);
    p[2][l] = p[6][l] = mu * (h[2][l] + h[6][l]);
  }
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  SulLane own[9], *stress = out->stress ? out->stress : own;
  const double *swelling = in->swelling[0];
  Stress(in->parameters, in->gradient, swelling, stress);
  for (int l = 0; l < SUL_LANES && out->energy; l++) { /* 1/2 sigma : e */
    double sum = 0;
    for (int i = 0; i < 9; i++)
      sum += stress[i][l] * (in->gradient[i][l] - (i % 4 == 0 ? swelling[l] : 0));
    out->energy[0][l] = 0.5 * sum;
  }
  return 0;
}

static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  static const SulLane none = {0};
  (void)linearisation;
  Stress(parameters, change, none, stress_change);
}

const SulModel sul_linear_elastic = {.name = "linear_elastic",
                                     .traits = SUL_AFFINE | SUL_SYMMETRIC | SUL_ISOTROPIC,
                                     .parameter_count = SUL_ELASTIC_COUNT,
                                     .parameters = {SUL_ELASTIC_ROWS},
                                     .respond = Respond,
                                     .tangent = Tangent,
                                     .at_rest = SulElasticAtRest};
