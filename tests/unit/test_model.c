/* SPDX-License-Identifier: BSD-2-Clause */
/* Point functions against closed forms. */
#include "check.h"
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

/* dP_ij/dH_kl at 9 (3 i + j) + 3 k + l. */
static void FindModuli(const SulModel *model, const double *parameters, double moduli[81]) {
  for (int column = 0; column < 9; column++) {
    SulLane change[9] = {{0}}, stress[9];
    change[column][0] = 1;
    model->tangent(parameters, NULL, (const SulLane *)change, stress);
    for (int row = 0; row < 9; row++)
      moduli[9 * row + column] = stress[row][0];
  }
}

static void CheckElasticity(void) {
  const SulModel *model = SulModelFind("linear_elastic");
  CHECK(model && !SulModelFind("no such model"));
  const double parameters[2] = {17.8e9, 0.32};
  double lambda, mu;
  model->at_rest(parameters, &lambda, &mu);
  CHECK_NEAR(mu * (3 * lambda + 2 * mu) / (lambda + mu), 17.8e9, 1e-14, 0);
  CHECK_NEAR(lambda / (2 * (lambda + mu)), 0.32, 1e-14, 0);

  /* Free swelling: no stress, no energy; slopes are tests/unit/test_registry.c's affair. */
  const SulLane swelling[1] = {{0.07, -0.02, 1e-9, 0}};
  SulLane gradient[9] = {{0}}, stress[9], energy[1];
  for (int l = 0; l < SUL_LANES; l++)
    gradient[0][l] = gradient[4][l] = gradient[8][l] = swelling[0][l];
  SulPointsIn in = {.parameters = parameters,
                    .gradient = (const SulLane *)gradient,
                    .swelling = swelling,
                    .lithiation = swelling};
  CHECK(model->respond(&in, &(SulPointsOut){.stress = stress, .energy = energy}) == 0);
  for (int l = 0; l < SUL_LANES; l++) {
    CHECK_NEAR(energy[0][l], 0, 1e-15, 1e9);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(stress[i][l], 0, 1e-15, 1e9);
  }
  /* Moduli of the tangent: C_xxxx, C_xxyy, C_xyxy = C_xyyx. */
  double moduli[81];
  FindModuli(model, parameters, moduli);
  CHECK_NEAR(moduli[0], lambda + 2 * mu, 1e-14, 0);
  CHECK_NEAR(moduli[4], lambda, 1e-14, 0);
  CHECK_NEAR(moduli[9 * 1 + 1], mu, 1e-14, 0);
  CHECK_NEAR(moduli[9 * 1 + 3], mu, 1e-14, 0);
}

static void CheckInvariants(void) {
  double uniaxial[6] = {5, 0, 0, 0, 0, 0}, shear[6] = {0, 0, 0, 0, 2, 0};
  CHECK_NEAR(SulVonMises(uniaxial), 5, 1e-15, 0);
  CHECK_NEAR(SulVonMises(shear), 2 * sqrt(3), 1e-15, 0);
  CHECK_NEAR(SulPressure(uniaxial), -5. / 3, 1e-15, 0);
}

int main(void) {
  CheckConventions();
  CheckCapacity();
  CheckElasticity();
  CheckInvariants();
  return CheckResult();
}
