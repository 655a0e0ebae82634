/* SPDX-License-Identifier: BSD-2-Clause */
/* Compressible neo-Hookean elasticity at finite strain, energy per swollen volume
 * W = mu/2 (tr be - 3 - 2 ln Je) + lambda/2 (ln Je)^2: tau = mu (be - I) + lambda ln Je I. */
#include "elastic_constants.h"
#include "finite_strain.h"

enum { INVERSE = 0, SHEAR = 9, LAMBDA, TURNED, NUMBERS }; /* the linearisation */

typedef struct {
  SulPointKinematics kinematics;
  SulElastic elastic;
  SulSymmetrics excess; /* be - I */
  SulVector volume;     /* ln Je = ln det A, without the loss of digits of det A */
  SulVector lambda;
} State;

/* det (I + a) - 1 */
static inline void VolumeExcess(const SulVector *a, SulVector *volume) {
  SulVector c0 = a[4] * a[8] - a[5] * a[7], c1 = a[5] * a[6] - a[3] * a[8];
  SulVector c2 = a[3] * a[7] - a[4] * a[6];
  SulVector second = c0 + a[0] * (a[4] + a[8]) - a[1] * a[3] - a[2] * a[6];
  *volume = a[0] + a[4] + a[8] + second + a[0] * c0 + a[1] * c1 + a[2] * c2;
}

static inline void SetState(const SulPointsIn *in, State *s) {
  SulTriples volume;
  s->kinematics = SulKinematicsAt(in);
  s->elastic = SulElasticAt(in);
  s->excess = SulLanesExcess(&s->kinematics.excess);
  VolumeExcess(s->kinematics.excess.of, &volume.of[0]);
  volume.of[1] = volume.of[2] = volume.of[0];
  SulKinematicsCheck(&s->kinematics, &volume);
  SulLanesLogarithm(&volume.of[0], &s->volume);
  s->lambda = s->elastic.bulk - 2. / 3 * s->elastic.shear;
}

/* P = (1 + s)^2 tau A^-T, so its transpose is A^-1 tau. */
static inline void WriteStress(const State *s, SulLane *stress) {
  SulSymmetrics tau;
  for (int i = 0; i < 6; i++) {
    tau.of[i] = s->elastic.shear * s->excess.of[i];
    if (i < 3) tau.of[i] += s->lambda * s->volume;
    tau.of[i] *= s->kinematics.stretch * s->kinematics.stretch;
  }
  SulMatrices product = SulLanesTimesSymmetric(&s->kinematics.inverse, &tau);
  product = SulLanesTranspose(&product);
  memcpy(stress, product.of, sizeof product.of);
}

static inline void WriteLinearisation(const State *s, SulLane *linearisation) {
  SulVector *at = (SulVector *)linearisation;
  memcpy(&at[INVERSE], s->kinematics.inverse.of, sizeof s->kinematics.inverse.of);
  at[SHEAR] = s->kinematics.stretch * s->elastic.shear;
  at[LAMBDA] = s->kinematics.stretch * s->lambda;
  at[TURNED] = s->kinematics.stretch * (s->elastic.shear - s->lambda * s->volume);
}

SUL_FOR_EACH_PROCESSOR
static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  State s;
  SetState(in, &s);
  if (out->stress) WriteStress(&s, out->stress);
  if (out->energy) {
    SulVector trace = s.excess.of[0] + s.excess.of[1] + s.excess.of[2];
    *(SulVector *)out->energy =
        s.kinematics.swollen *
        (0.5 * s.elastic.shear * (trace - 2 * s.volume) + 0.5 * s.lambda * s.volume * s.volume);
  }
  if (out->linearisation) WriteLinearisation(&s, out->linearisation);
  return s.kinematics.without;
}

/* With tau A^-T = mu A + (lambda ln Je - mu) A^-T and dF = (1 + s) dA,
 * dP = (1 + s) (mu dF + lambda tr(A^-1 dF) A^-T + (mu - lambda ln Je) A^-T dF^T A^-T). */
SUL_FOR_EACH_PROCESSOR
static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  SulMatrices g = SulLanesMatrices(&linearisation[INVERSE]), d = SulLanesMatrices(change), sum;
  const SulVector *at = (const SulVector *)linearisation;
  (void)parameters;
  SulMatrices gd = SulLanesProduct(&g, &d), gdg = SulLanesProduct(&gd, &g);
  SulVector trace = at[LAMBDA] * (gd.of[0] + gd.of[4] + gd.of[8]);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      sum.of[3 * i + j] =
          at[SHEAR] * d.of[3 * i + j] + trace * g.of[3 * j + i] + at[TURNED] * gdg.of[3 * j + i];
  memcpy(stress_change, sum.of, sizeof sum.of);
}

/* dP_ij/dH_kl = mu delta_ik delta_jl + lambda g_ji g_lk + turned g_jk g_li, g = A^-1. */
SUL_FOR_EACH_PROCESSOR
static void Moduli(const SulLane *linearisation, SulLane *moduli) {
  const SulVector *at = (const SulVector *)linearisation, *g = &at[INVERSE];
  SulVector *to = (SulVector *)moduli;
  for (int k = 0; k < 3; k++)
    for (int l = 0; l < 3; l++) {
      SulVector volume = at[LAMBDA] * g[3 * l + k];
      for (int i = 0; i < 3; i++) {
        SulVector turned = at[TURNED] * g[3 * l + i];
        for (int j = 0; j < 3; j++)
          to[9 * (3 * k + l) + 3 * i + j] = volume * g[3 * j + i] + turned * g[3 * j + k];
      }
      to[10 * (3 * k + l)] += at[SHEAR];
    }
}

const SulModel sul_neo_hookean = {.name = "neo_hookean",
                                  .traits = SUL_SYMMETRIC | SUL_FINITE,
                                  .parameter_count = SUL_ELASTIC_COUNT,
                                  .parameters = {SUL_ELASTIC_ROWS},
                                  .linearisation_size = NUMBERS,
                                  .respond = Respond,
                                  .tangent = Tangent,
                                  .moduli = Moduli,
                                  .at_rest = SulElasticAtRest};
