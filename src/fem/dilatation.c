/* SPDX-License-Identifier: BSD-2-Clause */
/* One elastic dilatation for all points of a cell: what the material sees, the stress that forces are
 * made of, and its tangent.
 *
 * Finite strain. w are the weights of the reference mesh, J = det F, Jc = (1 + s)^3 the volume ratio
 * of free swelling, v = sum w J the cell's volume. All points of a cell get the same Je: that of the
 * whole cell, its volume over the one that it would have if each point swelled freely,
 *
 *     F^ = r F,   r^3 J = J^ = Jc v / sum w Jc,       energy of the cell: sum w W(F^)
 *
 * so that it is the elastic part of the volume that is constant, and swelling that varies within a
 * cell asks for no pressure: what is left of the unknowns u, one pressure p and one Je a cell in
 * sum w [W(F with Je for J/Jc) + p (J - Jc Je)] when p and Je are solved for. With P^ = dW/dF at F^
 * and G = F^-T
 *
 *     t = r P^ : F / 3 = tr tau^ / 3,     T = sum w t,     c = T J / v
 *
 * the variation of J^/J^ is that of v/v,  m' = sum w J G : dF / v, that of J/J is m = G : dF, and
 *
 *     sum w P^ : dF^ = sum w P~ : dF,     P~ = r P^ - (t - c) G
 *
 * so that Kirchhoff's stress P~ F^T has the deviator of the material's, and the same Cauchy pressure
 * -T/v at all points. The material's own is had again from dev (P~ F^T) + t I.
 *
 * Tangent, C = dP/dF at F^: the part of dF^ that a point has of itself is A dF, A = r (I - F (x) G/3),
 * the other r/3 m' F. Varied once more, dm along u is - G_iL u_kL G_kJ v_iJ =: - v : G[x]G : u, and
 *
 *     sum w v : [ A^T C A - r/3 (P^ (x) G + G (x) P^) + (t/3 + c) G (x) G + (t - c) G[x]G ] : u
 *     + m'(v) z(u) + z(v) m'(u) + kappa m'(v) m'(u)
 *     z = sum w [ r/3 (F : C : A) + r/3 P^ - t/3 G ],    kappa = sum w r^2/9 F : C : F - 2 T/3
 *
 * (for the test function's z C's transpose).
 *
 * Small strain: H^ = H + (e - tr H)/3 I with e = 3 s + mean of (tr H - 3 s), and P~ = P^ + (p' - p) I,
 * p = tr P^ / 3 and p' its mean: the same with F = G = I, J = r = 1 and without the terms in P^. */
#include "dilatation.h"

#include <math.h>
#include <string.h>

static const double third = 1.0 / 3;

/* ---- Geometry -------------------------------------------------------------------------------- */

/* det F and F^-T by cofactors. */
static void Turn(const SulLane *f, SulLane *jacobian, SulLane *inverse) {
  for (int l = 0; l < SUL_LANES; l++) {
    double c[9];
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        c[3 * i + j] =
            f[3 * i1 + j1][l] * f[3 * i2 + j2][l] - f[3 * i1 + j2][l] * f[3 * i2 + j1][l];
      }
    double determinant = f[0][l] * c[0] + f[1][l] * c[1] + f[2][l] * c[2];
    jacobian[0][l] = determinant;
    for (int i = 0; i < 9; i++)
      inverse[i][l] = c[i] / determinant;
  }
}

static void SetPoint(int q, const SulLane *gradient, SulDilatation *d) {
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      d->f[q][i][l] = (i % 4 == 0) + (d->finite ? gradient[i][l] : 0);
      d->inverse[q][i][l] = i % 4 == 0;
    }
  for (int l = 0; l < SUL_LANES; l++)
    d->jacobian[q][l] = d->ratio[q][l] = 1;
  if (d->finite) Turn((const SulLane *)d->f[q], &d->jacobian[q], d->inverse[q]);
}

