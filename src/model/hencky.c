/* SPDX-License-Identifier: BSD-2-Clause */
/* Hencky elasticity at finite strain, without and with J2 flow: tau = 2 G dev h + K tr h I, h the
 * logarithmic strain of Fe (ln Ve), energy per swollen volume.
 *
 * Flow is by the exponential map without plastic spin (Weber and Anand, 1990; Simo, 1992): the trial
 * strain h = 1/2 ln be of be = F Fc^-1 Cp^-1 Fc^-T F^T returns radially as at small strain, and
 * Fp^-1 becomes F^-1 exp(-dp 3/2 dev tau / q) F Fp^-1 (Fc is isotropic and drops out). The yield
 * stress is one of tau: Cauchy's von Mises stress is tau's divided by det Fe.
 *
 * tau is an isotropic function of be, so its change by dF = l F stands in the principal axes of be:
 * dtau_ii = sum_j a_ij l_jj, a_ij = K + 2 G' (delta_ij - 1/3) + c e_i e_j, and off the diagonal
 * dtau_ij = (tau_i - tau_j) / (b_i - b_j) (l_ij b_j + l_ji b_i), with e the trial deviator, G' the
 * secant shear modulus dev tau = 2 G' e and c = 2/e dG'/de in its direction. */
#include <math.h>
#include <string.h>

#include "elastic_constants.h"
#include "finite_strain.h"
#include "plastic_flow.h"
#include "principal.h"

/* The linearisation. */
enum {
  INVERSE = 0,   /* F^-1 */
  AXES = 9,      /* principal axes of the trial be */
  EXCESS = 18,   /* its values less 1 */
  DEVIATOR = 21, /* of h */
  VOLUME = 24,   /* ln det Fe */
  SWOLLEN,       /* Jc */
  SECANT,        /* G' */
  COUPLING,      /* c */
  NUMBERS
};
/* The state. */
enum { PLASTIC = 0, STRAIN = 9 };

/* A point's trial state in its principal axes, and what flow makes of it. */
typedef struct {
  SulFinitePoint point;
  double excess[3], axes[9], deviator[3], volume; /* of the trial */
  double shear, bulk, von_mises;                  /* G, K; q of the trial tau */
  double secant, coupling;
  SulReturn flow;
} Trial;

static bool SetTrial(const SulPointsIn *in, int lane, const double *plastic, Trial *trial) {
  double lambda, log_strain[3], square = 0;
  SulElasticAtRest(in->parameters, &lambda, &trial->shear);
  trial->bulk = lambda + 2 * trial->shear / 3;
  if (!SulFinitePointSet(in, lane, plastic, &trial->point)) return false;
  SulPrincipalAxes(trial->point.excess, trial->excess, trial->axes);
  for (int i = 0; i < 3; i++) {
    if (!(trial->excess[i] > -1)) return false;
    log_strain[i] = 0.5 * log1p(trial->excess[i]);
  }
  trial->volume = trial->point.volume;
  double mean = (log_strain[0] + log_strain[1] + log_strain[2]) / 3;
  for (int i = 0; i < 3; i++) {
    trial->deviator[i] = log_strain[i] - mean;
    square += trial->deviator[i] * trial->deviator[i];
  }
  trial->von_mises = sqrt(6 * square) * trial->shear;
  trial->secant = trial->shear;
  trial->coupling = 0;
  memset(&trial->flow, 0, sizeof trial->flow);
  return true;
}

static void Flow(const double *flow, double plastic_strain, double step, Trial *trial) {
  double g = trial->shear, q = trial->von_mises;
  trial->flow = SulRadialReturn(flow, g, q, plastic_strain, step);
  if (!(trial->flow.increment > 0)) return;
  trial->secant = g * (1 - 3 * g * trial->flow.increment / q);
  trial->coupling =
      -36 * g * g * g * g / (q * q) * (trial->flow.derivative - trial->flow.increment / q);
}

