/* SPDX-License-Identifier: BSD-2-Clause */
/* Small strain J2 plasticity: sigma = K tr(e) I + 2 G dev(e - ep), e = strain less swelling, ep by
 * radial return with isotropic (linear, Voce) and linear kinematic hardening and a rate term.
 *
 * With xi = 2 G dev(e - ep) - 2/3 C ep of the trial, q its von Mises stress and dp the increment,
 * dev sigma = 2 G dev(e - ep) - 3 G dp/q xi. The tangent on a change of e is
 * K tr I + 2 G (1 - 3 G dp/q) dev - 9 G^2 (dp' - dp/q) xi (xi : .) / q^2, dp' = d dp / dq. */
#include "elastic_constants.h"
#include "lanes.h"
#include "plastic_flow.h"

enum { BULK, SECANT, COUPLING, DIRECTION, NUMBERS = DIRECTION + 6 }; /* the linearisation */
enum { PLASTIC = 0, STRAIN = 6, WORK };                              /* the state */

typedef struct {
  SulElastic elastic;
  SulVector trace, over, kinematic; /* of e; dp/q; C */
  SulVector increment, derivative, work;
  SulSymmetrics deviator, relative, plastic; /* of the trial: dev(e - ep), xi, ep */
  SulVector von_mises;
} Trial;

/* Components of which a symmetric sum has one, and two. */
static inline double Times(int component) {
  return component < 3 ? 1 : 2;
}

static inline void SetStrain(const SulPointsIn *in, Trial *t) {
  SulMatrices h = SulLanesMatrices(in->gradient);
  SulVector swelling, trace = h.of[0] + h.of[4] + h.of[8];
  memcpy(&swelling, in->swelling, sizeof swelling);
  t->trace = trace - 3 * swelling;
  t->plastic = SulLanesSymmetrics(&in->state[PLASTIC]);
  for (int i = 0; i < 6; i++) {
    SulVector twice =
        h.of[3 * sul_first[i] + sul_second[i]] + h.of[3 * sul_second[i] + sul_first[i]];
    t->deviator.of[i] = 0.5 * twice - t->plastic.of[i];
    if (i < 3) t->deviator.of[i] -= trace / 3;
  }
}

static inline void Return(const SulPointsIn *in, Trial *t) {
  SulFlow flow[SUL_LANES];
  SulVector square = {0};
  for (int l = 0; l < SUL_LANES; l++) {
    flow[l] = SulFlowAt(in, l);
    t->kinematic[l] = flow[l].kinematic;
  }
  for (int i = 0; i < 6; i++) {
    t->relative.of[i] =
        2 * t->elastic.shear * t->deviator.of[i] - 2. / 3 * t->kinematic * t->plastic.of[i];
    square += Times(i) * t->relative.of[i] * t->relative.of[i];
  }
  for (int l = 0; l < SUL_LANES; l++) {
    double q = sqrt(1.5 * square[l]);
    SulReturn back =
        SulRadialReturn(&flow[l], t->elastic.shear[l], q, in->state[STRAIN][l], in->step);
    t->von_mises[l] = q;
    t->increment[l] = back.increment;
    t->derivative[l] = back.derivative;
    t->work[l] = back.work;
    t->over[l] = back.increment > 0 ? back.increment / q : 0;
  }
}

/* Stored: elastic, and by the back stress C/3 ep : ep. */
static inline void WriteEnergy(const Trial *t, SulLane *energy) {
  SulVector sum = 0.5 * t->elastic.bulk * t->trace * t->trace;
  for (int i = 0; i < 6; i++) {
    SulVector moved = 1.5 * t->over * t->relative.of[i];
    SulVector elastic = t->deviator.of[i] - moved, plastic = t->plastic.of[i] + moved;
    sum += Times(i) * (t->elastic.shear * elastic * elastic + t->kinematic / 3 * plastic * plastic);
  }
  *(SulVector *)energy = sum;
}