/* Where a point is turned inside out the material sees the cell as it is, and says so. */
static void SetRatios(SulDilatation *d) {
  for (int l = 0; l < SUL_LANES; l++) {
    double least = d->volume[l];
    for (int q = 0; q < d->points; q++)
      least = fmin(least, d->jacobian[q][l]);
    for (int q = 0; q < d->points && least > 0; q++)
      d->ratio[q][l] = cbrt(d->share[q][l] * d->volume[l] / d->jacobian[q][l]);
  }
}

void SulDilatationBegin(const SulBlock *block, const SulQuadrature *rule, const SulMap *map,
                        SulDilatationSwelling swelling, const SulLane *gradient, SulDilatation *d) {
  SulLane swollen = {0};
  d->finite = block->model->traits & SUL_FINITE;
  d->points = block->points;
  memset(d->reference, 0, sizeof d->reference);
  memset(d->volume, 0, sizeof d->volume);
  for (int q = 0; q < d->points; q++) {
    const SulLane *m = (const SulLane *)map[block->affine ? 0 : q];
    SetPoint(q, d->finite ? &gradient[9 * q] : NULL, d);
    for (int l = 0; l < SUL_LANES; l++) {
      double stretch = 1 + (d->finite ? swelling.at[q * swelling.stride][l] : 0);
      d->weight[q][l] = rule->weights[q] * m[9][l];
      d->share[q][l] = stretch * stretch * stretch;
      d->reference[l] += d->weight[q][l];
      d->volume[l] += d->weight[q][l] * d->jacobian[q][l];
      swollen[l] += d->weight[q][l] * d->share[q][l];
    }
  }
  for (int q = 0; q < d->points; q++)
    for (int l = 0; l < SUL_LANES; l++)
      d->share[q][l] /= swollen[l];
  if (d->finite) SetRatios(d);
}

/* ---- What the material sees, and what it answers ---------------------------------------------- */

static void FiniteGradient(const SulDilatation *d, SulLane *gradient) {
  for (int q = 0; q < d->points; q++)
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++) {
        double r = d->ratio[q][l];
        gradient[9 * q + i][l] = r * gradient[9 * q + i][l] + (i % 4 == 0 ? r - 1 : 0);
      }
}

void SulDilatationGradient(const SulDilatation *d, SulDilatationSwelling swelling,
                           SulLane *gradient) {
  SulLane elastic[SUL_POINTS_MAX], mean = {0};
  if (d->finite) {
    FiniteGradient(d, gradient);
    return;
  }
  for (int q = 0; q < d->points; q++)
    for (int l = 0; l < SUL_LANES; l++) {
      const SulLane *h = (const SulLane *)&gradient[9 * q];
      elastic[q][l] = h[0][l] + h[4][l] + h[8][l] - 3 * swelling.at[q * swelling.stride][l];
      mean[l] += d->weight[q][l] * elastic[q][l] / d->volume[l];
    }
  for (int q = 0; q < d->points; q++)
    for (int i = 0; i < 9; i += 4)
      for (int l = 0; l < SUL_LANES; l++)
        gradient[9 * q + i][l] += third * (mean[l] - elastic[q][l]);
}

/* a : b */
static void Product(const SulLane *a, const SulLane *b, SulLane product) {
  for (int l = 0; l < SUL_LANES; l++)
    product[l] = 0;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      product[l] += a[i][l] * b[i][l];
}

static void Sum(const SulDilatation *d, const SulLane *values, SulLane sum) {
  for (int l = 0; l < SUL_LANES; l++)
    sum[l] = 0;
  for (int q = 0; q < d->points; q++)
    for (int l = 0; l < SUL_LANES; l++)
      sum[l] += d->weight[q][l] * values[q][l];
}

void SulDilatationBalance(SulDilatation *d, SulLane *stress, SulLane *mean) {
  for (int q = 0; q < d->points; q++) {
    Product((const SulLane *)&stress[9 * q], (const SulLane *)d->f[q], mean[q]);
    for (int l = 0; l < SUL_LANES; l++)
      mean[q][l] *= third * d->ratio[q][l];
  }
  Sum(d, (const SulLane *)mean, d->total);
  for (int q = 0; q < d->points; q++)
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++) {
        double c = d->total[l] * d->jacobian[q][l] / d->volume[l];
        stress[9 * q + i][l] =
            d->ratio[q][l] * stress[9 * q + i][l] - (mean[q][l] - c) * d->inverse[q][i][l];
      }
}

