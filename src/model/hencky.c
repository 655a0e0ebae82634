/* SPDX-License-Identifier: BSD-2-Clause */
/* Hencky elasticity at finite strain, without and with J2 flow: tau = 2 G dev h + K tr h I, h the
 * logarithmic strain of Fe (ln Ve), energy per swollen volume.
 *
 * Flow is by the exponential map without plastic spin (Weber and Anand, 1990; Simo, 1992): the trial
 * strain h = 1/2 ln be of be = A Cp^-1 A^T returns radially as at small strain, be to exp(-2 D) be
 * with D = dp 3/2 dev tau / q, and Cp^-1 is A^-1 be A^-T again. It is kept less I. The yield stress
 * is one of tau: Cauchy's von Mises stress is tau's divided by det Fe.
 *
 * tau is an isotropic function of be, so its change by dA = l A stands in the principal axes n_i of
 * be, b_i its values: dtau_ii = sum_j a_ij l_jj, a_ij = K + 2 G' (delta_ij - 1/3) + c e_i e_j, and off
 * the diagonal dtau_ij = g (l_ij b_j + l_ji b_i), g = (tau_i - tau_j) / (b_i - b_j), with e the trial
 * deviator, G' the secant shear modulus dev tau = 2 G' e and c = 2/e dG'/de in its direction. Less
 * what turns with the material (l tau + tau l^T) and seen from the reference (m_i = A^-1 n_i) it is
 * the change of S by Green's strain:
 * sum_ij (a_ij - 2 tau_i delta_ij) m_ii (x) m_jj + sum_i<j 4 (g b_j - tau_j) m_ij (x) m_ij,
 * m_ij the symmetric product of m_i and m_j. */
#include "elastic_constants.h"
#include "finite_strain.h"
#include "plastic_flow.h"
#include "principal.h"

/* The state. */
enum { PLASTIC = 0, STRAIN = 6, WORK };

/* The trial state in its principal axes, and what flow makes of it. */
typedef struct {
  SulPointKinematics kinematics;
  SulElastic elastic;
  SulTriples excess, logarithm, deviator; /* of be, less 1; h, and its deviator */
  SulMatrices axes;
  SulVector volume, square;        /* ln det Fe; e : e */
  SulVector secant, coupling;      /* G', c */
  SulVector over, increment, work; /* dp/q, dp, dissipated */
  bool flows;                      /* some lane does */
} Trial;

/* be - I = (A A^T - I) + A (Cp^-1 - I) A^T */
static inline SulSymmetrics ElasticExcess(const SulPointsIn *in, const SulPointKinematics *k) {
  SulSymmetrics sum = SulLanesExcess(&k->excess);
  SulSymmetrics plastic = SulLanesSymmetrics(&in->state[PLASTIC]);
  plastic = SulLanesTurn(&k->deformation, &plastic);
  for (int i = 0; i < 6; i++)
    sum.of[i] += plastic.of[i];
  return sum;
}

static inline void SetTrial(const SulPointsIn *in, bool plastic, Trial *t) {
  t->kinematics = SulKinematicsAt(in);
  t->elastic = SulElasticAt(in);
  SulSymmetrics trial =
      plastic ? ElasticExcess(in, &t->kinematics) : SulLanesExcess(&t->kinematics.excess);
  SulPrincipalAxes(&trial, &t->excess, &t->axes);
  SulKinematicsCheck(&t->kinematics, &t->excess);
  for (int i = 0; i < 3; i++) {
    SulLanesLogarithm(&t->excess.of[i], &t->logarithm.of[i]);
    t->logarithm.of[i] *= 0.5;
  }
  t->volume = t->logarithm.of[0] + t->logarithm.of[1] + t->logarithm.of[2];
  t->square = t->coupling = t->over = t->increment = t->work = (SulVector){0};
  for (int i = 0; i < 3; i++) {
    t->deviator.of[i] = t->logarithm.of[i] - t->volume / 3;
    t->square += t->deviator.of[i] * t->deviator.of[i];
  }
  t->secant = t->elastic.shear;
  t->flows = false;
}

static inline void Flow(const SulPointsIn *in, Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    SulFlow flow = SulFlowAt(in, l);
    double g = t->elastic.shear[l], q = sqrt(6 * t->square[l]) * g;
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

/* ---- The slope --------------------------------------------------------------------------------- */

/* The symmetric product of columns p and q. */
static inline SulSymmetrics ColumnProduct(const SulMatrices *a, int p, int q) {
  SulSymmetrics product;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    product.of[k] = 0.5 * (a->of[i + p] * a->of[j + q] + a->of[i + q] * a->of[j + p]);
  }
  return product;
}

/* moduli += m (x) n, which is symmetric in the sum */
static inline void AddProduct(const SulSymmetrics *m, const SulSymmetrics *n, SulModuli *moduli) {
  for (int i = 0; i < 6; i++)
    for (int j = i; j < 6; j++)
      moduli->of[SulModuliPlace(i, j)] += m->of[i] * n->of[j];
}

