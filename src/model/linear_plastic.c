/* SPDX-License-Identifier: BSD-2-Clause */
/* Small strain J2 plasticity: sigma = K tr(e) I + 2 G dev(e - ep), e = strain less swelling, ep by
 * radial return with isotropic (linear, Voce) and linear kinematic hardening and a rate term.
 *
 * With xi = 2 G dev(e - ep) - 2/3 C ep of the trial, q its von Mises stress and dp the increment,
 * dev sigma = 2 G dev(e - ep) - 3 G dp/q xi. The tangent on a change of e is
 * K tr I + 2 G (1 - 3 G dp/q) dev - 9 G^2 (dp' - dp/q) xi (xi : .) / q^2, dp' = d dp / dq. */
#include <math.h>

#include "elastic_constants.h"
#include "plastic_flow.h"

enum { SECANT = 0, COUPLING = 1, DIRECTION = 2, NUMBERS = 11 }; /* the linearisation */
enum { PLASTIC = 0, STRAIN = 9 };                               /* the state */

typedef struct {
  double shear, bulk, trace;
  double deviator[9], relative[9], von_mises; /* of the trial: dev(e - ep), xi, q */
  SulReturn flow;
} Trial;

static void SetTrial(const SulPointsIn *in, int lane, Trial *trial) {
  const double *flow = &in->parameters[SUL_ELASTIC_COUNT];
  const SulLane *h = in->gradient;
  double lambda, square = 0;
  SulElasticAtRest(in->parameters, &lambda, &trial->shear);
  trial->bulk = lambda + 2 * trial->shear / 3;
  double mean = (h[0][lane] + h[4][lane] + h[8][lane]) / 3;
  trial->trace = 3 * (mean - in->swelling[0][lane]);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int k = 3 * i + j;
      double plastic = in->state[PLASTIC + k][lane];
      trial->deviator[k] = 0.5 * (h[k][lane] + h[3 * j + i][lane]) - (i == j ? mean : 0) - plastic;
      trial->relative[k] =
          2 * trial->shear * trial->deviator[k] - 2 * flow[SUL_HARDENING_KINEMATIC] / 3 * plastic;
      square += trial->relative[k] * trial->relative[k];
    }
  trial->von_mises = sqrt(1.5 * square);
  trial->flow =
      SulRadialReturn(flow, trial->shear, trial->von_mises, in->state[STRAIN][lane], in->step);
}

static void RespondLane(const SulPointsIn *in, const SulPointsOut *out, int lane) {
  Trial trial;
  SetTrial(in, lane, &trial);
  double g = trial.shear, q = trial.von_mises, increment = trial.flow.increment, energy = 0;
  double over = increment > 0 ? increment / q : 0;
  for (int i = 0; i < 9; i++) {
    double deviator = 2 * g * trial.deviator[i] - 3 * g * over * trial.relative[i];
    energy += deviator * deviator / (4 * g);
    if (out->stress) out->stress[i][lane] = deviator + (i % 4 == 0 ? trial.bulk * trial.trace : 0);
    if (out->state)
      out->state[PLASTIC + i][lane] = in->state[PLASTIC + i][lane] + 1.5 * over * trial.relative[i];
    if (out->linearisation) out->linearisation[DIRECTION + i][lane] = trial.relative[i];
  }
  if (out->state) out->state[STRAIN][lane] = in->state[STRAIN][lane] + increment;
  if (out->energy) out->energy[0][lane] = 0.5 * trial.bulk * trial.trace * trial.trace + energy;
  if (!out->linearisation) return;
  out->linearisation[SECANT][lane] = g * (1 - 3 * g * over);
  out->linearisation[COUPLING][lane] =
      increment > 0 ? -9 * g * g * (trial.flow.derivative - over) / (q * q) : 0;
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  for (int lane = 0; lane < SUL_LANES; lane++)
    RespondLane(in, out, lane);
  return 0;
}

static void Tangent(const double *parameters, const SulLane *at, const SulLane *change,
                    SulLane *stress_change) {
  double lambda, mu;
  SulElasticAtRest(parameters, &lambda, &mu);
  double bulk = lambda + 2 * mu / 3;
  for (int lane = 0; lane < SUL_LANES; lane++) {
    double trace = change[0][lane] + change[4][lane] + change[8][lane], along = 0;
    for (int i = 0; i < 9; i++)
      along += at[DIRECTION + i][lane] * change[i][lane];
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        int k = 3 * i + j;
        double symmetric = 0.5 * (change[k][lane] + change[3 * j + i][lane]);
        stress_change[k][lane] = (i == j ? bulk * trace : 0) +
                                 2 * at[SECANT][lane] * (symmetric - (i == j ? trace / 3 : 0)) +
                                 at[COUPLING][lane] * along * at[DIRECTION + k][lane];
      }
  }
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "", "plastic strain", 9, false},
    {"plastic_strain", "", "equivalent plastic strain", 1, true}};

const SulModel sul_linear_plastic = {.name = "linear_plastic",
                                     .traits = SUL_SYMMETRIC,
                                     .parameter_count = SUL_ELASTIC_COUNT + SUL_FLOW_PARAMETERS,
                                     .parameters = SUL_PLASTIC_PARAMETERS,
                                     .variable_count = 2,
                                     .variables = variables,
                                     .linearisation_size = NUMBERS,
                                     .refuse = SulRefuseFlow,
                                     .respond = Respond,
                                     .tangent = Tangent,
                                     .at_rest = SulElasticAtRest};
