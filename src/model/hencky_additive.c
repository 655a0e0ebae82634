/* SPDX-License-Identifier: BSD-2-Clause */
/* Hencky elasticity with J2 flow, additive in the logarithmic strain (Miehe, Apel and Lambrecht, 2002):
 * E = 1/2 ln C, C = A^T A, splits into Ee + Ep, T = 2 G dev Ee + K tr Ee I returns radially with all
 * hardenings of small strain, the back stress 2/3 C Ep standing in the same space. Where principal
 * axes stay fixed this is hencky_plastic; in large shears it is another model.
 *
 * S = T : d(ln C)/dC: in the principal axes of C, c_i its values, S_ij = f[c_i, c_j] T_ij with f the
 * first divided difference of the logarithm. Its change by Green's strain is
 *
 *     dS_ij = f_ij dT_ij + 2 sum_k f[c_i, c_k, c_j] (T_ik dE_kj + dE_ik T_kj)
 *
 * with second divided differences, which stay smooth where values coincide; dT by the logarithmic
 * strain's change f_ij dE_ij as at small strain. */
#include "elastic_constants.h"
#include "finite_strain.h"
#include "plastic_flow.h"
#include "principal.h"

/* The state. */
enum { PLASTIC = 0, STRAIN = 6, WORK };

/* All in the principal axes of C. */
typedef struct {
  SulPointKinematics kinematics;
  SulElastic elastic;
  SulTriples excess, logarithm; /* of C, less 1; of the stretches */
  SulMatrices axes;
  SulVector volume;
  SulSymmetrics plastic, deviator, relative;   /* Ep; dev Ee and xi of the trial */
  SulSymmetrics stress;                        /* T */
  SulVector over, secant, coupling, kinematic; /* dp/q, G', c, C */
  SulVector increment, work;
} Trial;

static inline void SetTrial(const SulPointsIn *in, Trial *t) {
  t->kinematics = SulKinematicsAt(in);
  t->elastic = SulElasticAt(in);
  SulMatrices turned = SulLanesTranspose(&t->kinematics.excess);
  SulSymmetrics excess = SulLanesExcess(&turned);
  SulSymmetrics plastic = SulLanesSymmetrics(&in->state[PLASTIC]);
  SulPrincipalAxes(&excess, &t->excess, &t->axes);
  SulKinematicsCheck(&t->kinematics, &t->excess);
  turned = SulLanesTranspose(&t->axes);
  t->plastic = SulLanesTurn(&turned, &plastic);
  for (int i = 0; i < 3; i++) {
    SulLanesLogarithm(&t->excess.of[i], &t->logarithm.of[i]);
    t->logarithm.of[i] *= 0.5;
  }
  t->volume = t->logarithm.of[0] + t->logarithm.of[1] + t->logarithm.of[2];
  for (int i = 0; i < 6; i++) {
    t->deviator.of[i] = -t->plastic.of[i];
    if (i < 3) t->deviator.of[i] += t->logarithm.of[i] - t->volume / 3;
  }
}

static inline void Return(const SulPointsIn *in, const SulFlow *flow, const SulVector *square,
                          Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    double g = t->elastic.shear[l], q = sqrt(1.5 * (*square)[l]);
    SulReturn back = SulRadialReturn(&flow[l], g, q, in->state[STRAIN][l], in->step);
    bool flows = back.increment > 0;
    t->increment[l] = back.increment;
    t->work[l] = back.work;
    t->over[l] = flows ? back.increment / q : 0;
    t->coupling[l] = flows ? -9 * g * g * (back.derivative - t->over[l]) / (q * q) : 0;
  }
}

static inline void Flow(const SulPointsIn *in, Trial *t) {
  SulFlow flow[SUL_LANES];
  SulVector g = t->elastic.shear, square = {0};
  for (int l = 0; l < SUL_LANES; l++) {
    flow[l] = SulFlowAt(in, l);
    t->kinematic[l] = flow[l].kinematic;
  }
  for (int i = 0; i < 6; i++) {
    t->relative.of[i] = 2 * g * t->deviator.of[i] - 2. / 3 * t->kinematic * t->plastic.of[i];
    square += (i < 3 ? 1. : 2.) * t->relative.of[i] * t->relative.of[i];
  }
  Return(in, flow, &square, t);
  t->secant = g * (1 - 3 * g * t->over);
  for (int i = 0; i < 6; i++) {
    t->stress.of[i] = g * (2 * t->deviator.of[i] - 3 * t->over * t->relative.of[i]);
    if (i < 3) t->stress.of[i] += t->elastic.bulk * t->volume;
  }
}

/* ---- Divided differences of the logarithm ------------------------------------------------------- */

