/* SPDX-License-Identifier: BSD-2-Clause */
/* Models that are not affine, at a point: stress is the derivative of energy, the tangent that of
 * stress, rotations change nothing, work is stored or dissipated; and numbers of material points
 * that were computed by programs that share nothing with this one (GPa; E 22, nu 0.3). */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/model.h>

extern const SulModel sul_linear_plastic, sul_hencky, sul_hencky_plastic, sul_neo_hookean;

enum { STATE = 10, LINEARISATION = 40, LANE = 2 };

static const double elastic[] = {22, 0.3}, perfect[] = {22, 0.3, 0.3, 0, 0, 0, 0, 0, 0},
                    linear[] = {22, 0.3, 0.3, 0.5, 0, 0, 0, 0, 0},
                    voce[] = {22, 0.3, 0.2, 0, 0.5, 20, 0, 0, 0},
                    kinematic[] = {22, 0.3, 0.3, 0, 0, 0, 1, 0, 0},
                    mixed[] = {22, 0.3, 0.2, 0.25, 0.5, 20, 1, 0, 0},
                    viscous[] = {22, 0.3, 0.3, 0.5, 0, 0, 0, 10, 2};

typedef struct {
  const SulModel *model;
  const double *parameters;
  double state[STATE], next[STATE];
  double swelling, step;
  double stress[9], energy;
  SulLane linearisation[LINEARISATION];
} Point;

static Point Virgin(const SulModel *model, const double *parameters) {
  Point point;
  memset(&point, 0, sizeof point);
  point.model = model;
  point.parameters = parameters;
  return point;
}

/* Other lanes are given other strains, so that a lane mixed up with another one shows. */
static unsigned Respond(Point *point, const double gradient[9]) {
  SulLane h[9], swelling[1], lithiation[1] = {{0}}, state[STATE], next[STATE], stress[9], energy[1];
  for (int lane = 0; lane < SUL_LANES; lane++) {
    swelling[0][lane] = point->swelling;
    for (int i = 0; i < 9; i++)
      h[i][lane] = gradient[i] * (1 + 0.1 * (lane - LANE));
    for (int i = 0; i < STATE; i++)
      state[i][lane] = point->state[i];
  }
  SulPointsIn in = {.parameters = point->parameters,
                    .gradient = (const SulLane *)h,
                    .swelling = (const SulLane *)swelling,
                    .lithiation = (const SulLane *)lithiation,
                    .state = (const SulLane *)state,
                    .step = point->step};
  SulPointsOut out = {stress, point->model->variable_count ? next : NULL, point->linearisation,
                      energy};
  unsigned without = point->model->respond(&in, &out);
  for (int i = 0; i < 9; i++)
    point->stress[i] = stress[i][LANE];
  for (int i = 0; i < STATE && point->model->variable_count; i++)
    point->next[i] = next[i][LANE];
  point->energy = energy[0][LANE];
  return without;
}

static void Accept(Point *point) {
  memcpy(point->state, point->next, sizeof point->state);
}

static void Tangent(const Point *point, double tangent[9][9]) {
  for (int k = 0; k < 9; k++) {
    SulLane change[9] = {{0}}, answer[9];
    for (int lane = 0; lane < SUL_LANES; lane++)
      change[k][lane] = 1;
    point->model->tangent(point->parameters, (const SulLane *)point->linearisation,
                          (const SulLane *)change, answer);
    for (int i = 0; i < 9; i++)
      tangent[i][k] = answer[i][LANE];
  }
}

static double Random(void) {
  return rand() / (double)RAND_MAX - 0.5;
}

static void RandomGradient(double size, double swelling, double gradient[9]) {
  for (int i = 0; i < 9; i++)
    gradient[i] = size * Random() + (i % 4 == 0 ? swelling : 0);
}

