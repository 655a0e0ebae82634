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
#include <math.h>

#include "elastic_constants.h"
#include "finite_strain.h"
#include "plastic_flow.h"
#include "principal.h"

/* The state. */
enum { PLASTIC = 0, STRAIN = 6, WORK };

/* All in the principal axes of C. */
typedef struct {
  SulKinematics kinematics;
  SulElastic elastic;
  SulTriples excess, logarithm; /* of C, less 1; of the stretches */
  SulMatrices axes;
  SulLane volume;
  SulSymmetrics plastic, deviator, relative; /* Ep; dev Ee and xi of the trial */
  SulSymmetrics stress;                      /* T */
  SulLane over, secant, coupling, kinematic; /* dp/q, G', c, C */
  SulReturn flow[SUL_LANES];
} Trial;

static void SetTrial(const SulPointsIn *in, Trial *t) {
  t->kinematics = SulKinematicsAt(in);
  t->elastic = SulElasticAt(in);
  SulMatrices turned = SulLanesTranspose(&t->kinematics.excess);
  SulSymmetrics excess = SulLanesExcess(&turned);
  SulSymmetrics plastic = SulLanesSymmetrics(&in->state[PLASTIC]);
  SulPrincipalAxes(&excess, &t->excess, &t->axes);
  SulKinematicsCheck(&t->kinematics, &t->excess);
  turned = SulLanesTranspose(&t->axes);
  t->plastic = SulLanesTurn(&turned, &plastic);
  for (int l = 0; l < SUL_LANES; l++) {
    double sum = 0;
    for (int i = 0; i < 3; i++)
      sum += t->logarithm.of[i][l] = 0.5 * log1p(t->excess.of[i][l]);
    t->volume[l] = sum;
    for (int i = 0; i < 6; i++)
      t->deviator.of[i][l] = (i < 3 ? t->logarithm.of[i][l] - sum / 3 : 0) - t->plastic.of[i][l];
  }
}

static void Flow(const SulPointsIn *in, Trial *t) {
  for (int l = 0; l < SUL_LANES; l++) {
    SulFlow flow = SulFlowAt(in, l);
    double g = t->elastic.shear[l], square = 0;
    for (int i = 0; i < 6; i++) {
      double xi = 2 * g * t->deviator.of[i][l] - 2 * flow.kinematic / 3 * t->plastic.of[i][l];
      t->relative.of[i][l] = xi;
      square += (i < 3 ? 1 : 2) * xi * xi;
    }
    double q = sqrt(1.5 * square);
    SulReturn back = SulRadialReturn(&flow, g, q, in->state[STRAIN][l], in->step);
    bool flows = back.increment > 0;
    t->flow[l] = back;
    t->kinematic[l] = flow.kinematic;
    t->over[l] = flows ? back.increment / q : 0;
    t->secant[l] = g * (1 - 3 * g * t->over[l]);
    t->coupling[l] = flows ? -9 * g * g * (back.derivative - t->over[l]) / (q * q) : 0;
    for (int i = 0; i < 6; i++)
      t->stress.of[i][l] = g * (2 * t->deviator.of[i][l] - 3 * t->over[l] * t->relative.of[i][l]) +
                           (i < 3 ? t->elastic.bulk[l] * t->volume[l] : 0);
  }
}

/* ---- Divided differences of the logarithm ------------------------------------------------------- */

/* f[c_i, c_j] by component, and f[c_i, c_i, c_j] at 3 i + j; f[c_0, c_1, c_2]. */
typedef struct {
  SulSymmetrics first;
  SulMatrices second;
  SulLane third;
} Differences;

/* f[1 + x, 1 + x, 1] = (1 / (1 + x) - ln(1 + x) / x) / x, `quotient` = ln(1 + x) / x. */
static double Twice(double x, double quotient) {
  double sum = 0;
  for (int k = 9; k >= 1; k--) /* sum (-1)^k k/(k+1) x^(k-1) */
    sum = (k % 2 ? -1 : 1) * k / (k + 1.) + x * sum;
  return fabs(x) < 1e-2 ? sum : (1 / (1 + x) - quotient) / x;
}