static void WriteStress(const Trial *trial, const SulPointsOut *out, int lane) {
  double principal[3], tau[9], square = 0;
  for (int i = 0; i < 3; i++) {
    principal[i] = trial->bulk * trial->volume + 2 * trial->secant * trial->deviator[i];
    square += trial->deviator[i] * trial->deviator[i];
  }
  SulFromPrincipal(principal, trial->axes, tau);
  if (out->stress) SulFiniteStress(&trial->point, tau, lane, out->stress);
  if (out->energy)
    out->energy[0][lane] =
        trial->point.swollen * (0.5 * trial->bulk * trial->volume * trial->volume +
                                trial->secant * trial->secant / trial->shear * square);
}

static void WriteLinearisation(const Trial *trial, SulLane *linearisation, int lane) {
  for (int i = 0; i < 9; i++) {
    linearisation[INVERSE + i][lane] = trial->point.inverse[i];
    linearisation[AXES + i][lane] = trial->axes[i];
  }
  for (int i = 0; i < 3; i++) {
    linearisation[EXCESS + i][lane] = trial->excess[i];
    linearisation[DEVIATOR + i][lane] = trial->deviator[i];
  }
  linearisation[VOLUME][lane] = trial->volume;
  linearisation[SWOLLEN][lane] = trial->point.swollen;
  linearisation[SECANT][lane] = trial->secant;
  linearisation[COUPLING][lane] = trial->coupling;
}

/* Q' = Q + F^-1 (exp(-flow) - I) F (I + Q) with Q = Fp^-1 - I. */
static void WriteState(const Trial *trial, const SulPointsIn *in, SulLane *state, int lane) {
  double by_axis[3], map[9], f[9], plastic[9], left[9], right[9], added[9];
  for (int i = 0; i < 9; i++)
    state[PLASTIC + i][lane] = in->state[PLASTIC + i][lane];
  state[STRAIN][lane] = in->state[STRAIN][lane] + trial->flow.increment;
  if (!(trial->flow.increment > 0)) return;
  for (int i = 0; i < 3; i++)
    by_axis[i] =
        expm1(-3 * trial->flow.increment * trial->shear * trial->deviator[i] / trial->von_mises);
  for (int i = 0; i < 9; i++) {
    f[i] = in->gradient[i][lane] + (i % 4 == 0);
    plastic[i] = in->state[PLASTIC + i][lane] + (i % 4 == 0);
  }
  SulFromPrincipal(by_axis, trial->axes, map);
  SulMatrixProduct(trial->point.inverse, map, left);
  SulMatrixProduct(f, plastic, right);
  SulMatrixProduct(left, right, added);
  for (int i = 0; i < 9; i++)
    state[PLASTIC + i][lane] += added[i];
}

static unsigned RespondElastic(const SulPointsIn *in, const SulPointsOut *out) {
  unsigned without = 0;
  for (int lane = 0; lane < SUL_LANES; lane++) {
    Trial trial;
    if (!SetTrial(in, lane, NULL, &trial)) {
      without |= 1u << lane;
      continue;
    }
    WriteStress(&trial, out, lane);
    if (out->linearisation) WriteLinearisation(&trial, out->linearisation, lane);
  }
  return without;
}

static unsigned RespondPlastic(const SulPointsIn *in, const SulPointsOut *out) {
  unsigned without = 0;
  for (int lane = 0; lane < SUL_LANES; lane++) {
    Trial trial;
    double plastic[9];
    for (int i = 0; i < 9; i++)
      plastic[i] = in->state[PLASTIC + i][lane];
    if (!SetTrial(in, lane, plastic, &trial)) {
      without |= 1u << lane;
      continue;
    }
    Flow(&in->parameters[SUL_ELASTIC_COUNT], in->state[STRAIN][lane], in->step, &trial);
    WriteStress(&trial, out, lane);
    if (out->linearisation) WriteLinearisation(&trial, out->linearisation, lane);
    if (out->state) WriteState(&trial, in, out->state, lane);
  }
  return without;
}

/* ln(1 + x) / x */
static double LogarithmOverIt(double x) {
  return fabs(x) < 1e-8 ? 1 - 0.5 * x : log1p(x) / x;
}