void SulDilatationCauchy(const SulDilatation *d, const SulLane *stress, const SulLane *mean,
                         SulLane *seen) {
  for (int q = 0; q < d->points; q++, stress += 9, seen += 9)
    for (int l = 0; l < SUL_LANES; l++) {
      double volume = d->share[q][l] * d->volume[l], tau[9] = {0};
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          for (int k = 0; k < 3; k++)
            tau[3 * i + j] += stress[3 * i + k][l] * d->f[q][3 * j + k][l];
      double more = mean[q][l] - third * (tau[0] + tau[4] + tau[8]);
      for (int i = 0; i < 9; i++)
        seen[i][l] = (tau[i] + (i % 4 == 0 ? more : 0)) / volume;
    }
}

/* ---- The product of the tangent with a change -------------------------------------------------- */

void SulDilatationStress(SulDilatation *d, const SulLane *stress, const SulLane *mean,
                         SulLane *material) {
  memset(d->total, 0, sizeof d->total);
  if (!d->finite) {
    memset(material, 0, (size_t)(9 * d->points) * sizeof *material);
    return;
  }
  Sum(d, mean, d->total);
  for (int q = 0; q < d->points; q++)
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++) {
        double c = d->total[l] * d->jacobian[q][l] / d->volume[l];
        material[9 * q + i][l] =
            (stress[9 * q + i][l] + (mean[q][l] - c) * d->inverse[q][i][l]) / d->ratio[q][l];
      }
}

void SulDilatationChangeGradient(const SulDilatation *d, SulLane *gradient,
                                 SulDilatationChange *change) {
  memset(change->mean, 0, sizeof change->mean);
  for (int q = 0; q < d->points; q++) {
    memcpy(change->gradient[q], &gradient[9 * q], sizeof change->gradient[q]);
    Product((const SulLane *)d->inverse[q], (const SulLane *)&gradient[9 * q], change->local[q]);
    for (int l = 0; l < SUL_LANES; l++)
      change->mean[l] += d->weight[q][l] * d->jacobian[q][l] * change->local[q][l] / d->volume[l];
  }
  for (int q = 0; q < d->points; q++)
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++) {
        double more = third * (change->mean[l] - change->local[q][l]);
        gradient[9 * q + i][l] = d->ratio[q][l] * (gradient[9 * q + i][l] + more * d->f[q][i][l]);
      }
}

/* dt, and dr P^ + r dP^ in the place of dP^. */
static void ChangeScaled(const SulDilatation *d, const SulDilatationChange *change, int q,
                         const SulLane *material, SulLane *stress, SulLane of_mean) {
  const SulLane *f = (const SulLane *)d->f[q], *v = (const SulLane *)change->gradient[q];
  SulLane work, along;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      double r = d->ratio[q][l], dr = third * r * (change->mean[l] - change->local[q][l]);
      stress[i][l] = dr * material[i][l] + r * stress[i][l];
    }
  Product((const SulLane *)stress, f, work);
  Product(material, v, along);
  for (int l = 0; l < SUL_LANES; l++)
    of_mean[l] = third * (work[l] + d->ratio[q][l] * along[l]);
}

/* G v^T G */
static void ChangeInverse(const SulLane *g, const SulLane *v, SulLane *product) {
  for (int l = 0; l < SUL_LANES; l++) {
    double half[9] = {0}, whole[9] = {0};
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        for (int k = 0; k < 3; k++)
          half[3 * i + j] += g[3 * i + k][l] * v[3 * j + k][l];
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        for (int k = 0; k < 3; k++)
          whole[3 * i + j] += half[3 * i + k] * g[3 * k + j][l];
    for (int i = 0; i < 9; i++)
      product[i][l] = whole[i];
  }
}