/* f[1 + u, 1, 1 + v] of small u, v: sum over k of (-1)^k/(k+1) (u^(k-1) + u^(k-2) v + ...). */
static double Near(double u, double v) {
  double sum = 0, power = 1, homogeneous = 1;
  for (int k = 1; k <= 10; k++) {
    sum += (k % 2 ? -1 : 1) * homogeneous / (k + 1);
    power *= v;
    homogeneous = homogeneous * u + power;
  }
  return sum;
}

/* f of three values from those of two: r lies between i and j, which are the farthest apart. */
static double Third(const Trial *t, const Differences *d, int l) {
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

static void SetDifferences(const Trial *t, Differences *d) {
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      double c = 1 + t->excess.of[i][l];
      d->first.of[i][l] = 1 / c;
      d->second.of[4 * i][l] = -0.5 / (c * c);
    }
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES && i != j; l++) {
        double c = 1 + t->excess.of[j][l], x = (t->excess.of[i][l] - t->excess.of[j][l]) / c;
        double quotient =
            SulLogarithmQuotient(x, 2 * (t->logarithm.of[i][l] - t->logarithm.of[j][l]));
        d->first.of[sul_component[3 * i + j]][l] = quotient / c;
        d->second.of[3 * i + j][l] = Twice(x, quotient) / (c * c);
      }
  for (int l = 0; l < SUL_LANES; l++)
    d->third[l] = Third(t, d, l);
}

/* ---- The slope ---------------------------------------------------------------------------------- */

/* Full 6 x 6, engineering shears. */
typedef struct {
  SulLane of[36];
} Square;

/* f_I dT_I, dT = 2 G' dev + K tr + c xi (xi : .) on f_J dE_J. */
static void AddMaterial(const Trial *t, const Differences *d, Square *moduli) {
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++)
      for (int l = 0; l < SUL_LANES; l++) {
        double own = t->coupling[l] * t->relative.of[i][l] * t->relative.of[j][l];
        if (i < 3 && j < 3) own += t->elastic.bulk[l] - 2 * t->secant[l] / 3;
        if (i == j) own += (i < 3 ? 2 : 1) * t->secant[l];
        moduli->of[6 * i + j][l] = d->first.of[i][l] * d->first.of[j][l] * own;
      }
}

/* 2 sum_k f[c_i, c_k, c_j] (T_ik dE_kj + dE_ik T_kj) */
static void AddTurning(const Trial *t, const Differences *d, Square *moduli) {
  const SulSymmetrics *stress = &t->stress;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int r = 3 - i - j, ij = sul_component[3 * i + j];
      if (i == j) {
        for (int l = 0; l < SUL_LANES; l++)
          moduli->of[7 * i][l] += 4 * d->second.of[4 * i][l] * stress->of[i][l];
        continue;
      }
      int ir = sul_component[3 * i + r], rj = sul_component[3 * r + j];
      for (int l = 0; l < SUL_LANES; l++) {
        double mixed = 2 * d->second.of[3 * i + j][l] * stress->of[ij][l];
        moduli->of[6 * ij + i][l] += mixed;
        moduli->of[6 * i + ij][l] += mixed;
        moduli->of[7 * ij][l] += d->second.of[3 * i + j][l] * stress->of[i][l];
        moduli->of[6 * ij + rj][l] += d->third[l] * stress->of[ir][l];
      }
    }
}

/* From the principal axes: components of a stress there, seen in the axes of space. */
static void SetTurn(const SulMatrices *axes, Square *turn) {
  for (int k = 0; k < 6; k++)
    for (int m = 0; m < 6; m++) {
      int i = 3 * sul_first[k], j = 3 * sul_second[k], p = sul_first[m], q = sul_second[m];
      for (int l = 0; l < SUL_LANES; l++) {
        double one = axes->of[i + p][l] * axes->of[j + q][l];
        turn->of[6 * k + m][l] = m < 3 ? one : one + axes->of[i + q][l] * axes->of[j + p][l];
      }
    }
}

