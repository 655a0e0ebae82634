/* SPDX-License-Identifier: BSD-2-Clause */
/* Hencky elasticity at finite strain, without and with J2 flow: tau = 2 G dev h + K tr h I, h the
 * logarithmic strain of Fe (ln Ve), energy per swollen volume.
 *
 * Flow is by the exponential map without plastic spin (Weber and Anand, 1990; Simo, 1992): the trial
 * strain h = 1/2 ln be of be = A Cp^-1 A^T returns radially as at small strain, and Fp^-1 becomes
 * A^-1 exp(-dp 3/2 dev tau / q) A Fp^-1. The yield stress is one of tau: Cauchy's von Mises stress
 * is tau's divided by det Fe.
 *
 * tau is an isotropic function of be, so its change by dA = l A stands in the principal axes n_i of
 * be, b_i its values: dtau_ii = sum_j a_ij l_jj, a_ij = K + 2 G' (delta_ij - 1/3) + c e_i e_j, and off
 * the diagonal dtau_ij = g (l_ij b_j + l_ji b_i), g = (tau_i - tau_j) / (b_i - b_j), with e the trial
 * deviator, G' the secant shear modulus dev tau = 2 G' e and c = 2/e dG'/de in its direction. Less
 * what turns with the material (l tau + tau l^T) and seen from the reference (m_i = A^-1 n_i) it is
 * the change of S by Green's strain:
 * sum_ij (a_ij - 2 tau_i delta_ij) m_ii (x) m_jj + sum_i<j 4 (g b_j - tau_j) m_ij (x) m_ij,
 * m_ij the symmetric product of m_i and m_j. */
#include <math.h>

#include "elastic_constants.h"
#include "finite_strain.h"
#include "plastic_flow.h"
#include "principal.h"

/* The state. */
enum { PLASTIC = 0, STRAIN = 9, WORK };

/* The trial state in its principal axes, and what flow makes of it. */
typedef struct {
  SulKinematics kinematics;
  SulElastic elastic;
  SulTriples excess, logarithm, deviator; /* of be, less 1; h, and its deviator */
  SulMatrices axes;
  SulLane volume;                /* ln det Fe */
  SulLane secant, coupling;      /* G', c */
  SulLane over, increment, work; /* dp/q, dp, dissipated */
  bool flows;                    /* some lane does */
} Trial;

/* Fe - I = (A - I) + Q + (A - I) Q with Q = Fp^-1 - I. */
static SulMatrices ElasticExcess(const SulPointsIn *in, const SulKinematics *k) {
  SulMatrices plastic = SulLanesMatrices(&in->state[PLASTIC]);
  SulMatrices sum = SulLanesProduct(&k->excess, &plastic);
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      sum.of[i][l] += k->excess.of[i][l] + plastic.of[i][l];
  return sum;
}

static void SetStrain(Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    double sum = 0;
    for (int i = 0; i < 3; i++)
      sum += t->logarithm.of[i][l] = 0.5 * log1p(t->excess.of[i][l]);
    t->volume[l] = sum;
    for (int i = 0; i < 3; i++)
      t->deviator.of[i][l] = t->logarithm.of[i][l] - sum / 3;
    t->secant[l] = t->elastic.shear[l];
    t->coupling[l] = t->over[l] = t->increment[l] = t->work[l] = 0;
  }
  t->flows = false;
}

static void SetTrial(const SulPointsIn *in, bool plastic, Trial *t) {
  t->kinematics = SulKinematicsAt(in);
  t->elastic = SulElasticAt(in);
  SulMatrices excess = plastic ? ElasticExcess(in, &t->kinematics) : t->kinematics.excess;
  SulSymmetrics trial = SulLanesExcess(&excess);
  SulPrincipalAxes(&trial, &t->excess, &t->axes);
  SulKinematicsCheck(&t->kinematics, &t->excess);
  SetStrain(t);
}

