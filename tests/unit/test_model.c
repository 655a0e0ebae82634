/* SPDX-License-Identifier: BSD-2-Clause */
/* Point functions against closed forms and against each other (energy's derivative is the stress).
 */
#include "check.h"
#include <string.h>
#include <sulfem/model.h>

static void CheckConventions(void) {
  /* dV = 0.8: the three stretches differ by 36 % */
  CHECK_NEAR(SulSwelling(SUL_SWELLING_EXACT, 0.8, 1), 0.21644039911468, 1e-13, 0);
  CHECK_NEAR(SulSwelling(SUL_SWELLING_LINEAR, 0.8, 1), 0.8 / 3, 1e-15, 0);
  CHECK_NEAR(SulSwelling(SUL_SWELLING_LOGARITHMIC, 0.8, 1), 0.195928888300706, 1e-13, 0);
  CHECK_NEAR(pow(1 + SulSwelling(SUL_SWELLING_EXACT, -0.4403580, 1), 3), 0.559642, 1e-14, 0);
}

static void CheckCapacity(void) {
  double q_theory = SulTheoreticalCapacity(2, 0.03206); /* S + 2 Li, C/kg */
  CHECK_NEAR(q_theory / 3600, 1671.96, 1e-4, 0);        /* mAh/g = 3.6 C/g */
  CHECK_NEAR(SulLithiation(1615, 100, 50. / 30, 1671.958), (1615 - 100 * 50. / 30) / 1671.958,
             1e-14, 0);
  CHECK(SulLithiation(3000, 100, 1, 1671.958) == 1);
  CHECK(SulLithiation(50, 100, 1, 1671.958) == 0);
}

static void CheckElasticity(void) {
  const SulModel *model = SulModelFind("linear_elastic");
  CHECK(model && !SulModelFind("no such model"));
  const double parameters[2] = {17.8e9, 0.32};
  double lambda, mu, stress[6];
  model->lame(parameters, &lambda, &mu);
  CHECK_NEAR(mu * (3 * lambda + 2 * mu) / (lambda + mu), 17.8e9, 1e-14, 0);
  CHECK_NEAR(lambda / (2 * (lambda + mu)), 0.32, 1e-14, 0);

  double strain[6] = {0.01, -0.02, 0.03, 0.004, -0.005, 0.006}, swelling = 0.07;
  model->stress(parameters, strain, swelling, stress);
  for (int i = 0; i < 6; i++) { /* stress = d energy / d strain, exact for a quadratic */
    double step = 1e-3, up[6], down[6];
    memcpy(up, strain, sizeof up);
    memcpy(down, strain, sizeof down);
    up[i] += step;
    down[i] -= step;
    double slope =
        (model->energy(parameters, up, swelling) - model->energy(parameters, down, swelling)) /
        (2 * step);
    CHECK_NEAR(stress[i], slope, 1e-10, 1e8);
  }
  double free[6] = {swelling, swelling, swelling, 0, 0, 0};
  model->stress(parameters, free, swelling, stress);
  for (int i = 0; i < 6; i++)
    CHECK_NEAR(stress[i], 0, 1e-15, 1e9);
}

static void CheckInvariants(void) {
  double uniaxial[6] = {5, 0, 0, 0, 0, 0}, shear[6] = {0, 0, 0, 0, 2, 0};
  CHECK_NEAR(SulVonMises(uniaxial), 5, 1e-15, 0);
  CHECK_NEAR(SulVonMises(shear), 2 * sqrt(3), 1e-15, 0);
  CHECK_NEAR(SulPressure(uniaxial), -5. / 3, 1e-15, 0);
  const double gradient[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, expected[6] = {1, 5, 9, 6, 14, 10};
  double strain[6];
  SulStrain(gradient, strain);
  for (int i = 0; i < 6; i++)
    CHECK(strain[i] == expected[i]);
}

int main(void) {
  CheckConventions();
  CheckCapacity();
  CheckElasticity();
  CheckInvariants();
  return CheckResult();
}
