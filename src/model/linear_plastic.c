/* SPDX-License-Identifier: BSD-2-Clause */
/* Small strain J2 plasticity: sigma = K tr(e) I + 2 G dev(e - ep), e = strain less swelling, ep by
 * radial return with isotropic (linear, Voce) and linear kinematic hardening and a rate term.
 *
 * With xi = 2 G dev(e - ep) - 2/3 C ep of the trial, q its von Mises stress and dp the increment,
 * dev sigma = 2 G dev(e - ep) - 3 G dp/q xi. The tangent on a change of e is
 * K tr I + 2 G (1 - 3 G dp/q) dev - 9 G^2 (dp' - dp/q) xi (xi : .) / q^2, dp' = d dp / dq. */
#include <math.h>

#include "elastic_constants.h"
#include "lanes.h"
#include "plastic_flow.h"

enum { BULK, SECANT, COUPLING, DIRECTION, NUMBERS = DIRECTION + 6 }; /* the linearisation */
enum { PLASTIC = 0, STRAIN = 6, WORK };                              /* the state */

typedef struct {
  SulElastic elastic;
  SulLane trace, over, kinematic; /* of e; dp/q; C */
  SulReturn flow[SUL_LANES];
  SulSymmetrics deviator, relative; /* of the trial: dev(e - ep), xi */
  SulLane von_mises;
} Trial;

static void SetStrain(const SulPointsIn *in, Trial *t) {
  const SulLane *h = in->gradient;
  for (int i = 0; i < 6; i++) {
    const double *one = h[3 * sul_first[i] + sul_second[i]];
    const double *other = h[3 * sul_second[i] + sul_first[i]];
    for (int l = 0; l < SUL_LANES; l++) {
      double mean = i < 3 ? (h[0][l] + h[4][l] + h[8][l]) / 3 : 0;
      t->deviator.of[i][l] = 0.5 * (one[l] + other[l]) - mean - in->state[PLASTIC + i][l];
    }
  }
  for (int l = 0; l < SUL_LANES; l++)
    t->trace[l] = h[0][l] + h[4][l] + h[8][l] - 3 * in->swelling[0][l];
}

static void Return(const SulPointsIn *in, Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    SulFlow flow = SulFlowAt(in, l);
    double g = t->elastic.shear[l], square = 0;
    for (int i = 0; i < 6; i++) {
      double xi = 2 * g * t->deviator.of[i][l] - 2 * flow.kinematic / 3 * in->state[PLASTIC + i][l];
      t->relative.of[i][l] = xi;
      square += (i < 3 ? 1 : 2) * xi * xi;
    }
    t->von_mises[l] = sqrt(1.5 * square);
    t->flow[l] = SulRadialReturn(&flow, g, t->von_mises[l], in->state[STRAIN][l], in->step);
    t->over[l] = t->flow[l].increment > 0 ? t->flow[l].increment / t->von_mises[l] : 0;
    t->kinematic[l] = flow.kinematic;
  }
}

/* Stored: elastic, and by the back stress C/3 ep : ep. */
static void WriteEnergy(const Trial *t, const SulPointsIn *in, SulLane *energy) {
  for (int l = 0; l < SUL_LANES; l++) {
    double g = t->elastic.shear[l], sum = 0.5 * t->elastic.bulk[l] * t->trace[l] * t->trace[l];
    for (int i = 0; i < 6; i++) {
      double moved = 1.5 * t->over[l] * t->relative.of[i][l];
      double elastic = t->deviator.of[i][l] - moved, plastic = in->state[PLASTIC + i][l] + moved;
      sum += (i < 3 ? 1 : 2) * (g * elastic * elastic + t->kinematic[l] / 3 * plastic * plastic);
    }
    energy[0][l] = sum;
  }
}

static void WriteStress(const Trial *t, SulLane *stress) {
  for (int i = 0; i < 9; i++) {
    const double *deviator = t->deviator.of[sul_component[i]];
    const double *relative = t->relative.of[sul_component[i]];
    for (int l = 0; l < SUL_LANES; l++)
      stress[i][l] = t->elastic.shear[l] * (2 * deviator[l] - 3 * t->over[l] * relative[l]) +
                     (i % 4 == 0 ? t->elastic.bulk[l] * t->trace[l] : 0);
  }
}

static void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      state[PLASTIC + i][l] = in->state[PLASTIC + i][l] + 1.5 * t->over[l] * t->relative.of[i][l];
  for (int l = 0; l < SUL_LANES; l++) {
    state[STRAIN][l] = in->state[STRAIN][l] + t->flow[l].increment;
    state[WORK][l] = in->state[WORK][l] + t->flow[l].work;
  }
}

static void WriteLinearisation(const Trial *t, SulLane *at) {
  memcpy(&at[DIRECTION], t->relative.of, sizeof t->relative.of);
  for (int l = 0; l < SUL_LANES; l++) {
    double g = t->elastic.shear[l], q = t->von_mises[l];
    at[BULK][l] = t->elastic.bulk[l];
    at[SECANT][l] = g * (1 - 3 * g * t->over[l]);
    at[COUPLING][l] =
        t->over[l] > 0 ? -9 * g * g * (t->flow[l].derivative - t->over[l]) / (q * q) : 0;
  }
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  Trial trial = {.elastic = SulElasticAt(in)};
  SetStrain(in, &trial);
  Return(in, &trial);
  if (out->stress) WriteStress(&trial, out->stress);
  if (out->energy) WriteEnergy(&trial, in, out->energy);
  if (out->state) WriteState(&trial, in, out->state);
  if (out->linearisation) WriteLinearisation(&trial, out->linearisation);
  unsigned without = 0;
  for (int l = 0; l < SUL_LANES; l++)
    if (!isfinite(trial.trace[l]) || !isfinite(trial.von_mises[l])) without |= 1u << l;
  return without;
}

static void Tangent(const double *parameters, const SulLane *at, const SulLane *change,
                    SulLane *stress_change) {
  SulLane trace, along;
  (void)parameters;
  for (int l = 0; l < SUL_LANES; l++)
    trace[l] = change[0][l] + change[4][l] + change[8][l];
  for (int l = 0; l < SUL_LANES; l++)
    along[l] = 0;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      along[l] += at[DIRECTION + sul_component[i]][l] * change[i][l];
  for (int i = 0; i < 9; i++) {
    const double *direction = at[DIRECTION + sul_component[i]];
    const double *other = change[3 * (i % 3) + i / 3];
    for (int l = 0; l < SUL_LANES; l++)
      stress_change[i][l] = at[SECANT][l] * (change[i][l] + other[l]) +
                            at[COUPLING][l] * along[l] * direction[l] +
                            (i % 4 == 0 ? (at[BULK][l] - 2 * at[SECANT][l] / 3) * trace[l] : 0);
  }
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "", "plastic strain xx yy zz xy yz xz, without a factor on shears", 6,
     false},
    SUL_PLASTIC_STRAIN_ROW,
    SUL_PLASTIC_WORK_ROW};

const SulModel sul_linear_plastic = {.name = "linear_plastic",
                                     .traits = SUL_SYMMETRIC,
                                     .parameter_count = SUL_ELASTIC_COUNT + SUL_FLOW_PARAMETERS,
                                     .parameters = SUL_PLASTIC_PARAMETERS,
                                     .variable_count = 3,
                                     .variables = variables,
                                     .linearisation_size = NUMBERS,
                                     .refuse = SulRefuseFlow,
                                     .respond = Respond,
                                     .tangent = Tangent,
                                     .at_rest = SulElasticAtRest};
