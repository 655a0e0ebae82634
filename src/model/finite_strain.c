/* SPDX-License-Identifier: BSD-2-Clause */
/* From displacement gradient and swelling to the deformation of the swollen material, and from the
 * second Piola-Kirchhoff stress there to the first one on the reference mesh. */
#include "finite_strain.h"

#include <math.h>

/* A - I = (H - s I) / (1 + s); lanes that are none stand still. */
static void SetExcess(const SulPointsIn *in, SulKinematics *k) {
  for (int l = 0; l < SUL_LANES; l++)
    k->stretch[l] = 1 + in->swelling[0][l];
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      k->excess.of[i][l] =
          (in->gradient[i][l] - (i % 4 == 0 ? in->swelling[0][l] : 0)) / k->stretch[l];
      k->deformation.of[i][l] = k->excess.of[i][l] + (i % 4 == 0);
    }
}

/* A^-1 and det A */
static void Invert(SulKinematics *k, SulLane determinant) {
  const SulMatrices *a = &k->deformation;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int p = 3 * ((j + 1) % 3), q = 3 * ((j + 2) % 3), r = (i + 1) % 3, s = (i + 2) % 3;
      for (int l = 0; l < SUL_LANES; l++)
        k->inverse.of[3 * i + j][l] =
            a->of[p + r][l] * a->of[q + s][l] - a->of[p + s][l] * a->of[q + r][l];
    }
  for (int l = 0; l < SUL_LANES; l++)
    determinant[l] = a->of[0][l] * k->inverse.of[0][l] + a->of[1][l] * k->inverse.of[3][l] +
                     a->of[2][l] * k->inverse.of[6][l];
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      k->inverse.of[i][l] /= determinant[l];
}

/* In the lanes of `without` the point goes on as at free swelling. */
static void Refuse(SulKinematics *k, unsigned without) {
  k->without |= without;
  for (int l = 0; l < SUL_LANES; l++) {
    if (!(without >> l & 1)) continue;
    if (!(k->stretch[l] > 0 && isfinite(k->stretch[l]))) k->stretch[l] = 1;
    for (int i = 0; i < 9; i++) {
      k->excess.of[i][l] = 0;
      k->deformation.of[i][l] = k->inverse.of[i][l] = i % 4 == 0;
    }
  }
}

SulKinematics SulKinematicsAt(const SulPointsIn *in) {
  SulKinematics k;
  SulLane determinant;
  unsigned without = 0;
  k.without = 0;
  SetExcess(in, &k);
  Invert(&k, determinant);
  for (int l = 0; l < SUL_LANES; l++) {
    double size = 0; /* squares of it must be numbers still */
    for (int i = 0; i < 9; i++)
      size += fabs(k.deformation.of[i][l]);
    if (!(determinant[l] > 0 && size < 1e50 && k.stretch[l] > 0)) without |= 1u << l;
  }
  if (without) Refuse(&k, without);
  return k;
}

void SulKinematicsCheck(SulKinematics *k, SulTriples *excess) {
  unsigned without = 0;
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++)
      if (!(excess->of[i][l] > -1 && excess->of[i][l] < INFINITY)) without |= 1u << l;
  if (!without) return;
  Refuse(k, without);
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++)
      if (without >> l & 1) excess->of[i][l] = 0;
}

void SulFiniteStress(const SulKinematics *k, const SulSymmetrics *stress, SulLane *p) {
  SulMatrices product = SulLanesTimesSymmetric(&k->deformation, stress);
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      p[i][l] = k->stretch[l] * k->stretch[l] * product.of[i][l];
}

/* ---- The linearisation ------------------------------------------------------------------------ */

enum { DEFORMATION = 0, STRESS = 9, MODULI = 15 };

void SulFiniteLinearise(const SulKinematics *k, const SulSymmetrics *stress,
                        const SulModuli *moduli, SulLane *linearisation) {
  memcpy(&linearisation[DEFORMATION], k->deformation.of, sizeof k->deformation.of);
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++)
      linearisation[STRESS + i][l] = k->stretch[l] * stress->of[i][l];
  for (int i = 0; i < 21; i++)
    for (int l = 0; l < SUL_LANES; l++)
      linearisation[MODULI + i][l] = k->stretch[l] * moduli->of[i][l];
}

void SulFiniteTangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                      SulLane *stress_change) {
  SulMatrices a = SulLanesMatrices(&linearisation[DEFORMATION]), d = SulLanesMatrices(change);
  SulSymmetrics stress = SulLanesSymmetrics(&linearisation[STRESS]), strain, moved;
  (void)parameters;
  SulMatrices product = SulLanesTransposedProduct(&a, &d);
  for (int i = 0; i < 6; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      double one = product.of[3 * sul_first[i] + sul_second[i]][l];
      strain.of[i][l] = i < 3 ? one : one + product.of[3 * sul_second[i] + sul_first[i]][l];
      moved.of[i][l] = 0;
    }
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++) {
      const double *modulus =
          linearisation[MODULI + (i < j ? SulModuliPlace(i, j) : SulModuliPlace(j, i))];
      for (int l = 0; l < SUL_LANES; l++)
        moved.of[i][l] += modulus[l] * strain.of[j][l];
    }
  SulMatrices turned = SulLanesTimesSymmetric(&d, &stress);
  SulMatrices pushed = SulLanesTimesSymmetric(&a, &moved);
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      stress_change[i][l] = turned.of[i][l] + pushed.of[i][l];
}