/* f[c_i, c_j] by component, and f[c_i, c_i, c_j] at 3 i + j; f[c_0, c_1, c_2]. */
typedef struct {
  SulSymmetrics first;
  SulMatrices second;
  SulVector third;
} Differences;

/* f[1 + x, 1 + x, 1] = (1 / (1 + x) - ln(1 + x) / x) / x, `quotient` = ln(1 + x) / x. */
static inline double Twice(double x, double quotient) {
  double sum = 0;
  for (int k = 9; k >= 1; k--) /* sum (-1)^k k/(k+1) x^(k-1) */
    sum = (k % 2 ? -1 : 1) * k / (k + 1.) + x * sum;
  return fabs(x) < 1e-2 ? sum : (1 / (1 + x) - quotient) / x;
}

/* f[1 + u, 1, 1 + v] of small u, v: sum over k of (-1)^k/(k+1) (u^(k-1) + u^(k-2) v + ...). */
static inline double Near(double u, double v) {
  double sum = 0, power = 1, homogeneous = 1;
  for (int k = 1; k <= 10; k++) {
    sum += (k % 2 ? -1 : 1) * homogeneous / (k + 1);
    power *= v;
    homogeneous = homogeneous * u + power;
  }
  return sum;
}

/* f of three values from those of two: r lies between i and j, which are the farthest apart. */
static inline double Third(const Trial *t, const Differences *d, int l) {
  int r = 0;
  for (int k = 1; k < 3; k++) {
    double x = t->excess.of[k][l], other = t->excess.of[(k + 1) % 3][l];
    double last = t->excess.of[(k + 2) % 3][l];
    if ((x - other) * (x - last) <= 0) r = k;
  }
  int i = (r + 1) % 3, j = (r + 2) % 3;
  double c = 1 + t->excess.of[r][l];
  double u = (t->excess.of[i][l] - t->excess.of[r][l]) / c;
  double v = (t->excess.of[j][l] - t->excess.of[r][l]) / c;
  if (fabs(u - v) < 1e-2) return Near(u, v) / (c * c);
  return (d->first.of[sul_component[3 * i + r]][l] - d->first.of[sul_component[3 * j + r]][l]) /
         (c * (u - v));
}

static inline void SetDifferences(const Trial *t, Differences *d) {
  for (int i = 0; i < 3; i++) {
    d->first.of[i] = 1 / (1 + t->excess.of[i]);
    d->second.of[4 * i] = -0.5 * d->first.of[i] * d->first.of[i];
  }
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      if (i == j) continue;
      SulVector over = d->first.of[j], x = (t->excess.of[i] - t->excess.of[j]) * over;
      SulVector logarithm = 2 * (t->logarithm.of[i] - t->logarithm.of[j]), quotient = x, twice = x;
      for (int l = 0; l < SUL_LANES; l++) {
        quotient[l] = SulLogarithmQuotient(x[l], logarithm[l]);
        twice[l] = Twice(x[l], quotient[l]);
      }
      d->first.of[sul_component[3 * i + j]] = quotient * over;
      d->second.of[3 * i + j] = twice * over * over;
    }
  for (int l = 0; l < SUL_LANES; l++)
    d->third[l] = Third(t, d, l);
}

/* ---- The slope ---------------------------------------------------------------------------------- */

/* Full 6 x 6, engineering shears. */
typedef struct {
  SulVector of[36];
} Square;

/* f_I dT_I, dT = 2 G' dev + K tr + c xi (xi : .) on f_J dE_J. */
static inline void AddMaterial(const Trial *t, const Differences *d, Square *moduli) {
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++) {
      SulVector own = t->coupling * t->relative.of[i] * t->relative.of[j];
      if (i < 3 && j < 3) own += t->elastic.bulk - 2. / 3 * t->secant;
      if (i == j) own += (i < 3 ? 2. : 1.) * t->secant;
      moduli->of[6 * i + j] = d->first.of[i] * d->first.of[j] * own;
    }
}

/* 2 sum_k f[c_i, c_k, c_j] (T_ik dE_kj + dE_ik T_kj) */
static inline void AddTurning(const Trial *t, const Differences *d, Square *moduli) {
  const SulVector *stress = t->stress.of, *second = d->second.of;
  for (int i = 0; i < 3; i++)
    moduli->of[7 * i] += 4 * second[4 * i] * stress[i];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      if (i == j) continue;
      int r = 3 - i - j, ij = sul_component[3 * i + j];
      int ir = sul_component[3 * i + r], rj = sul_component[3 * r + j];
      SulVector mixed = 2 * second[3 * i + j] * stress[ij];
      moduli->of[6 * ij + i] += mixed;
      moduli->of[6 * i + ij] += mixed;
      moduli->of[7 * ij] += second[3 * i + j] * stress[i];
      moduli->of[6 * ij + rj] += d->third * stress[ir];
    }
}