/* dtau in the principal axes for l there. */
static void PrincipalChange(double bulk, const SulLane *at, int lane, const double l[9],
                            double change[9]) {
  double shear = at[SECANT][lane], coupling = at[COUPLING][lane], along = 0;
  double trace = l[0] + l[4] + l[8];
  for (int i = 0; i < 3; i++)
    along += at[DEVIATOR + i][lane] * l[4 * i];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      double bi = 1 + at[EXCESS + i][lane], bj = 1 + at[EXCESS + j][lane];
      double apart = (at[EXCESS + i][lane] - at[EXCESS + j][lane]) / bj;
      change[3 * i + j] =
          i == j ? bulk * trace + 2 * shear * (l[4 * i] - trace / 3) +
                       coupling * at[DEVIATOR + i][lane] * along
                 : shear * LogarithmOverIt(apart) / bj * (l[3 * i + j] * bj + l[3 * j + i] * bi);
    }
}

/* b = n a n^T, or n^T a n with the axes transposed. */
static void Turn(const double n[9], const double a[9], double b[9]) {
  double half[9];
  SulMatrixProduct(n, a, half);
  SulMatrixProductTransposed(half, n, b);
}

static void TangentLane(double bulk, const SulLane *at, int lane, const SulLane *change,
                        SulLane *stress_change) {
  double inverse[9], axes[9], turned[9], d[9], l[9], own[9], own_change[9], tau_change[9], tau[9];
  double principal[3], result[9];
  for (int i = 0; i < 9; i++) {
    inverse[i] = at[INVERSE + i][lane];
    axes[i] = at[AXES + i][lane];
    turned[3 * (i % 3) + i / 3] = axes[i];
    d[i] = change[i][lane];
  }
  for (int i = 0; i < 3; i++)
    principal[i] = bulk * at[VOLUME][lane] + 2 * at[SECANT][lane] * at[DEVIATOR + i][lane];
  SulMatrixProduct(d, inverse, l);
  Turn(turned, l, own);
  PrincipalChange(bulk, at, lane, own, own_change);
  Turn(axes, own_change, tau_change);
  SulFromPrincipal(principal, axes, tau);
  SulFiniteStressChange(at[SWOLLEN][lane], inverse, tau, tau_change, l, result);
  for (int i = 0; i < 9; i++)
    stress_change[i][lane] = result[i];
}

static void Tangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                    SulLane *stress_change) {
  double lambda, mu;
  SulElasticAtRest(parameters, &lambda, &mu);
  for (int lane = 0; lane < SUL_LANES; lane++)
    TangentLane(lambda + 2 * mu / 3, linearisation, lane, change, stress_change);
}

const SulModel sul_hencky = {.name = "hencky",
                             .traits = SUL_SYMMETRIC | SUL_FINITE,
                             .parameter_count = SUL_ELASTIC_COUNT,
                             .parameters = {SUL_ELASTIC_ROWS},
                             .linearisation_size = NUMBERS,
                             .respond = RespondElastic,
                             .tangent = Tangent,
                             .at_rest = SulElasticAtRest};

/* Back stress has no axes of its own here: the return stays in those of the trial strain. */
static const char *RefusePlastic(const double *parameters) {
  if (parameters[SUL_ELASTIC_COUNT + SUL_HARDENING_KINEMATIC] > 0)
    return "kinematic hardening is described at small strain only";
  return SulRefuseFlow(parameters);
}

static const SulStateVariable variables[] = {
    {"plastic_deformation", "", "inverse plastic part of the deformation gradient, less one", 9,
     false},
    {"plastic_strain", "", "equivalent plastic strain", 1, true}};

const SulModel sul_hencky_plastic = {.name = "hencky_plastic",
                                     .traits = SUL_SYMMETRIC | SUL_FINITE,
                                     .parameter_count = SUL_ELASTIC_COUNT + SUL_FLOW_PARAMETERS,
                                     .parameters = SUL_PLASTIC_PARAMETERS,
                                     .variable_count = 2,
                                     .variables = variables,
                                     .linearisation_size = NUMBERS,
                                     .refuse = RefusePlastic,
                                     .respond = RespondPlastic,
                                     .tangent = Tangent,
                                     .at_rest = SulElasticAtRest};