void SulDilatationChangeStress(const SulDilatation *d, const SulDilatationChange *change,
                               const SulLane *material, SulLane *stress) {
  SulLane of_mean[SUL_POINTS_MAX], of_total;
  for (int q = 0; q < d->points; q++)
    ChangeScaled(d, change, q, &material[9 * q], &stress[9 * q], of_mean[q]);
  Sum(d, (const SulLane *)of_mean, of_total);
  for (int q = 0; q < d->points; q++) {
    SulLane mean, turned[9];
    Product(&material[9 * q], (const SulLane *)d->f[q], mean);
    ChangeInverse((const SulLane *)d->inverse[q], (const SulLane *)change->gradient[q], turned);
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++) {
        double part = d->jacobian[q][l] / d->volume[l], c = d->total[l] * part;
        double t = third * d->ratio[q][l] * mean[l];
        double dc = of_total[l] * part + c * (change->local[q][l] - change->mean[l]);
        stress[9 * q + i][l] += (t - c) * turned[i][l] - (of_mean[q][l] - dc) * d->inverse[q][i][l];
      }
  }
}

/* ---- Moduli ----------------------------------------------------------------------------------- */

/* F : C, C : F and F : C : F. */
static void Contract(const SulLane *moduli, const SulLane *f, SulLane *left, SulLane *right,
                     SulLane both) {
  memset(right, 0, 9 * sizeof *right);
  for (int c = 0; c < 9; c++) {
    Product((const SulLane *)&moduli[9 * c], f, left[c]);
    for (int r = 0; r < 9; r++)
      for (int l = 0; l < SUL_LANES; l++)
        right[r][l] += moduli[9 * c + r][l] * f[c][l];
  }
  Product((const SulLane *)left, f, both);
}

void SulDilatationKappa(const SulDilatation *d, SulDilatationBorder *border) {
  for (int l = 0; l < SUL_LANES; l++)
    border->kappa[l] = -2 * third * d->total[l];
}

/* `along` F : C, `across` C : F become what stands beside G, on the right and on the left of it;
 * `geometric` is t - c. */
static void Outer(const SulLane *g, const SulLane *along, const SulLane *across,
                  const SulLane geometric, SulLane *moduli) {
  for (int c = 0; c < 9; c++)
    for (int r = 0; r < 9; r++) {
      const int iL = 3 * (r / 3) + c % 3, kJ = 3 * (c / 3) + r % 3;
      for (int l = 0; l < SUL_LANES; l++)
        moduli[9 * c + r][l] +=
            g[r][l] * along[c][l] + across[r][l] * g[c][l] + geometric[l] * g[iL][l] * g[kJ][l];
    }
}

void SulDilatationModuli(const SulDilatation *d, int point, const SulLane *material,
                         SulLane *moduli, SulDilatationBorder *border) {
  const SulLane *g = (const SulLane *)d->inverse[point], *f = (const SulLane *)d->f[point];
  SulLane along[9], across[9], both, mean, geometric;
  SulLane *left = border->left[point], *right = border->right[point];
  Contract((const SulLane *)moduli, f, along, across, both);
  Product(material, f, mean);
  for (int l = 0; l < SUL_LANES; l++) {
    double r = d->ratio[point][l], part = d->jacobian[point][l] / d->volume[l];
    double t = third * r * mean[l], c = d->total[l] * part, e = r * r * both[l] / 9;
    for (int i = 0; i < 81; i++)
      moduli[i][l] *= r * r;
    for (int i = 0; i < 9; i++) {
      double a = third * r * r * along[i][l], b = third * r * r * across[i][l];
      double p = third * r * material[i][l], half = 0.5 * (e + third * t + c) * g[i][l];
      border->m[point][i][l] = part * g[i][l];
      right[i][l] = a - (e + third * t) * g[i][l] + p;
      left[i][l] = b - (e + third * t) * g[i][l] + p;
      along[i][l] = half - a - p;
      across[i][l] = half - b - p;
    }
    geometric[l] = t - c;
    border->kappa[l] += d->weight[point][l] * e;
  }
  Outer(g, (const SulLane *)along, (const SulLane *)across, geometric, moduli);
}