/* turn moduli turn^T, upper triangle */
static SulModuli Turned(const Square *turn, const Square *moduli) {
  SulModuli result = {{{0}}};
  for (int i = 0; i < 6; i++) {
    SulLane row[6] = {{0}};
    for (int k = 0; k < 6; k++)
      for (int j = 0; j < 6; j++)
        for (int l = 0; l < SUL_LANES; l++)
          row[j][l] += turn->of[6 * i + k][l] * moduli->of[6 * k + j][l];
    for (int j = i; j < 6; j++) {
      double *sum = result.of[SulModuliPlace(i, j)];
      for (int k = 0; k < 6; k++)
        for (int l = 0; l < SUL_LANES; l++)
          sum[l] += row[k][l] * turn->of[6 * j + k][l];
    }
  }
  return result;
}

static void WriteLinearisation(const Trial *t, const Differences *d, const SulSymmetrics *stress,
                               SulLane *linearisation) {
  Square moduli, turn;
  AddMaterial(t, d, &moduli);
  AddTurning(t, d, &moduli);
  SetTurn(&t->axes, &turn);
  SulModuli turned = Turned(&turn, &moduli);
  SulFiniteLinearise(&t->kinematics, stress, &turned, linearisation);
}

/* ---- The answers -------------------------------------------------------------------------------- */

/* Stored: elastic, and by the back stress C/3 Ep : Ep. */
static void WriteEnergy(const Trial *t, SulLane *energy) {
  for (int l = 0; l < SUL_LANES; l++) {
    double sum = 0.5 * t->elastic.bulk[l] * t->volume[l] * t->volume[l];
    for (int i = 0; i < 6; i++) {
      double moved = 1.5 * t->over[l] * t->relative.of[i][l];
      double elastic = t->deviator.of[i][l] - moved, plastic = t->plastic.of[i][l] + moved;
      sum += (i < 3 ? 1 : 2) *
             (t->elastic.shear[l] * elastic * elastic + t->kinematic[l] / 3 * plastic * plastic);
    }
    energy[0][l] = SulSwollenVolume(&t->kinematics, l) * sum;
  }
}

static void WriteState(const Trial *t, const SulPointsIn *in, SulLane *state) {
  SulSymmetrics moved = t->relative;
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      moved.of[i][l] *= 1.5 * t->over[l];
  moved = SulLanesTurn(&t->axes, &moved);
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      state[PLASTIC + i][l] = in->state[PLASTIC + i][l] + moved.of[i][l];
  for (int l = 0; l < SUL_LANES; l++) {
    state[STRAIN][l] = in->state[STRAIN][l] + t->flow[l].increment;
    state[WORK][l] = in->state[WORK][l] + SulSwollenVolume(&t->kinematics, l) * t->flow[l].work;
  }
}

static unsigned Respond(const SulPointsIn *in, const SulPointsOut *out) {
  Trial t;
  Differences d;
  SetTrial(in, &t);
  Flow(in, &t);
  SetDifferences(&t, &d);
  SulSymmetrics stress = t.stress;
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      stress.of[i][l] *= d.first.of[i][l];
  stress = SulLanesTurn(&t.axes, &stress);
  if (out->stress) SulFiniteStress(&t.kinematics, &stress, out->stress);
  if (out->energy) WriteEnergy(&t, out->energy);
  if (out->state) WriteState(&t, in, out->state);
  if (out->linearisation) WriteLinearisation(&t, &d, &stress, out->linearisation);
  return t.kinematics.without;
}

static const SulStateVariable variables[] = {
    {"plastic_strain_tensor", "",
     "logarithmic plastic strain xx yy zz xy yz xz, without a factor on shears", 6, false},
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
                                              .at_rest = SulElasticAtRest};