static void Flow(const SulPointsIn *in, Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    SulFlow flow = SulFlowAt(in, l);
    double g = t->elastic.shear[l], square = 0;
    for (int i = 0; i < 3; i++)
      square += t->deviator.of[i][l] * t->deviator.of[i][l];
    double q = sqrt(6 * square) * g;
    SulReturn back = SulRadialReturn(&flow, g, q, in->state[STRAIN][l], in->step);
    if (!(back.increment > 0)) continue;
    t->flows = true;
    t->increment[l] = back.increment;
    t->over[l] = back.increment / q;
    t->work[l] = back.work;
    t->secant[l] = g * (1 - 3 * g * t->over[l]);
    t->coupling[l] = -36 * g * g * g * g / (q * q) * (back.derivative - t->over[l]);
  }
}

static SulTriples Principal(const Trial *t) {
  SulTriples tau;
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++)
      tau.of[i][l] = t->elastic.bulk[l] * t->volume[l] + 2 * t->secant[l] * t->deviator.of[i][l];
  return tau;
}

static void WriteEnergy(const Trial *t, SulLane *energy) {
  for (int l = 0; l < SUL_LANES; l++) {
    double square = 0;
    for (int i = 0; i < 3; i++)
      square += t->deviator.of[i][l] * t->deviator.of[i][l];
    energy[0][l] = SulSwollenVolume(&t->kinematics, l) *
                   (0.5 * t->elastic.bulk[l] * t->volume[l] * t->volume[l] +
                    t->secant[l] * t->secant[l] / t->elastic.shear[l] * square);
  }
}

/* ---- The slope --------------------------------------------------------------------------------- */

/* moduli += factor * m (x) n + n (x) m, or m (x) m once. */
static void AddProduct(SulModuli *moduli, const SulLane factor, const SulSymmetrics *m,
                       const SulSymmetrics *n) {
  for (int i = 0; i < 6; i++)
    for (int j = i; j < 6; j++)
      for (int l = 0; l < SUL_LANES; l++)
        moduli->of[SulModuliPlace(i, j)][l] += factor[l] * m->of[i][l] * n->of[j][l];
}

/* The symmetric product of columns p and q. */
static SulSymmetrics ColumnProduct(const SulMatrices *a, int p, int q) {
  SulSymmetrics product;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    for (int l = 0; l < SUL_LANES; l++)
      product.of[k][l] =
          0.5 * (a->of[i + p][l] * a->of[j + q][l] + a->of[i + q][l] * a->of[j + p][l]);
  }
  return product;
}

/* The normal part as sum_i m_ii (x) (sum_j (a_ij - 2 tau_i delta_ij) m_jj). */
static void AddNormals(const Trial *t, const SulTriples *tau, const SulSymmetrics *normal,
                       SulModuli *moduli) {
  static const SulLane one = {1, 1, 1, 1};
  for (int i = 0; i < 3; i++) {
    SulSymmetrics along = {{{0}}};
    for (int j = 0; j < 3; j++) {
      SulLane a;
      for (int l = 0; l < SUL_LANES; l++)
        a[l] = t->elastic.bulk[l] - 2. / 3 * t->secant[l] +
               t->coupling[l] * t->deviator.of[i][l] * t->deviator.of[j][l] +
               (i == j ? 2 * (t->secant[l] - tau->of[i][l]) : 0);
      for (int k = 0; k < 6; k++)
        for (int l = 0; l < SUL_LANES; l++)
          along.of[k][l] += a[l] * normal[j].of[k][l];
    }
    AddProduct(moduli, one, &normal[i], &along);
  }
}

static SulModuli Moduli(const Trial *t, const SulTriples *tau, const SulMatrices *seen) {
  SulModuli moduli = {{{0}}};
  SulSymmetrics normal[3];
  for (int i = 0; i < 3; i++)
    normal[i] = ColumnProduct(seen, i, i);
  AddNormals(t, tau, normal, &moduli);
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3;
    SulLane factor;
    SulSymmetrics shear = ColumnProduct(seen, i, j);
    for (int l = 0; l < SUL_LANES; l++) {
      double b = 1 + t->excess.of[j][l];
      double x = (t->excess.of[i][l] - t->excess.of[j][l]) / b;
      double quotient =
          SulLogarithmQuotient(x, 2 * (t->logarithm.of[i][l] - t->logarithm.of[j][l]));
      factor[l] = 4 * (t->secant[l] * quotient - tau->of[j][l]);
    }
    AddProduct(&moduli, factor, &shear, &shear);
  }
  return moduli;
}