/* From the principal axes: components of a stress there, seen in the axes of space. */
static inline void SetTurn(const SulMatrices *axes, Square *turn) {
  for (int k = 0; k < 6; k++)
    for (int m = 0; m < 6; m++) {
      int i = 3 * sul_first[k], j = 3 * sul_second[k], p = sul_first[m], q = sul_second[m];
      SulVector sum = axes->of[i + p] * axes->of[j + q];
      if (m >= 3) sum += axes->of[i + q] * axes->of[j + p];
      turn->of[6 * k + m] = sum;
    }
}

/* turn moduli turn^T, upper triangle */
static inline SulModuli Turned(const Square *turn, const Square *moduli) {
  SulModuli result = {{{0}}};
  for (int i = 0; i < 6; i++) {
    SulVector row[6] = {{0}};
    for (int k = 0; k < 6; k++)
      for (int j = 0; j < 6; j++)
        row[j] += turn->of[6 * i + k] * moduli->of[6 * k + j];
    for (int j = i; j < 6; j++)
      for (int k = 0; k < 6; k++)
        result.of[SulModuliPlace(i, j)] += row[k] * turn->of[6 * j + k];
  }
  return result;
}

static inline void WriteLinearisation(const Trial *t, const Differences *d,
                                      const SulSymmetrics *stress, SulLane *linearisation) {
  Square moduli, turn;
  AddMaterial(t, d, &moduli);
  AddTurning(t, d, &moduli);
  SetTurn(&t->axes, &turn);
  SulModuli turned = Turned(&turn, &moduli);
  SulFiniteLinearise(&t->kinematics, stress, &turned, linearisation);
}

/* ---- The answers -------------------------------------------------------------------------------- */

/* Stored: elastic, and by the back stress C/3 Ep : Ep. */
static inline void WriteEnergy(const Trial *t, SulLane *energy) {
  SulVector sum = 0.5 * t->elastic.bulk * t->volume * t->volume;
  for (int i = 0; i < 6; i++) {
    SulVector moved = 1.5 * t->over * t->relative.of[i];
    SulVector elastic = t->deviator.of[i] - moved, plastic = t->plastic.of[i] + moved;
    sum += (i < 3 ? 1. : 2.) *
           (t->elastic.shear * elastic * elastic + t->kinematic / 3 * plastic * plastic);
  }
  *(SulVector *)energy = t->kinematics.swollen * sum;
}

static inline void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  SulSymmetrics moved;
  for (int i = 0; i < 6; i++)
    moved.of[i] = 1.5 * t->over * t->relative.of[i];
  moved = SulLanesTurn(&t->axes, &moved);
  memcpy(state, in->state, (WORK + 1) * sizeof *state);
  for (int i = 0; i < 6; i++)
    *(SulVector *)state[PLASTIC + i] += moved.of[i];
  *(SulVector *)state[STRAIN] += t->increment;
  *(SulVector *)state[WORK] += t->kinematics.swollen * t->work;
}

SUL_FOR_EACH_PROCESSOR
static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  Trial t;
  Differences d;
  SetTrial(in, &t);
  Flow(in, &t);
  SetDifferences(&t, &d);
  SulSymmetrics stress;
  for (int i = 0; i < 6; i++)
    stress.of[i] = d.first.of[i] * t.stress.of[i];
  stress = SulLanesTurn(&t.axes, &stress);
  if (out->stress) SulFiniteStress(&t.kinematics, &stress, out->stress);
  if (out->energy) WriteEnergy(&t, out->energy);
  if (out->state) WriteState(&t, in, out->state);
  if (out->linearisation) WriteLinearisation(&t, &d, &stress, out->linearisation);
  return t.kinematics.without;
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "",
     "logarithmic plastic strain xx yy zz xy yz xz, without a factor on shears", 6, false, NULL},
    SUL_PLASTIC_STRAIN_ROW,
    SUL_PLASTIC_WORK_ROW};

const SulModel sul_hencky_additive_plastic = {.name = "hencky_additive_plastic",
                                              .traits = SUL_SYMMETRIC | SUL_FINITE,
                                              .parameter_count =
                                                  SUL_ELASTIC_COUNT + SUL_FLOW_PARAMETERS,
                                              .parameters = SUL_PLASTIC_PARAMETERS,
                                              .variable_count = 3,
                                              .variables = variables,
                                              .linearisation_size = SUL_FINITE_NUMBERS,
                                              .refuse = SulRefuseFlow,
                                              .respond = Respond,
                                              .tangent = SulFiniteTangent,
                                              .moduli = SulFiniteModuli,
                                              .at_rest = SulElasticAtRest};
