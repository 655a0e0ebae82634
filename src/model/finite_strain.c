/* SPDX-License-Identifier: BSD-2-Clause */
/* From displacement gradient and swelling to the deformation of the swollen material, and from the
 * second Piola-Kirchhoff stress there to the first one on the reference mesh. */
#include "finite_strain.h"

#include <math.h>

/* A - I = (H - s I) / (1 + s) */
static inline void SetExcess(const SulPointsIn *in, SulPointKinematics *k) {
  SulVector swelling;
  memcpy(&swelling, in->swelling, sizeof swelling);
  k->stretch = 1 + swelling;
  k->swollen = k->stretch * k->stretch * k->stretch;
  k->excess = SulLanesMatrices(in->gradient);
  for (int i = 0; i < 9; i++) {
    if (i % 4 == 0) k->excess.of[i] -= swelling;
    k->excess.of[i] /= k->stretch;
    k->deformation.of[i] = k->excess.of[i] + (i % 4 == 0);
  }
}

/* A^-1 and det A */
static inline void Invert(SulPointKinematics *k, SulVector *determinant) {
  const SulVector *a = k->deformation.of;
  SulVector *inverse = k->inverse.of;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int p = 3 * ((j + 1) % 3), q = 3 * ((j + 2) % 3), r = (i + 1) % 3, s = (i + 2) % 3;
      inverse[3 * i + j] = a[p + r] * a[q + s] - a[p + s] * a[q + r];
    }
  *determinant = a[0] * inverse[0] + a[1] * inverse[3] + a[2] * inverse[6];
  SulVector over = 1 / *determinant;
  for (int i = 0; i < 9; i++)
    inverse[i] *= over;
}

/* In the lanes of `without` the point goes on as at free swelling. */
static void Refuse(SulPointKinematics *k, unsigned without) {
  k->without |= without;
  for (int l = 0; l < SUL_LANES; l++) {
    if (!(without >> l & 1)) continue;
    if (!(k->stretch[l] > 0 && isfinite(k->stretch[l]))) k->stretch[l] = k->swollen[l] = 1;
    for (int i = 0; i < 9; i++) {
      k->excess.of[i][l] = 0;
      k->deformation.of[i][l] = k->inverse.of[i][l] = i % 4 == 0;
    }
  }
}

SUL_FOR_EACH_PROCESSOR
SulPointKinematics SulKinematicsAt(const SulPointsIn *in) {
  SulPointKinematics k;
  SulVector determinant;
  unsigned without = 0;
  k.without = 0;
  SetExcess(in, &k);
  Invert(&k, &determinant);
  for (int l = 0; l < SUL_LANES; l++) {
    double size = 0; /* squares of it must be numbers still */
    for (int i = 0; i < 9; i++)
      size += fabs(k.deformation.of[i][l]);
    if (!(determinant[l] > 0 && size < 1e50 && k.stretch[l] > 0)) without |= 1u << l;
  }
  if (without) Refuse(&k, without);
  return k;
}

void SulKinematicsCheck(SulPointKinematics *k, SulTriples *excess) {
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

SUL_FOR_EACH_PROCESSOR
void SulFiniteStress(const SulPointKinematics *kinematics, const SulSymmetrics *stress,
                     SulLane *p) {
  SulMatrices product = SulLanesTimesSymmetric(&kinematics->deformation, stress);
  SulVector square = kinematics->stretch * kinematics->stretch;
  for (int i = 0; i < 9; i++)
    product.of[i] *= square;
  memcpy(p, product.of, sizeof product.of);
}

/* ---- The linearisation ------------------------------------------------------------------------ */

enum { DEFORMATION = 0, STRESS = 9, MODULI = 15 };

SUL_FOR_EACH_PROCESSOR
void SulFiniteLinearise(const SulPointKinematics *kinematics, const SulSymmetrics *stress,
                        const SulModuli *moduli, SulLane *linearisation) {
  SulVector *at = (SulVector *)linearisation;
  for (int i = 0; i < 9; i++)
    at[DEFORMATION + i] = kinematics->deformation.of[i];
  for (int i = 0; i < 6; i++)
    at[STRESS + i] = kinematics->stretch * stress->of[i];
  for (int i = 0; i < 21; i++)
    at[MODULI + i] = kinematics->stretch * moduli->of[i];
}

SUL_FOR_EACH_PROCESSOR
void SulFiniteTangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                      SulLane *stress_change) {
  SulMatrices a = SulLanesMatrices(&linearisation[DEFORMATION]), d = SulLanesMatrices(change);
  SulSymmetrics stress = SulLanesSymmetrics(&linearisation[STRESS]), strain, moved;
  const SulVector *moduli = (const SulVector *)&linearisation[MODULI];
  (void)parameters;
  SulMatrices product = SulLanesTransposedProduct(&a, &d);
  for (int i = 0; i < 6; i++) {
    int ij = 3 * sul_first[i] + sul_second[i], ji = 3 * sul_second[i] + sul_first[i];
    strain.of[i] = product.of[ij];
    if (i >= 3) strain.of[i] += product.of[ji];
  }
  for (int i = 0; i < 6; i++) {
    moved.of[i] = moduli[i < 1 ? 0 : SulModuliPlace(0, i)] * strain.of[0];
    for (int j = 1; j < 6; j++)
      moved.of[i] += moduli[i < j ? SulModuliPlace(i, j) : SulModuliPlace(j, i)] * strain.of[j];
  }
  SulMatrices turned = SulLanesTimesSymmetric(&d, &stress);
  SulMatrices pushed = SulLanesTimesSymmetric(&a, &moved);
  for (int i = 0; i < 9; i++)
    turned.of[i] += pushed.of[i];
  memcpy(stress_change, turned.of, sizeof turned.of);
}

/* half_Mj,kL = sum_N A_kN moduli_Mj,NL */
static inline void HalfModuli(const SulVector *a, const SulVector *moduli, SulVector half[6][9]) {
  for (int i = 0; i < 6; i++) {
    const SulVector *row[6];
    for (int j = 0; j < 6; j++)
      row[j] = &moduli[i < j ? SulModuliPlace(i, j) : SulModuliPlace(j, i)];
    for (int k = 0; k < 9; k += 3)
      for (int n = 0; n < 3; n++)
        half[i][k + n] = a[k] * *row[sul_component[n]] + a[k + 1] * *row[sul_component[3 + n]] +
                         a[k + 2] * *row[sul_component[6 + n]];
  }
}

SUL_FOR_EACH_PROCESSOR
void SulFiniteModuli(const SulLane *linearisation, SulLane *moduli) {
  const SulVector *at = (const SulVector *)linearisation, *a = &at[DEFORMATION];
  SulVector half[6][9], *to = (SulVector *)moduli;
  HalfModuli(a, &at[MODULI], half);
  for (int kl = 0; kl < 9; kl++)
    for (int i = 0; i < 9; i += 3)
      for (int j = 0; j < 3; j++)
        to[9 * kl + i + j] = a[i] * half[sul_component[j]][kl] +
                             a[i + 1] * half[sul_component[3 + j]][kl] +
                             a[i + 2] * half[sul_component[6 + j]][kl];
  for (int k = 0; k < 3; k++)
    for (int jl = 0; jl < 9; jl++)
      to[9 * (3 * k + jl % 3) + 3 * k + jl / 3] += at[STRESS + sul_component[jl]];
}
