/* SPDX-License-Identifier: BSD-2-Clause */
/* Compressible neo-Hookean elasticity at finite strain, energy per swollen volume
 * W = mu/2 (tr be - 3 - 2 ln Je) + lambda/2 (ln Je)^2: tau = mu (be - I) + lambda ln Je I. */
#include <math.h>

#include "elastic_constants.h"
#include "finite_strain.h"

enum { INVERSE = 0, SHEAR = 9, LAMBDA, TURNED, NUMBERS }; /* the linearisation */

typedef struct {
  SulKinematics kinematics;
  SulElastic elastic;
  SulSymmetrics excess; /* be - I */
  SulLane volume;       /* ln Je = ln det A, without the loss of digits of det A */
  SulLane lambda;
} State;

static void SetState(const SulPointsIn *in, State *s) {
  s->kinematics = SulKinematicsAt(in);
  s->elastic = SulElasticAt(in);
  s->excess = SulLanesExcess(&s->kinematics.excess);
  const SulMatrices *a = &s->kinematics.excess;
  for (int l = 0; l < SUL_LANES; l++) {
    double c0 = a->of[4][l] * a->of[8][l] - a->of[5][l] * a->of[7][l];
    double c1 = a->of[5][l] * a->of[6][l] - a->of[3][l] * a->of[8][l];
    double c2 = a->of[3][l] * a->of[7][l] - a->of[4][l] * a->of[6][l];
    double second = c0 + a->of[0][l] * (a->of[4][l] + a->of[8][l]) - a->of[1][l] * a->of[3][l] -
                    a->of[2][l] * a->of[6][l];
    double third = a->of[0][l] * c0 + a->of[1][l] * c1 + a->of[2][l] * c2;
    double volume = a->of[0][l] + a->of[4][l] + a->of[8][l] + second + third;
    if (!(volume > -1)) { /* in rounding only: det A is positive */
      s->kinematics.without |= 1u << l;
      volume = 0;
    }
    s->volume[l] = log1p(volume);
    s->lambda[l] = s->elastic.bulk[l] - 2 * s->elastic.shear[l] / 3;
  }
}

/* P = (1 + s)^2 tau A^-T */
static void WriteStress(const State *s, SulLane *stress) {
  SulSymmetrics tau;
  SulMatrices turned = SulLanesTranspose(&s->kinematics.inverse);
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      tau.of[i][l] =
          s->elastic.shear[l] * s->excess.of[i][l] + (i < 3 ? s->lambda[l] * s->volume[l] : 0);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        stress[3 * i + j][l] = s->kinematics.stretch[l] * s->kinematics.stretch[l] *
                               (tau.of[sul_component[3 * i]][l] * turned.of[j][l] +
                                tau.of[sul_component[3 * i + 1]][l] * turned.of[3 + j][l] +
                                tau.of[sul_component[3 * i + 2]][l] * turned.of[6 + j][l]);
}

static void WriteLinearisation(const State *s, SulLane *at) {
  memcpy(&at[INVERSE], s->kinematics.inverse.of, sizeof s->kinematics.inverse.of);
  for (int l = 0; l < SUL_LANES; l++) {
    double stretch = s->kinematics.stretch[l];
    at[SHEAR][l] = stretch * s->elastic.shear[l];
    at[LAMBDA][l] = stretch * s->lambda[l];
    at[TURNED][l] = stretch * (s->elastic.shear[l] - s->lambda[l] * s->volume[l]);
  }
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  State s;
  SetState(in, &s);
  if (out->stress) WriteStress(&s, out->stress);
  for (int l = 0; l < SUL_LANES && out->energy; l++) {
    double trace = s.excess.of[0][l] + s.excess.of[1][l] + s.excess.of[2][l];
    out->energy[0][l] =
        SulSwollenVolume(&s.kinematics, l) * (0.5 * s.elastic.shear[l] * (trace - 2 * s.volume[l]) +
                                              0.5 * s.lambda[l] * s.volume[l] * s.volume[l]);
  }
  if (out->linearisation) WriteLinearisation(&s, out->linearisation);
  return s.kinematics.without;
}

/* With tau A^-T = mu A + (lambda ln Je - mu) A^-T and dF = (1 + s) dA,
 * dP = (1 + s) (mu dF + lambda tr(A^-1 dF) A^-T + (mu - lambda ln Je) A^-T dF^T A^-T). */
static void Tangent(const double *parameters, const SulLane *at, const SulLane *change,
                    SulLane *stress_change) {
  SulMatrices g = SulLanesMatrices(&at[INVERSE]), d = SulLanesMatrices(change);
  (void)parameters;
  SulMatrices gd = SulLanesProduct(&g, &d), gdg = SulLanesProduct(&gd, &g);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        stress_change[3 * i + j][l] =
            at[SHEAR][l] * d.of[3 * i + j][l] +
            at[LAMBDA][l] * (gd.of[0][l] + gd.of[4][l] + gd.of[8][l]) * g.of[3 * j + i][l] +
            at[TURNED][l] * gdg.of[3 * j + i][l];
}

const SulModel sul_neo_hookean = {.name = "neo_hookean",
                                  .traits = SUL_SYMMETRIC | SUL_FINITE,
                                  .parameter_count = SUL_ELASTIC_COUNT,
                                  .parameters = {SUL_ELASTIC_ROWS},
                                  .linearisation_size = NUMBERS,
                                  .respond = Respond,
                                  .tangent = Tangent,
                                  .at_rest = SulElasticAtRest};
