/* SPDX-License-Identifier: BSD-2-Clause */
/* Compressible neo-Hookean elasticity at finite strain, energy per swollen volume
 * W = mu/2 (tr be - 3 - 2 ln Je) + lambda/2 (ln Je)^2: tau = mu (be - I) + lambda ln Je I. */
#include <math.h>

#include "elastic_constants.h"
#include "finite_strain.h"
#include "principal.h"

enum { INVERSE = 0, SWOLLEN = 9, VOLUME, NUMBERS }; /* the linearisation */

static bool RespondLane(const SulPointsIn *in, const SulPointsOut *out, int lane) {
  SulFinitePoint point;
  double lambda, mu, tau[9];
  SulElasticAtRest(in->parameters, &lambda, &mu);
  if (!SulFinitePointSet(in, lane, NULL, &point)) return false;
  for (int i = 0; i < 9; i++)
    tau[i] = mu * point.excess[i] + (i % 4 == 0 ? lambda * point.volume : 0);
  if (out->stress) SulFiniteStress(&point, tau, lane, out->stress);
  if (out->energy)
    out->energy[0][lane] =
        point.swollen *
        (0.5 * mu * (point.excess[0] + point.excess[4] + point.excess[8] - 2 * point.volume) +
         0.5 * lambda * point.volume * point.volume);
  if (out->linearisation) {
    for (int i = 0; i < 9; i++)
      out->linearisation[INVERSE + i][lane] = point.inverse[i];
    out->linearisation[SWOLLEN][lane] = point.swollen;
    out->linearisation[VOLUME][lane] = point.volume;
  }
  return true;
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  unsigned without = 0;
  for (int lane = 0; lane < SUL_LANES; lane++)
    if (!RespondLane(in, out, lane)) without |= 1u << lane;
  return without;
}

/* With tau F^-T = mu Jc^(-2/3) F + (lambda ln Je - mu) F^-T,
 * dP = mu Jc^(1/3) dF + Jc (lambda tr(F^-1 dF) F^-T - (lambda ln Je - mu) F^-T dF^T F^-T). */
static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  double lambda, mu;
  SulElasticAtRest(parameters, &lambda, &mu);
  for (int lane = 0; lane < SUL_LANES; lane++) {
    double g[9], d[9], gd[9], gdg[9];
    for (int i = 0; i < 9; i++) {
      g[i] = linearisation[INVERSE + i][lane];
      d[i] = change[i][lane];
    }
    double swollen = linearisation[SWOLLEN][lane], volume = linearisation[VOLUME][lane];
    SulMatrixProduct(g, d, gd);
    SulMatrixProduct(gd, g, gdg);
    double trace = gd[0] + gd[4] + gd[8], stretch = cbrt(swollen);
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        stress_change[3 * i + j][lane] =
            mu * stretch * d[3 * i + j] +
            swollen * (lambda * trace * g[3 * j + i] - (lambda * volume - mu) * gdg[3 * j + i]);
  }
}

const SulModel sul_neo_hookean = {.name = "neo_hookean",
                                  .traits = SUL_SYMMETRIC | SUL_FINITE,
                                  .parameter_count = 2,
                                  .parameters = {SUL_ELASTIC_ROWS},
                                  .linearisation_size = NUMBERS,
                                  .respond = Respond,
                                  .tangent = Tangent,
                                  .at_rest = SulElasticAtRest};