/* ---- The answers -------------------------------------------------------------------------------- */

static void Answer(const Trial *t, const SulPointsOut *out) {
  SulTriples tau = Principal(t);
  SulMatrices seen = SulLanesProduct(&t->kinematics.inverse, &t->axes);
  SulSymmetrics stress = SulLanesFromAxes(&tau, &seen);
  if (out->stress) SulFiniteStress(&t->kinematics, &stress, out->stress);
  if (out->energy) WriteEnergy(t, out->energy);
  if (!out->linearisation) return;
  SulModuli moduli = Moduli(t, &tau, &seen);
  SulFiniteLinearise(&t->kinematics, &stress, &moduli, out->linearisation);
}

/* Q' = Q + A^-1 (exp(-flow) - I) A (I + Q). */
static void MoveState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  SulTriples by_axis;
  SulMatrices plastic;
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++)
      by_axis.of[i][l] = t->increment[l] > 0
                             ? expm1(-3 * t->over[l] * t->elastic.shear[l] * t->deviator.of[i][l])
                             : 0;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      plastic.of[i][l] = in->state[PLASTIC + i][l] + (i % 4 == 0);
  SulSymmetrics map = SulLanesFromAxes(&by_axis, &t->axes);
  SulMatrices left = SulLanesTimesSymmetric(&t->kinematics.inverse, &map);
  SulMatrices right = SulLanesProduct(&t->kinematics.deformation, &plastic);
  SulMatrices added = SulLanesProduct(&left, &right);
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      state[PLASTIC + i][l] += added.of[i][l];
}

static void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  memcpy(state, in->state, (WORK + 1) * sizeof *state);
  if (!t->flows) return;
  MoveState(t, in, state);
  for (int l = 0; l < SUL_LANES; l++) {
    state[STRAIN][l] += t->increment[l];
    state[WORK][l] += SulSwollenVolume(&t->kinematics, l) * t->work[l];
  }
}

static unsigned RespondElastic(const SulPointsIn *in, const SulPointsOut *out) {
  Trial trial;
  SetTrial(in, false, &trial);
  Answer(&trial, out);
  return trial.kinematics.without;
}

static unsigned RespondPlastic(const SulPointsIn *in, const SulPointsOut *out) {
  Trial trial;
  SetTrial(in, true, &trial);
  Flow(in, &trial);
  Answer(&trial, out);
  if (out->state) WriteState(&trial, in, out->state);
  return trial.kinematics.without;
}

const SulModel sul_hencky = {.name = "hencky",
                             .traits = SUL_SYMMETRIC | SUL_FINITE,
                             .parameter_count = SUL_ELASTIC_COUNT,
                             .parameters = {SUL_ELASTIC_ROWS},
                             .linearisation_size = SUL_FINITE_NUMBERS,
                             .respond = RespondElastic,
                             .tangent = SulFiniteTangent,
                             .at_rest = SulElasticAtRest};

/* Back stress has no axes of its own here: the return stays in those of the trial strain. */
static const char *RefusePlastic(const double *parameters) {
  if (parameters[SUL_ELASTIC_COUNT + SUL_HARDENING_KINEMATIC] > 0)
    return "kinematic hardening at finite strain is that of the model hencky_additive_plastic, "
           "whose back stress stands in logarithmic strain";
  return SulRefuseFlow(parameters);
}

static const SulStateVariable variables[] = {
    {"plastic_deformation", "", "inverse plastic part of the deformation gradient, less one", 9,
     false},
    SUL_PLASTIC_STRAIN_ROW,
    SUL_PLASTIC_WORK_ROW};

const SulModel sul_hencky_plastic = {.name = "hencky_plastic",
                                     .traits = SUL_SYMMETRIC | SUL_FINITE,
                                     .parameter_count = SUL_ELASTIC_COUNT + SUL_FLOW_PARAMETERS,
                                     .parameters = SUL_PLASTIC_PARAMETERS,
                                     .variable_count = 3,
                                     .variables = variables,
                                     .linearisation_size = SUL_FINITE_NUMBERS,
                                     .refuse = RefusePlastic,
                                     .respond = RespondPlastic,
                                     .tangent = SulFiniteTangent,
                                     .at_rest = SulElasticAtRest};