static inline void WriteStress(const Trial *t, SulLane *stress) {
  for (int i = 0; i < 9; i++) {
    int k = sul_component[i];
    SulVector sum = t->elastic.shear * (2 * t->deviator.of[k] - 3 * t->over * t->relative.of[k]);
    if (k < 3) sum += t->elastic.bulk * t->trace;
    *(SulVector *)stress[i] = sum;
  }
}

static inline void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  memcpy(state, in->state, (WORK + 1) * sizeof *state);
  for (int i = 0; i < 6; i++)
    *(SulVector *)state[PLASTIC + i] += 1.5 * t->over * t->relative.of[i];
  *(SulVector *)state[STRAIN] += t->increment;
  *(SulVector *)state[WORK] += t->work;
}

static inline void WriteLinearisation(const Trial *t, SulLane *at) {
  memcpy(&at[DIRECTION], t->relative.of, sizeof t->relative.of);
  for (int l = 0; l < SUL_LANES; l++) {
    double g = t->elastic.shear[l], q = t->von_mises[l];
    at[BULK][l] = t->elastic.bulk[l];
    at[SECANT][l] = g * (1 - 3 * g * t->over[l]);
    at[COUPLING][l] = t->over[l] > 0 ? -9 * g * g * (t->derivative[l] - t->over[l]) / (q * q) : 0;
  }
}

SUL_FOR_EACH_PROCESSOR
static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  Trial trial;
  trial.elastic = SulElasticAt(in);
  SetStrain(in, &trial);
  Return(in, &trial);
  if (out->stress) WriteStress(&trial, out->stress);
  if (out->energy) WriteEnergy(&trial, out->energy);
  if (out->state) WriteState(&trial, in, out->state);
  if (out->linearisation) WriteLinearisation(&trial, out->linearisation);
  unsigned without = 0;
  for (int l = 0; l < SUL_LANES; l++)
    if (!isfinite(trial.trace[l]) || !isfinite(trial.von_mises[l])) without |= 1u << l;
  return without;
}

SUL_FOR_EACH_PROCESSOR
static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  SulMatrices d = SulLanesMatrices(change), sum;
  const SulVector *at = (const SulVector *)linearisation;
  SulVector trace = d.of[0] + d.of[4] + d.of[8], along = {0};
  (void)parameters;
  for (int i = 0; i < 9; i++)
    along += at[DIRECTION + sul_component[i]] * d.of[i];
  along *= at[COUPLING];
  trace *= at[BULK] - 2. / 3 * at[SECANT];
  for (int i = 0; i < 9; i++) {
    sum.of[i] = at[SECANT] * (d.of[i] + d.of[3 * (i % 3) + i / 3]) +
                along * at[DIRECTION + sul_component[i]];
    if (i % 4 == 0) sum.of[i] += trace;
  }
  memcpy(stress_change, sum.of, sizeof sum.of);
}

SUL_FOR_EACH_PROCESSOR
static void Moduli(const SulLane *linearisation, SulLane *moduli) {
  const SulVector *at = (const SulVector *)linearisation;
  SulVector *to = (SulVector *)moduli, lambda = at[BULK] - 2. / 3 * at[SECANT];
  for (int c = 0; c < 9; c++) {
    SulVector along = at[COUPLING] * at[DIRECTION + sul_component[c]];
    for (int r = 0; r < 9; r++)
      to[9 * c + r] = along * at[DIRECTION + sul_component[r]];
    to[10 * c] += at[SECANT];
    to[9 * c + 3 * (c % 3) + c / 3] += at[SECANT];
  }
  for (int i = 0; i < 9; i++)
    to[36 * (i / 3) + 4 * (i % 3)] += lambda;
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "", "plastic strain xx yy zz xy yz xz, without a factor on shears", 6,
     false, NULL},
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
                                     .moduli = Moduli,
                                     .at_rest = SulElasticAtRest};
