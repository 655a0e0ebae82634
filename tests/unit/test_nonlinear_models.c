/* SPDX-License-Identifier: BSD-2-Clause */
/* Every registered model at a point: stress is the derivative of what is stored and dissipated, the
 * tangent that of stress; rotations change nothing, free swelling has no stress, flow dissipates,
 * parameters follow the lithiation, and no history ends in what is no number. */
#include "model_point.h"
#include <stdlib.h>

static const char *const kinds[] = {"perfect", "iso", "voce", "kin", "all", "rate"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool Flows(const SulModel *model) {
  return PointVariable(model, "plastic_strain") >= 0;
}

/* What the model takes, alone and with parameters that follow the lithiation. */
typedef void Trial(Point point, const char *kind);

static void ForAll(Trial *Try) {
  int tried = 0;
  for (const SulModel *const *model = sul_models; *model; model++)
    for (int k = 0; k < (Flows(*model) ? KINDS : 1); k++) {
      Point point = PointHardened((*model)->name, kinds[k]);
      if ((*model)->refuse && (*model)->refuse(point.parameters)) continue;
      Try(point, kinds[k]);
      point.lithiates = true;
      point.lithiation = 0.4;
      memcpy(point.lithiated, point.parameters, sizeof point.lithiated);
      PointSet(*model, point.lithiated, "youngs_modulus", 60);
      PointSet(*model, point.lithiated, "poissons_ratio", 0.2);
      PointSet(*model, point.lithiated, "plasticity.yield_stress", 0.45);
      Try(point, kinds[k]);
      tried++;
    }
  CHECK(tried >= 3 + 3 * 4);
}

/* ---- Derivatives ------------------------------------------------------------------------------- */

static double Spent(const Point *point) {
  return point->energy + PointNext(point, "plastic_work");
}

/* Central differences around a gradient. A step takes what is stored at the least, so stress is the
 * derivative of what is stored and dissipated, but for a rate, which has no such potential. */
static void CheckSlopes(Point point, const double gradient[9], bool spends, double size) {
  double tangent[9][9], moduli[9][9], stress[9], step = 1e-6 * size;
  CHECK(PointAsk(&point, gradient) == 0);
  PointTangent(&point, tangent);
  for (int i = 0; i < 81 && PointModuli(&point, moduli); i++)
    CHECK_NEAR(moduli[i / 9][i % 9], tangent[i / 9][i % 9], 1e-13, 60);
  memcpy(stress, point.stress, sizeof stress);
  for (int k = 0; k < 9; k++) {
    double h[9], up[9], spent;
    memcpy(h, gradient, sizeof h);
    h[k] += step;
    PointAsk(&point, h);
    memcpy(up, point.stress, sizeof up);
    spent = Spent(&point);
    h[k] -= 2 * step;
    PointAsk(&point, h);
    for (int i = 0; i < 9; i++) {
      CHECK_NEAR((up[i] - point.stress[i]) / (2 * step), tangent[i][k], 1e-9, 60 / size);
      CHECK_NEAR(tangent[i][k], tangent[k][i], 1e-13, 60); /* all are SUL_SYMMETRIC */
    }
    if (spends) CHECK_NEAR((spent - Spent(&point)) / (2 * step), stress[k], 1e-8, 1);
  }
}

/* The second step begins with plastic strain in other axes. */
static void TrySlopes(Point point, const char *kind) {
  bool finite = point.model->traits & SUL_FINITE, spends = strcmp(kind, "rate") != 0;
  double gradient[9], size = finite ? 0.5 : 0.1;
  CHECK(point.model->traits & SUL_SYMMETRIC);
  point.step = 5;
  for (int draw = 0; draw < 3; draw++) {
    PointRandomGradient(size, point.swelling, gradient);
    CheckSlopes(point, gradient, spends, 1);
    PointAccept(&point);
    PointAsk(&point, gradient);
    PointAccept(&point);
    point.swelling = finite ? 0.2 : 0.02;
  }
  CHECK(!Flows(point.model) || PointNext(&point, "plastic_strain") > 0.01);
}

/* Two or three equal stretches, or almost: the tangent needs limits there. Flow has a corner in
 * small strains, so the step is small beside them. */
static void TryEqualStretches(Point point, const char *kind) {
  bool spends = strcmp(kind, "rate") != 0;
  for (int draw = 0; draw < 4; draw++) {
    double off = draw < 2 ? 0 : 1e-7 * draw * draw;
    const double uniaxial[9] = {0.3, 0, 0, off, -0.1, 0, 0, 0, off - 0.1};
    const double all[9] = {0.01 * draw, off, 0, 0, 0.01 * draw, 0, 0, 0, 0.01 * draw + off};
    CheckSlopes(point, uniaxial, spends, 1);
    CheckSlopes(point, all, spends, draw ? 1 : 1e-2);
  }
}

/* ---- Swelling, rotation ------------------------------------------------------------------------ */

static void TryFreeSwelling(Point point, const char *kind) {
  (void)kind;
  for (int draw = 0; draw < 3; draw++) {
    const double swelling = (const double[]){0.2164, -0.05, 1e-9}[draw];
    const double gradient[9] = {swelling, 0, 0, 0, swelling, 0, 0, 0, swelling};
    point.swelling = swelling;
    CHECK(PointAsk(&point, gradient) == 0);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(point.stress[i], 0, 1e-15 * fabs(swelling), 60);
    CHECK_NEAR(point.energy, 0, 1e-15, 1e-10);
    CHECK(PointNext(&point, "plastic_strain") == 0 && PointNext(&point, "plastic_work") == 0);
  }
}

/* P of Q F is Q P, and what happens afterwards does not know of the rotation. */
static void TryRotation(Point point, const char *kind) {
  const double c = cos(1.1), s = sin(1.1), turn[9] = {c, -s, 0, s, c, 0, 0, 0, 1};
  Point straight = point, turned = point;
  (void)kind;
  if (!(point.model->traits & SUL_FINITE)) return;
  straight.step = turned.step = 2;
  for (int step = 0; step < 4; step++) {
    double f[9], turned_f[9], turned_stress[9];
    straight.swelling = turned.swelling = 0.05 * step;
    PointRandomGradient(0.4, straight.swelling, f);
    for (int i = 0; i < 9; i += 4)
      f[i] += 1;
    PointProduct(turn, f, turned_f);
    for (int i = 0; i < 9; i += 4) {
      f[i] -= 1;
      turned_f[i] -= 1;
    }
    CHECK(PointAsk(&straight, f) == 0);
    PointAsk(&turned, turned_f);
    PointProduct(turn, straight.stress, turned_stress);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(turned.stress[i], turned_stress[i], 1e-12, 5);
    CHECK_NEAR(turned.energy, straight.energy, 1e-12, 1);
    CHECK_NEAR(PointNext(&turned, "plastic_strain"), PointNext(&straight, "plastic_strain"), 1e-12,
               1);
    PointAccept(&straight);
    PointAccept(&turned);
  }
}

/* Without a turn of the axes all models show the same plastic strain, small strain's in logarithms. */
static void TestShownStrain(void) {
  static const char *const models[] = {"hencky_plastic", "hencky_additive_plastic",
                                       "linear_plastic"};
  const double c = cos(0.4), s = sin(0.4), stretch[3] = {0.2, -0.15, 0.05};
  double finite[9] = {0}, small[9] = {0}, shown[3][6];
  const double axes[9] = {c, -s, 0, s, c, 0, 0, 0, 1};
  for (int k = 0; k < 27; k++) { /* H = sum_i h_i n_i n_i */
    int i = k / 9, j = k % 9;
    double dyad = axes[j / 3 * 3 + i] * axes[j % 3 * 3 + i];
    small[j] += stretch[i] * dyad;
    finite[j] += expm1(stretch[i]) * dyad;
  }
  for (int m = 0; m < 3; m++) {
    Point point = PointHardened(models[m], "iso");
    int at = PointVariable(point.model, "plastic_strain_tensor");
    SulLane kept[6], now[6];
    double square = 0;
    CHECK(PointAsk(&point, m < 2 ? finite : small) == 0);
    CHECK(at == 0 && point.model->variables[0].components == 6);
    for (int i = 0; i < 6; i++)
      for (int l = 0; l < SUL_LANES; l++)
        kept[i][l] = now[i][l] = point.next[at + i];
    if (point.model->variables[0].show) point.model->variables[0].show((const SulLane *)kept, now);
    for (int i = 0; i < 6; i++) {
      shown[m][i] = now[i][POINT_LANE];
      square += (i < 3 ? 1 : 2) * shown[m][i] * shown[m][i];
      CHECK_NEAR(shown[m][i], shown[0][i], 1e-13, 1);
    }
    CHECK_NEAR(sqrt(2. / 3 * square), PointNext(&point, "plastic_strain"), 1e-12, 0);
    CHECK(fabs(shown[m][3]) > 0.01);
  }
}

/* ---- Work -------------------------------------------------------------------------------------- */

/* Round a closed path of strain, work is what was dissipated and what is stored: nothing without
 * flow, more with every step with it. */
static void TryWork(Point point, const char *kind) {
  enum { STEPS = 300 };
  double before[9] = {0}, work = 0, dissipated = 0;
  point.step = 0.1;
  for (int step = 1; step <= STEPS; step++) {
    double t = 2 * acos(-1) * step / STEPS, h[9] = {0}, mean[9];
    h[0] = 0.04 * (1 - cos(t));
    h[1] = 0.05 * sin(t);
    for (int i = 0; i < 9; i++)
      mean[i] = 0.5 * (h[i] + before[i]);
    PointAsk(&point, mean);
    for (int i = 0; i < 9; i++)
      work += point.stress[i] * (h[i] - before[i]);
    CHECK(PointAsk(&point, h) == 0);
    CHECK(PointNext(&point, "plastic_work") >= dissipated);
    dissipated = PointNext(&point, "plastic_work");
    PointAccept(&point);
    memcpy(before, h, sizeof before);
  }
  CHECK(!Flows(point.model) || dissipated > 0.01);
  double expected = point.energy + dissipated; /* backward Euler, first order; a rate is stiffer */
  CHECK_NEAR(work, expected, strcmp(kind, "rate") == 0 ? 0.05 : 0.02,
             Flows(point.model) ? 0 : 1e-3);
}

/* ---- Lithiation --------------------------------------------------------------------------------- */

/* Halfway, all is as of a material with the means of the parameters; before the beginning and beyond
 * the end as there. A phase that has no saturation saturates with the amplitude of the other's share. */
static void TestMixture(void) {
  for (const SulModel *const *model = sul_models; *model; model++) {
    const double gradient[9] = {0.02, 0.03, 0, 0, -0.01, 0.01, 0, 0, 0.01};
    Point point = PointCreate((*model)->name), mean = point;
    PointSet(*model, point.parameters, "plasticity.hardening.isotropic", 0.5);
    memcpy(point.lithiated, point.parameters, sizeof point.lithiated);
    PointSet(*model, point.lithiated, "youngs_modulus", 42);
    PointSet(*model, point.lithiated, "poissons_ratio", 0.2);
    PointHarden(*model, point.lithiated, "voce");
    point.lithiates = true;
    for (int k = 0; k < 4; k++) {
      double share = 0.5 * k - 0.5, at = fmin(fmax(share, 0), 1);
      point.lithiation = share < 0 ? -0.5 : k == 3 ? 1.5 : share;
      PointSet(*model, mean.parameters, "youngs_modulus", 22 + 20 * at);
      PointSet(*model, mean.parameters, "poissons_ratio", 0.3 - 0.1 * at);
      double yield = 0.3 - 0.1 * at;
      PointSet(*model, mean.parameters, "plasticity.yield_stress", yield);
      PointSet(*model, mean.parameters, "plasticity.hardening.isotropic", 0.5);
      PointSet(*model, mean.parameters, "plasticity.hardening.saturation", yield + 0.3 * at);
      PointSet(*model, mean.parameters, "plasticity.hardening.saturation_rate", 20);
      CHECK(PointAsk(&point, gradient) == 0 && PointAsk(&mean, gradient) == 0);
      for (int i = 0; i < 9; i++)
        CHECK_NEAR(point.stress[i], mean.stress[i], 1e-13, 1);
      CHECK_NEAR(point.energy, mean.energy, 1e-13, 0);
      Point back = point; /* begun at the other end */
      memcpy(back.parameters, point.lithiated, sizeof back.parameters);
      memcpy(back.lithiated, point.parameters, sizeof back.lithiated);
      back.lithiation = 1 - point.lithiation;
      CHECK(PointAsk(&back, gradient) == 0);
      CHECK_NEAR(back.energy, mean.energy, 1e-13, 0);
      CHECK_NEAR(PointNext(&back, "plastic_strain"), PointNext(&mean, "plastic_strain"), 1e-12, 0);
      CHECK_NEAR(PointNext(&point, "plastic_strain"), PointNext(&mean, "plastic_strain"), 1e-12, 0);
    }
    SulPhase phase = {.model = *model};
    CHECK(SulPhaseTraits(&phase) == (*model)->traits);
    phase.lithiates = true;
    CHECK(!(SulPhaseTraits(&phase) & (SUL_AFFINE | SUL_ISOTROPIC)));
  }
}

/* ---- Lanes, histories --------------------------------------------------------------------------- */

/* A lane that is turned inside out, flat or no number has no answer, and the others have theirs. */
static void TryRefusedLanes(Point point, const char *kind) {
  const double bad[4][9] = {{-2.5, 0, 0, 0, 0, 0, 0, 0, 0},
                            {-1, 0, 0, 0, 0, 0, 0, 0, 0},
                            {NAN, 0, 0, 0, 0, 0, 0, 0, 0},
                            {1e200, 0, 0, 0, 0, 0, 0, 0, 0}};
  const SulModel *model = point.model;
  (void)kind;
  for (int k = 0; k < 4 && model->traits & SUL_FINITE; k++) {
    SulLane h[9], one[1], state[POINT_STATE] = {{0}}, next[POINT_STATE], stress[9], energy[1],
                          linearisation[SUL_LINEARISATION_MAX];
    for (int l = 0; l < SUL_LANES; l++) {
      one[0][l] = 0.1;
      for (int i = 0; i < 9; i++)
        h[i][l] = l == 1 ? bad[k][i] : 0.1 * l * (i % 3) + (i % 4 == 0 ? 0.1 : 0);
    }
    SulPointsIn in = {.parameters = point.parameters,
                      .gradient = (const SulLane *)h,
                      .swelling = (const SulLane *)one,
                      .lithiation = (const SulLane *)one,
                      .state = (const SulLane *)state};
    SulPointsOut out = {stress, next, linearisation, energy};
    CHECK(model->respond(&in, &out) == 1u << 1);
    for (int l = 0; l < SUL_LANES; l++) {
      for (int i = 0; i < 9; i++)
        CHECK(isfinite(stress[i][l]));
      for (int i = 0; i < SulModelStateSize(model); i++)
        CHECK(isfinite(next[i][l]));
      for (int i = 0; i < model->linearisation_size; i++)
        CHECK(isfinite(linearisation[i][l]));
      CHECK(isfinite(energy[0][l]));
    }
    CHECK(stress[0][0] == 0 && fabs(stress[0][3]) > 1e-3);
  }
}

/* Histories of four steps, of all sizes, in all lanes at once. */
static long histories, unanswered;

static void Histories(const Point *point, int count) {
  const SulModel *model = point->model;
  const int size = SulModelStateSize(model), work = PointVariable(model, "plastic_work");
  for (int n = 0; n < count; n += SUL_LANES) {
    SulLane h[9], swelling[1], share[1], state[2][POINT_STATE] = {{{0}}}, stress[9], energy[1];
    double amount = pow(10, 8 * PointRandom() - 3.5), stiff = pow(10, 6 * PointRandom());
    double parameters[SUL_PARAMETERS_MAX];
    memcpy(parameters, point->parameters, sizeof parameters);
    parameters[0] *= stiff;
    double sum = 0;
    unsigned without = 0;
    for (int step = 0; step < 4; step++) {
      for (int l = 0; l < SUL_LANES; l++) {
        swelling[0][l] = 0.2 * PointRandom();
        share[0][l] = 0.5 + PointRandom();
        for (int i = 0; i < 9; i++)
          h[i][l] = amount * PointRandom() + (i % 4 == 0 ? swelling[0][l] : 0);
      }
      SulPointsIn in = {.parameters = parameters,
                        .lithiated = point->lithiates ? point->lithiated : NULL,
                        .gradient = (const SulLane *)h,
                        .swelling = (const SulLane *)swelling,
                        .lithiation = (const SulLane *)share,
                        .state = (const SulLane *)state[step % 2],
                        .step = point->step};
      without |= model->respond(
          &in, &(SulPointsOut){stress, size ? state[(step + 1) % 2] : NULL, NULL, energy});
      for (int l = 0; l < SUL_LANES; l++) {
        for (int i = 0; i < 9; i++)
          sum += 0 * stress[i][l];
        for (int i = 0; i < size; i++)
          sum += 0 * state[(step + 1) % 2][i][l];
        sum += 0 * energy[0][l];
        if (work >= 0) CHECK(state[(step + 1) % 2][work][l] >= state[step % 2][work][l]);
      }
    }
    CHECK(sum == 0); /* an infinity or what is no number would stay */
    histories += SUL_LANES;
    unanswered += without != 0;
  }
}

static void TryHistories(Point point, const char *kind) {
  (void)kind;
  point.step = 1;
#ifdef SULFEM_SANITIZE
  Histories(&point, 2000);
#else
  Histories(&point, 27000);
#endif
}

static void TestRefusals(void) {
  Point softens = PointCreate("linear_plastic"), half = softens;
  PointSet(softens.model, softens.parameters, "plasticity.hardening.saturation", 0.1);
  PointSet(softens.model, softens.parameters, "plasticity.hardening.saturation_rate", 20);
  PointSet(half.model, half.parameters, "plasticity.hardening.saturation", 0.5);
  CHECK(strstr(softens.model->refuse(softens.parameters), "must not fall"));
  CHECK(strstr(half.model->refuse(half.parameters), "both saturation"));
  Point kinematic = PointHardened("hencky_plastic", "kin");
  CHECK(strstr(kinematic.model->refuse(kinematic.parameters), "hencky_additive_plastic"));
}

/* Flow at one strain, held: the stress relaxes to the flow stress with the time given. */
static void TestRelaxation(void) {
  const double held[9] = {0.01, 0, 0, 0, 0, 0, 0, 0, 0};
  Point point = PointHardened("linear_plastic", "rate"), fast = point, inviscid = point;
  fast.step = 1e-9;
  PointAsk(&fast, held);
  CHECK_NEAR(PointNext(&fast, "plastic_strain"), 0, 1, 1e-7);
  for (int i = 0; i < 60; i++) {
    point.step = pow(2, i / 2.) * 1e-3;
    PointAsk(&point, held);
    PointAccept(&point);
  }
  PointAsk(&inviscid, held);
  CHECK_NEAR(PointNext(&point, "plastic_strain"), PointNext(&inviscid, "plastic_strain"), 1e-3, 0);
}

/* p = step / time (q / Y - 1)^exponent with q = trial - 3 G p, halved down in logarithms: both sides as
 * logarithms, the left one rises and the right one falls. */
static double RateFlow(double trial, double shear, double yield, double ratio, double exponent) {
  double low = -700, high = log((trial - yield) / (3 * shear));
  for (int i = 0; i < 200; i++) {
    double middle = (low + high) / 2, over = (trial - 3 * shear * exp(middle)) / yield - 1;
    bool above = !(over > 0) || middle - log(ratio) - exponent * log(over) > 0;
    *(above ? &high : &low) = middle;
  }
  return exp(high);
}

/* Shear at one strain, rates of all sizes: the increment to rounding, and what it dissipates. */
static void TestRates(void) {
  const double held[9] = {0.2, 0, 0, 0, -0.1, 0, 0, 0, -0.1}, shear = 22 / 2.6, yield = 0.3;
  const double exponents[] = {0.02, 0.2, 0.7, 1, 3, 20};
  for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++)
    for (int decade = -12; decade <= 12; decade += 2) {
      Point point = PointCreate("linear_plastic");
      PointSet(point.model, point.parameters, "plasticity.viscosity.time", 1);
      PointSet(point.model, point.parameters, "plasticity.viscosity.exponent", exponents[e]);
      point.step = pow(10, decade);
      PointAsk(&point, held);
      double trial = 3 * shear * 0.2, p = PointNext(&point, "plastic_strain");
      CHECK_NEAR(p, RateFlow(trial, shear, yield, point.step, exponents[e]), 1e-9, 0);
      CHECK_NEAR(PointNext(&point, "plastic_work"), (trial - 3 * shear * p) * p, 1e-9, 0);
    }
}

int main(void) {
  ForAll(TrySlopes);
  ForAll(TryEqualStretches);
  ForAll(TryFreeSwelling);
  ForAll(TryRotation);
  ForAll(TryWork);
  ForAll(TryRefusedLanes);
  ForAll(TryHistories);
  printf("%ld histories, %ld with a step without answer\n", histories, unanswered);
  TestMixture();
  TestShownStrain();
  TestRelaxation();
  TestRates();
  TestRefusals();
  return CheckResult();
}