/* The normal part as sum_i m_ii (x) (sum_j (a_ij - 2 tau_i delta_ij) m_jj). */
static inline void AddNormals(const Trial *t, const SulTriples *tau, const SulMatrices *seen,
                              SulModuli *moduli) {
  SulSymmetrics normal[3];
  for (int i = 0; i < 3; i++)
    normal[i] = ColumnProduct(seen, i, i);
  for (int i = 0; i < 3; i++) {
    SulSymmetrics along = {{{0}}};
    for (int j = 0; j < 3; j++) {
      SulVector a = t->elastic.bulk - 2. / 3 * t->secant +
                    t->coupling * t->deviator.of[i] * t->deviator.of[j];
      if (i == j) a += 2 * (t->secant - tau->of[i]);
      for (int k = 0; k < 6; k++)
        along.of[k] += a * normal[j].of[k];
    }
    AddProduct(&normal[i], &along, moduli);
  }
}

static inline void AddShears(const Trial *t, const SulTriples *tau, const SulMatrices *seen,
                             SulModuli *moduli) {
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3;
    SulVector x = (t->excess.of[i] - t->excess.of[j]) / (1 + t->excess.of[j]), quotient = x;
    SulVector logarithm = 2 * (t->logarithm.of[i] - t->logarithm.of[j]);
    for (int l = 0; l < SUL_LANES; l++)
      quotient[l] = SulLogarithmQuotient(x[l], logarithm[l]);
    SulVector factor = 4 * (t->secant * quotient - tau->of[j]);
    SulSymmetrics shear = ColumnProduct(seen, i, j), scaled;
    for (int k = 0; k < 6; k++)
      scaled.of[k] = factor * shear.of[k];
    AddProduct(&shear, &scaled, moduli);
  }
}

/* ---- The answers -------------------------------------------------------------------------------- */

static inline void Answer(const Trial *t, const SulPointsOut *out) {
  SulTriples tau;
  for (int i = 0; i < 3; i++)
    tau.of[i] = t->elastic.bulk * t->volume + 2 * t->secant * t->deviator.of[i];
  SulMatrices seen = SulLanesProduct(&t->kinematics.inverse, &t->axes);
  SulSymmetrics stress = SulLanesFromAxes(&tau, &seen);
  if (out->stress) SulFiniteStress(&t->kinematics, &stress, out->stress);
  if (out->energy)
    *(SulVector *)out->energy =
        t->kinematics.swollen * (0.5 * t->elastic.bulk * t->volume * t->volume +
                                 t->secant * t->secant / t->elastic.shear * t->square);
  if (!out->linearisation) return;
  SulModuli moduli = {{{0}}};
  AddNormals(t, &tau, &seen, &moduli);
  AddShears(t, &tau, &seen, &moduli);
  SulFiniteLinearise(&t->kinematics, &stress, &moduli, out->linearisation);
}

/* Cp^-1 grows by sum_i b_i (exp(-2 D_i) - 1) m_i (x) m_i. */
static inline void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  memcpy(state, in->state, (WORK + 1) * sizeof *state);
  if (!t->flows) return;
  SulTriples by_axis;
  for (int i = 0; i < 3; i++) {
    by_axis.of[i] = -6 * t->over * t->elastic.shear * t->deviator.of[i];
    for (int l = 0; l < SUL_LANES; l++)
      by_axis.of[i][l] = expm1(by_axis.of[i][l]);
    by_axis.of[i] *= 1 + t->excess.of[i];
  }
  SulMatrices seen = SulLanesProduct(&t->kinematics.inverse, &t->axes);
  SulSymmetrics added = SulLanesFromAxes(&by_axis, &seen);
  for (int i = 0; i < 6; i++)
    *(SulVector *)state[PLASTIC + i] += added.of[i];
  *(SulVector *)state[STRAIN] += t->increment;
  *(SulVector *)state[WORK] += t->kinematics.swollen * t->work;
}

/* 1/2 ln Cp of Cp^-1 - I. */
static void ShowPlasticStrain(const SulLane *kept, SulLane *shown) {
  SulSymmetrics excess = SulLanesSymmetrics(kept);
  SulTriples value;
  SulMatrices axes;
  SulPrincipalAxes(&excess, &value, &axes);
  for (int i = 0; i < 3; i++) {
    SulVector one = value.of[i];
    SulLanesLogarithm(&one, &value.of[i]);
    value.of[i] *= -0.5;
  }
  SulSymmetrics strain = SulLanesFromAxes(&value, &axes);
  memcpy(shown, strain.of, sizeof strain.of);
}

SUL_FOR_EACH_PROCESSOR
static unsigned RespondElastic(const SulPointsIn *in, const SulPointsOut *out) {
  Trial trial;
  SetTrial(in, false, &trial);
  Answer(&trial, out);
  return trial.kinematics.without;
}

SUL_FOR_EACH_PROCESSOR
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
                             .moduli = SulFiniteModuli,
                             .at_rest = SulElasticAtRest};

/* Back stress has no axes of its own here: the return stays in those of the trial strain. */
static const char *RefusePlastic(const double *parameters) {
  if (parameters[SUL_ELASTIC_COUNT + SUL_HARDENING_KINEMATIC] > 0)
    return "kinematic hardening at finite strain is that of the model hencky_additive_plastic, "
           "whose back stress stands in logarithmic strain";
  return SulRefuseFlow(parameters);
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "",
     "logarithmic plastic strain xx yy zz xy yz xz, without a factor on shears", 6, false,
     ShowPlasticStrain},
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
                                     .moduli = SulFiniteModuli,
                                     .at_rest = SulElasticAtRest};
