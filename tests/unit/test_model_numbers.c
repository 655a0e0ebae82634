/* SPDX-License-Identifier: BSD-2-Clause */
/* Models against numbers of material points that were computed by programs that share nothing with
 * this one (GPa; E 22, nu 0.3): the same numbers in as many equal steps, and first order towards the
 * limit of infinitely many; closed forms of uniaxial stress, of a clamped column and of elasticity. */
#include "model_point.h"

/* Cauchy stress and equivalent plastic strain at the end of a path in `steps` equal steps a segment;
 * 0: in the limit of infinitely many. */
static const struct Number {
  const char *model, *hardening, *path;
  int steps;
  double xx_yy_zz_xy[4], strain;
} numbers[] = {
    /* clang-format off */
    {"hencky_additive_plastic", "perfect", "shear1", 1, {0.0774596669241, -0.0774596669241, 0, 0.154919333848}, 0.543837371653},
    {"hencky_additive_plastic", "perfect", "shear1", 10, {0.0259186677333, -0.0259186677333, 0, 0.168456357712}, 0.561433762599},
    {"hencky_additive_plastic", "perfect", "shear1", 100, {0.0211150475783, -0.0211150475783, 0, 0.168633507278}, 0.56195725344},
    {"hencky_additive_plastic", "perfect", "shear1", 0, {0.0205921402303, -0.0205921402303, 0, 0.168642662562}, 0.562001807974},
    {"hencky_additive_plastic", "iso", "shear1", 1, {0.146312576042, -0.146312576042, 0, 0.292625152083}, 0.533332340699},
    {"hencky_additive_plastic", "iso", "shear1", 10, {0.0532189153608, -0.0532189153608, 0, 0.322761142776}, 0.550364282921},
    {"hencky_additive_plastic", "iso", "shear1", 100, {0.044227401766, -0.044227401766, 0, 0.323396622996}, 0.550999103097},
    {"hencky_additive_plastic", "iso", "shear1", 0, {0.0432451212388, -0.0432451212388, 0, 0.323444227302}, 0.551057719476},
    {"hencky_plastic", "perfect", "shear1", 1, {0.0774596669241, -0.0774596669241, 0, 0.154919333848}, 0.543837371653},
    {"hencky_plastic", "perfect", "shear1", 10, {0.0121713794033, -0.0121713794033, 0, 0.172776901012}, 0.564680750114},
    {"hencky_plastic", "perfect", "shear1", 100, {0.00441025288067, -0.00441025288046, 0, 0.173148923385}, 0.56535790539},
    {"hencky_plastic", "perfect", "shear1", 0, {0.00354495943684, -0.00354495943686, 0, 0.173168799911}, 0.565415586454},
    {"hencky_plastic", "iso", "shear1", 1, {0.146312576042, -0.146312576042, 0, 0.292625152083}, 0.533332340699},
    {"hencky_plastic", "iso", "shear1", 10, {0.0287562221118, -0.0287562221118, 0, 0.331729359521}, 0.553453709233},
    {"hencky_plastic", "iso", "shear1", 100, {0.0144657444067, -0.0144657444066, 0, 0.332899278223}, 0.554285166858},
    {"hencky_plastic", "iso", "shear1", 0, {0.0128686504666, -0.0128686504666, 0, 0.332987324948}, 0.55436299702},
    {"linear_plastic", "perfect", "confined", 1, {1.11666666667, 0.816666666667, 0.816666666667, 0}, 0.0215151515152},
    {"linear_plastic", "perfect", "confined", 10, {1.11666666667, 0.816666666667, 0.816666666667, 0}, 0.0215151515152},
    {"linear_plastic", "perfect", "confined", 100, {1.11666666667, 0.816666666667, 0.816666666667, 0}, 0.0215151515152},
    {"linear_plastic", "perfect", "confined", 0, {1.11666666667, 0.816666666667, 0.816666666667, 0}, 0.0215151515152},
    {"linear_plastic", "iso", "confined", 1, {1.12369985141, 0.813150074294, 0.813150074294, 0}, 0.0210995542348},
    {"linear_plastic", "iso", "confined", 10, {1.12369985141, 0.813150074294, 0.813150074294, 0}, 0.0210995542348},
    {"linear_plastic", "iso", "confined", 100, {1.12369985141, 0.813150074294, 0.813150074294, 0}, 0.0210995542348},
    {"linear_plastic", "iso", "confined", 0, {1.12369985141, 0.813150074294, 0.813150074294, 0}, 0.0210995542348},
    {"hencky_additive_plastic", "perfect", "confined", 1, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_additive_plastic", "perfect", "confined", 10, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_additive_plastic", "perfect", "confined", 100, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_additive_plastic", "perfect", "confined", 0, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_additive_plastic", "iso", "confined", 1, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_additive_plastic", "iso", "confined", 10, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_additive_plastic", "iso", "confined", 100, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_additive_plastic", "iso", "confined", 0, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_plastic", "perfect", "confined", 1, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_plastic", "perfect", "confined", 10, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_plastic", "perfect", "confined", 100, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_plastic", "perfect", "confined", 0, {5.08901798799, 4.88901798799, 4.88901798799, 0}, 0.258491890254},
    {"hencky_plastic", "iso", "confined", 1, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_plastic", "iso", "confined", 10, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_plastic", "iso", "confined", 100, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_plastic", "iso", "confined", 0, {5.14535103985, 4.86085146206, 4.86085146206, 0}, 0.253498733384},
    {"hencky_additive_plastic", "perfect", "cycshear", 1, {0.043725092459, -0.043725092459, 0, 0.167595096257}, 1.06755684383},
    {"hencky_additive_plastic", "perfect", "cycshear", 10, {0.00785919780158, -0.00785919780158, 0, 0.173026682942}, 1.09388441534},
    {"hencky_additive_plastic", "perfect", "cycshear", 100, {0.00397627830697, -0.00397627830697, 0, 0.173159432925}, 1.09476735463},
    {"hencky_additive_plastic", "perfect", "cycshear", 0, {0.0035439726775, -0.0035439726775, 0, 0.173168820108}, 1.0948468894},
    {"hencky_additive_plastic", "iso", "cycshear", 1, {0.123563604756, -0.123563604756, 0, 0.44716932593}, 1.00709067749},
    {"hencky_additive_plastic", "iso", "cycshear", 10, {0.0368126045486, -0.0368126045486, 0, 0.469173643493}, 1.03026038019},
    {"hencky_additive_plastic", "iso", "cycshear", 100, {0.0267694693361, -0.0267694693361, 0, 0.470220199829}, 1.03152802299},
    {"hencky_additive_plastic", "iso", "cycshear", 0, {0.0256514509747, -0.0256514509747, 0, 0.470320017091}, 1.03165774137},
    {"hencky_plastic", "perfect", "cycshear", 1, {0.0434925144733, -0.0434925144733, 0, 0.167655602903}, 1.06863672911},
    {"hencky_plastic", "perfect", "cycshear", 10, {0.0078666246742, -0.00786662467417, 0, 0.17302634544}, 1.09435158296},
    {"hencky_plastic", "perfect", "cycshear", 100, {0.00397765446995, -0.00397765446935, 0, 0.173159401318}, 1.09529327545},
    {"hencky_plastic", "perfect", "cycshear", 0, {0.00354495943684, -0.00354495943686, 0, 0.173168799911}, 1.09537879367},
    {"hencky_plastic", "iso", "cycshear", 1, {0.122202238302, -0.122202238302, 0, 0.447811891851}, 1.00798834895},
    {"hencky_plastic", "iso", "cycshear", 10, {0.0369467107374, -0.0369467107373, 0, 0.469271833983}, 1.03063587697},
    {"hencky_plastic", "iso", "cycshear", 100, {0.0268364851276, -0.0268364851275, 0, 0.470347642106}, 1.03198199023},
    {"hencky_plastic", "iso", "cycshear", 0, {0.0257123083588, -0.0257123083588, 0, 0.470450606738}, 1.03212093736},
    /* clang-format on */
};

/* The places of the path, from 0. */
static int Segments(const char *path, double place[4]) {
  static const double cycle[4] = {0, 0.5, -0.5, 0};
  bool cycles = strcmp(path, "cycshear") == 0;
  for (int i = 0; i < 4; i++)
    place[i] = cycles ? cycle[i] : i;
  return cycles ? 3 : 1;
}

/* shear: F_xy = t; confined: F_xx = 1 + t/2, a tenth of it at small strain. */
static void GradientAt(const struct Number *number, double t, double gradient[9]) {
  memset(gradient, 0, 9 * sizeof *gradient);
  double small = strcmp(number->model, "linear_plastic") == 0 ? 0.1 : 1;
  if (strcmp(number->path, "confined") == 0)
    gradient[0] = small * 0.5 * t;
  else
    gradient[1] = small * t;
}

static Point Walk(const struct Number *number, int steps, double cauchy[9]) {
  Point point = PointHardened(number->model, number->hardening);
  double place[4], gradient[9];
  int segments = Segments(number->path, place);
  for (int s = 0; s < segments; s++)
    for (int i = 1; i <= steps; i++) {
      GradientAt(number, place[s] + (place[s + 1] - place[s]) * i / steps, gradient);
      CHECK(PointAsk(&point, gradient) == 0);
      PointAccept(&point);
    }
  PointCauchy(&point, gradient, cauchy);
  return point;
}

static double Distance(const struct Number *number, const double cauchy[9]) {
  static const int at[4] = {0, 4, 8, 1};
  double most = 0;
  for (int i = 0; i < 4; i++)
    most = fmax(most, fabs(cauchy[at[i]] - number->xx_yy_zz_xy[i]));
  return most;
}

static void TestNumbers(void) {
  double cauchy[9];
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
    const struct Number *number = &numbers[n];
    if (number->steps > 0) {
      Point point = Walk(number, number->steps, cauchy);
      CHECK_NEAR(Distance(number, cauchy), 0, 1e-11, 1);
      CHECK_NEAR(PointNext(&point, "plastic_strain"), number->strain, 1e-11, 0);
      continue;
    }
    double coarse, fine;
    Walk(number, 40, cauchy);
    coarse = Distance(number, cauchy);
    Walk(number, 160, cauchy);
    fine = Distance(number, cauchy);
    if (strcmp(number->path, "confined") == 0) /* axes stay: steps do not matter */
      CHECK_NEAR(fine, 0, 1e-9, 1);
    else
      CHECK_NEAR(coarse / fine, 4, 0.1, 0);
  }
}

/* A stretch of 1.5 with free sides; lateral stretch by Newton's method on the tangent. */
static void TestUniaxial(void) {
  static const struct {
    const char *hardening;
    double nominal, lateral, strain;
  } cases[] = {{"perfect", 0.2, 0.818726429105, 0.391828744472},
               {"iso", 0.327707146346, 0.820153451513, 0.383121439039},
               {"voce", 0.333238588554, 0.820215317002, 0.382744295252},
               {"kin", 0.449861808069, 0.821520756817, 0.374792712103},
               {"mix", 0.445886465175, 0.821476224023, 0.375063758210}};
  static const char *const models[] = {"hencky_plastic", "hencky_additive_plastic"};
  for (size_t c = 0; c < 2 * sizeof cases / sizeof *cases; c++) {
    Point point = PointHardened(models[c % 2], cases[c / 2].hardening);
    double h[9] = {0.5, 0, 0, 0, -0.15, 0, 0, 0, -0.15}, tangent[9][9];
    if (point.model->refuse(point.parameters)) continue; /* back stress has one model */
    for (int i = 0; i < 12; i++) {
      CHECK(PointAsk(&point, h) == 0);
      PointTangent(&point, tangent);
      h[4] = h[8] = h[8] - point.stress[8] / (tangent[8][8] + tangent[8][4]);
    }
    CHECK_NEAR(point.stress[0], cases[c / 2].nominal, 1e-11, 0);
    CHECK_NEAR(1 + h[4], cases[c / 2].lateral, 1e-11, 0);
    CHECK_NEAR(PointNext(&point, "plastic_strain"), cases[c / 2].strain, 1e-11, 0);
  }
}

/* Held at the sides, free on top, it swells: everything goes into the height. */
static void TestColumn(void) {
  static const double swollen[] = {1.1, 1.8}, height[] = {1.08806521718, 1.78047035538},
                      strain[] = {0.0444492107786, 0.372766867511};
  static const char *const models[] = {"hencky_plastic", "hencky_additive_plastic"};
  for (int c = 0; c < 4; c++) {
    Point point = PointCreate(models[c / 2]);
    double h[9] = {0}, tangent[9][9], cauchy[9];
    point.swelling = cbrt(swollen[c % 2]) - 1;
    h[8] = swollen[c % 2] - 1;
    for (int i = 0; i < 12; i++) {
      CHECK(PointAsk(&point, h) == 0);
      PointTangent(&point, tangent);
      h[8] -= point.stress[8] / tangent[8][8];
    }
    PointCauchy(&point, h, cauchy);
    CHECK_NEAR(1 + h[8], height[c % 2], 1e-11, 0);
    CHECK_NEAR(cauchy[0], -0.303290643603, 1e-11, 0);
    CHECK_NEAR(PointNext(&point, "plastic_strain"), strain[c % 2], 1e-11, 0);
  }
}

/* Shear by 1, and swelling in place: P. */
static void TestElastic(void) {
  static const struct {
    const char *model;
    double shear[9], swollen;
  } cases[] = {{"neo_hookean", {0, 8.46153846154, 0, 8.46153846154, 0, 0, 0, 0, 0}, -18.3664765826},
               {"hencky",
                {-3.64192180816, 7.28384361631, 0, 10.9257654245, -3.64192180816, 0, 0, 0, 0},
                -19.3969599418}};
  for (int c = 0; c < 2; c++) {
    const double nothing[9] = {0}, shear[9] = {0, 1, 0, 0, 0, 0, 0, 0, 0};
    Point point = PointCreate(cases[c].model);
    CHECK(PointAsk(&point, shear) == 0);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(point.stress[i], cases[c].shear[i], 1e-11, 1);
    point.swelling = cbrt(1.8) - 1;
    CHECK(PointAsk(&point, nothing) == 0);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(point.stress[i], i % 4 == 0 ? cases[c].swollen : 0, 1e-11, 1);
  }
}

int main(void) {
  TestNumbers();
  TestUniaxial();
  TestColumn();
  TestElastic();
  return CheckResult();
}