/* Central differences of stress and energy around a gradient. */
static void Derivatives(Point point, const double gradient[9], bool stored) {
  double tangent[9][9], stress[9], step = 1e-6;
  CHECK(Respond(&point, gradient) == 0);
  Tangent(&point, tangent);
  memcpy(stress, point.stress, sizeof stress);
  for (int k = 0; k < 9; k++) {
    double h[9], up[9], energy;
    memcpy(h, gradient, sizeof h);
    h[k] += step;
    Respond(&point, h);
    memcpy(up, point.stress, sizeof up);
    energy = point.energy;
    h[k] -= 2 * step;
    Respond(&point, h);
    for (int i = 0; i < 9; i++) {
      CHECK_NEAR((up[i] - point.stress[i]) / (2 * step), tangent[i][k], 1e-9, 30);
      CHECK_NEAR(tangent[i][k], tangent[k][i], 1e-14, 30); /* all are SUL_SYMMETRIC */
    }
    if (stored) CHECK_NEAR((energy - point.energy) / (2 * step), stress[k], 1e-8, 1);
  }
}

static void TestDerivatives(void) {
  const double *hardening[] = {perfect, linear, voce, viscous};
  for (int draw = 0; draw < 3; draw++) {
    double gradient[9], small[9];
    Point point = Virgin(&sul_hencky, elastic);
    point.swelling = 0.2;
    RandomGradient(0.4, point.swelling, gradient);
    RandomGradient(1e-3, point.swelling, small);
    Derivatives(point, gradient, true);
    Derivatives(point, small, true);
    point.model = &sul_neo_hookean;
    Derivatives(point, gradient, true);
    for (int m = 0; m < 4; m++) {
      point = Virgin(&sul_hencky_plastic, hardening[m]);
      point.step = 5;
      Respond(&point, gradient);
      Accept(&point); /* the second step begins with plastic strain in other axes */
      point.swelling = 0.2;
      RandomGradient(0.4, point.swelling, gradient);
      Derivatives(point, gradient, false);
      CHECK(point.state[9] > 0.01);
    }
    for (int m = 0; m < 3; m++) {
      point = Virgin(&sul_linear_plastic, m == 0 ? perfect : m == 1 ? mixed : viscous);
      point.step = 5;
      RandomGradient(0.1, 0, gradient);
      Respond(&point, gradient);
      Accept(&point);
      point.swelling = 0.02;
      RandomGradient(0.1, 0, gradient);
      Derivatives(point, gradient, false);
      CHECK(point.state[9] > 0.01);
    }
  }
}

/* Two axes with one stretch, and none stretched: the tangent needs limits there. */
static void TestRepeatedStretches(void) {
  const double uniaxial[9] = {0.3, 0, 0, 0, -0.1, 0, 0, 0, -0.1}, nothing[9] = {0};
  Derivatives(Virgin(&sul_hencky, elastic), uniaxial, true);
  Derivatives(Virgin(&sul_hencky, elastic), nothing, true);
  Derivatives(Virgin(&sul_hencky_plastic, voce), uniaxial, false);
  Derivatives(Virgin(&sul_neo_hookean, elastic), nothing, true);
}

