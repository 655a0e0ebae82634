/* SPDX-License-Identifier: BSD-2-Clause */
/* Isotropic linear elasticity, small strain: sigma = lambda tr(e) I + 2 mu e, e = strain less the
 * isotropic eigenstrain. Parameters: Young's modulus (Pa), Poisson's ratio. */
#include "models.h"

static void Lame(const double *parameters, double *lambda, double *mu) {
  double e = parameters[0], nu = parameters[1];
  *lambda = e * nu / ((1 + nu) * (1 - 2 * nu));
  *mu = e / (2 * (1 + nu));
}

static void Stress(const double *parameters, const double strain[6], double swelling,
                   double stress[6]) {
  double lambda, mu;
  Lame(parameters, &lambda, &mu);
  double mean = lambda * (strain[0] + strain[1] + strain[2] - 3 * swelling);
  for (int i = 0; i < 3; i++)
    stress[i] = mean + 2 * mu * (strain[i] - swelling);
  for (int i = 3; i < 6; i++)
    stress[i] = mu * strain[i];
}

static double Energy(const double *parameters, const double strain[6], double swelling) {
  double stress[6], density = 0;
  Stress(parameters, strain, swelling, stress);
  for (int i = 0; i < 3; i++)
    density += 0.5 * stress[i] * (strain[i] - swelling);
  for (int i = 3; i < 6; i++)
    density += 0.5 * stress[i] * strain[i];
  return density;
}

const SulModel sul_linear_elastic = {.name = "linear_elastic",
                                     .parameter_count = 2,
                                     .parameter_names = {"youngs_modulus", "poissons_ratio"},
                                     .constant_tangent = true,
                                     .stress = Stress,
                                     .lame = Lame,
                                     .energy = Energy};