static void Product(const double a[9], const double b[9], double product[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

/* P of Q F is Q P, and what happens afterwards does not know of the rotation. */
static void TestObjectivity(void) {
  const double c = cos(1.1), s = sin(1.1), turn[9] = {c, -s, 0, s, c, 0, 0, 0, 1};
  const SulModel *models[] = {&sul_hencky, &sul_neo_hookean, &sul_hencky_plastic};
  for (int m = 0; m < 3; m++) {
    Point straight = Virgin(models[m], m == 2 ? voce : elastic), turned = straight;
    for (int step = 0; step < 4; step++) {
      double f[9], turned_f[9], turned_stress[9];
      RandomGradient(0.3, 0, f);
      for (int i = 0; i < 9; i += 4)
        f[i] += 1;
      Product(turn, f, turned_f);
      for (int i = 0; i < 9; i += 4) {
        f[i] -= 1;
        turned_f[i] -= 1;
      }
      Respond(&straight, f);
      Respond(&turned, turned_f);
      Product(turn, straight.stress, turned_stress);
      for (int i = 0; i < 9; i++)
        CHECK_NEAR(turned.stress[i], turned_stress[i], 1e-12, 1);
      CHECK_NEAR(turned.energy, straight.energy, 1e-12, 1e-2);
      Accept(&straight);
      Accept(&turned);
    }
  }
}

/* Round a closed path of strain, work is what is dissipated: positive with flow, and 0 without. */
static void TestWork(void) {
  const SulModel *models[] = {&sul_hencky, &sul_neo_hookean, &sul_hencky_plastic,
                              &sul_linear_plastic};
  enum { STEPS = 400 };
  for (int m = 0; m < 4; m++) {
    Point point = Virgin(models[m], m < 2 ? elastic : perfect);
    double before[9] = {0}, work = 0, flow = 0;
    for (int step = 1; step <= STEPS; step++) {
      double t = 2 * acos(-1) * step / STEPS, h[9] = {0}, mean[9];
      h[0] = 0.04 * (1 - cos(t));
      h[1] = 0.05 * sin(t);
      for (int i = 0; i < 9; i++)
        mean[i] = 0.5 * (h[i] + before[i]);
      Respond(&point, mean);
      for (int i = 0; i < 9; i++)
        work += point.stress[i] * (h[i] - before[i]);
      Respond(&point, h);
      if (m >= 2) flow += perfect[2] * (point.next[9] - point.state[9]);
      Accept(&point);
      memcpy(before, h, sizeof before);
    }
    if (m < 2)
      CHECK_NEAR(work, 0, 1e-5, 1);
    else
      CHECK_NEAR(work - point.energy, flow, 0.02, 0); /* 400 steps of backward Euler */
    CHECK(m < 2 || flow > 0.01);
  }
}

static void CauchyOf(const Point *point, const double gradient[9], double cauchy[9]) {
  double f[9], determinant;
  for (int i = 0; i < 9; i++)
    f[i] = gradient[i] + (i % 4 == 0);
  determinant = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) +
                f[2] * (f[3] * f[7] - f[4] * f[6]);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      cauchy[3 * i + j] =
          (point->stress[3 * i] * f[3 * j] + point->stress[3 * i + 1] * f[3 * j + 1] +
           point->stress[3 * i + 2] * f[3 * j + 2]) /
          determinant;
}

/* Simple shear by 1 in equal steps: the same numbers as any program that takes the same steps. */
static void TestShear(void) {
  static const struct {
    const double *parameters;
    int steps;
    double xx, xy, strain;
  } cases[] = {{perfect, 1, NAN, NAN, 0.543837371653},
               {perfect, 10, NAN, NAN, 0.564680750114},
               {perfect, 100, NAN, NAN, 0.56535790539},
               {linear, 1, 0.146312576042, 0.292625152083, 0.533332340699},
               {linear, 10, 0.0287562221118, 0.331729359521, 0.553453709233},
               {linear, 100, 0.0144657444067, 0.332899278223, 0.554285166858}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    Point point = Virgin(&sul_hencky_plastic, cases[c].parameters);
    double gradient[9] = {0}, cauchy[9];
    for (int step = 1; step <= cases[c].steps; step++) {
      gradient[1] = step / (double)cases[c].steps;
      CHECK(Respond(&point, gradient) == 0);
      Accept(&point);
    }
    CauchyOf(&point, gradient, cauchy);
    CHECK_NEAR(point.state[9], cases[c].strain, 1e-11, 0);
    CHECK_NEAR(cauchy[0], -cauchy[4], 1e-12, 1);
    if (isnan(cases[c].xx)) continue;
    CHECK_NEAR(cauchy[0], cases[c].xx, 1e-11, 0);
    CHECK_NEAR(cauchy[1], cases[c].xy, 1e-11, 0);
  }
}

/* A stretch of 1.5 in one direction, the others confined: axes stay, so steps do not matter. */
static void TestConfined(void) {
  const double finite[9] = {0.5, 0, 0, 0, 0, 0, 0, 0, 0}, small[9] = {0.05, 0, 0, 0, 0, 0, 0, 0, 0};
  Point point = Virgin(&sul_hencky_plastic, perfect);
  double cauchy[9];
  Respond(&point, finite);
  CauchyOf(&point, finite, cauchy);
  CHECK_NEAR(cauchy[0], 5.089017988, 1e-9, 0);
  CHECK_NEAR(cauchy[4], 4.889017988, 1e-9, 0);
  CHECK_NEAR(point.next[9], 0.258491890254, 1e-11, 0);
  point.parameters = linear;
  Respond(&point, finite);
  CauchyOf(&point, finite, cauchy);
  CHECK_NEAR(cauchy[0], 5.14535103985, 1e-11, 0);
  CHECK_NEAR(cauchy[8], 4.86085146206, 1e-11, 0);
  point = Virgin(&sul_linear_plastic, linear);
  Respond(&point, small);
  CHECK_NEAR(point.stress[0], 1.12369985141, 1e-11, 0);
  CHECK_NEAR(point.stress[4], 0.813150074294, 1e-11, 0);
  CHECK_NEAR(point.next[9], 0.0210995542348, 1e-11, 0);
}

/* A stretch of 1.5 with free sides; lateral stretch by Newton's method on the tangent. */
static void TestUniaxial(void) {
  static const struct {
    const double *parameters;
    double nominal, lateral, strain;
  } cases[] = {{perfect, 0.2, 0.818726429105, 0.391828744472},
               {linear, 0.327707146346, 0.820153451513, 0.383121439039},
               {voce, 0.333238588554, 0.820215317002, 0.382744295252}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    Point point = Virgin(&sul_hencky_plastic, cases[c].parameters);
    double h[9] = {0.5, 0, 0, 0, -0.15, 0, 0, 0, -0.15}, tangent[9][9];
    for (int i = 0; i < 30; i++) {
      Respond(&point, h);
      Tangent(&point, tangent);
      h[4] = h[8] = h[8] - point.stress[8] / (tangent[8][8] + tangent[8][4]);
    }
    CHECK_NEAR(point.stress[0], cases[c].nominal, 1e-11, 0);
    CHECK_NEAR(1 + h[4], cases[c].lateral, 1e-11, 0);
    CHECK_NEAR(point.next[9], cases[c].strain, 1e-11, 0);
  }
}

static void TestSwellingInPlace(void) {
  const double nothing[9] = {0}, shear[9] = {0, 1, 0, 0, 0, 0, 0, 0, 0};
  Point point = Virgin(&sul_hencky, elastic);
  Respond(&point, shear);
  CHECK_NEAR(point.stress[0], -3.64192180816, 1e-11, 0);
  CHECK_NEAR(point.stress[1], 7.28384361631, 1e-11, 0);
  CHECK_NEAR(point.stress[3], 10.9257654245, 1e-11, 0);
  point.swelling = cbrt(1.8) - 1;
  Respond(&point, nothing);
  CHECK_NEAR(point.stress[4], -19.3969599418, 1e-11, 0);
  point.model = &sul_neo_hookean;
  Respond(&point, nothing);
  CHECK_NEAR(point.stress[8], -18.3664765826, 1e-11, 0);
  point.swelling = 0;
  Respond(&point, shear);
  CHECK_NEAR(point.stress[1], 8.46153846154, 1e-11, 0);
}

/* Flow at one strain, held: the stress relaxes to the flow stress with the time given. */
static void TestRelaxation(void) {
  const double held[9] = {0.01, 0, 0, 0, 0, 0, 0, 0, 0};
  Point point = Virgin(&sul_linear_plastic, viscous), fast = point, inviscid = point;
  fast.step = 1e-9;
  Respond(&fast, held);
  CHECK_NEAR(fast.next[9], 0, 1, 1e-7);
  for (int i = 0; i < 60; i++) {
    point.step = pow(2, i / 2.) * 1e-3;
    Respond(&point, held);
    CHECK(point.next[9] >= point.state[9]);
    Accept(&point);
  }
  Respond(&inviscid, held);
  CHECK_NEAR(point.state[9], inviscid.next[9], 1e-3, 0);
}

static void TestRefusals(void) {
  double turned_out[9] = {-1.5, 0, 0, 0, 0, 0, 0, 0, 0};
  const double softens[] = {22, 0.3, 0.3, 0, 0.1, 20, 0, 0, 0};
  const SulModel *models[] = {&sul_hencky, &sul_neo_hookean, &sul_hencky_plastic};
  for (int m = 0; m < 3; m++) {
    Point point = Virgin(models[m], perfect);
    CHECK(Respond(&point, turned_out) == (1u << SUL_LANES) - 1);
  }
  CHECK(sul_linear_plastic.refuse(kinematic) == NULL);
  CHECK(sul_hencky_plastic.refuse(kinematic) != NULL);
  CHECK(sul_linear_plastic.refuse(softens) != NULL);
}

int main(void) {
  TestDerivatives();
  TestRepeatedStretches();
  TestObjectivity();
  TestWork();
  TestShear();
  TestConfined();
  TestUniaxial();
  TestSwellingInPlace();
  TestRelaxation();
  TestRefusals();
  return CheckResult();
}
