/* SPDX-License-Identifier: BSD-2-Clause */
/* The nominal stress of the last response at single places: what the blocks kept, or the answer of a
 * material without memory again.
 *
 * Between the points of a block that keeps it, it is the polynomial of degree d nearest to them,
 * s(xi) = phi(xi) . c with phi the monomials of degree up to d and c from normal equations, weighted
 * as the rule is:
 *
 *     (sum_q w_q phi_q phi_q^T) c = sum_q w_q phi_q s_q
 *
 * 1, 4 and 14 points carry d = 0, 1, 2. The first two interpolate, which is exact where a linear
 * material makes the stress constant or linear (affine cells). */
#include <string.h>

#include "batch.h"

#include <petscblaslapack.h> /* wants PETSc's types before it */

enum { TERMS_MAX = 10 };

static int Terms(int points) {
  return points == 1 ? 1 : points == 4 ? 4 : TERMS_MAX;
}

static void Monomials(const double xi[3], double phi[TERMS_MAX]) {
  const double x = xi[0], y = xi[1], z = xi[2];
  const double all[TERMS_MAX] = {1, x, y, z, x * x, y * y, z * z, x * y, y * z, z * x};
  memcpy(phi, all, sizeof all);
}

/* share[q][k]: what s_q contributes to c_k. */
typedef struct {
  int points;
  double share[SUL_POINTS_MAX][TERMS_MAX];
} Fit;

static void MakeFit(const SulQuadrature *rule, Fit *fit) {
  PetscBLASInt terms = Terms(rule->points), count = rule->points, stride = TERMS_MAX, info;
  double normal[TERMS_MAX * TERMS_MAX] = {0};
  for (int q = 0; q < rule->points; q++) {
    double phi[TERMS_MAX];
    Monomials(rule->xi[q], phi);
    for (int k = 0; k < terms; k++) {
      fit->share[q][k] = rule->weights[q] * phi[k];
      for (int m = 0; m < terms; m++)
        normal[TERMS_MAX * k + m] += rule->weights[q] * phi[k] * phi[m];
    }
  }
  LAPACKpotrf_("L", &terms, normal, &stride, &info);
  LAPACKpotrs_("L", &terms, &count, normal, &stride, fit->share[0], &stride, &info);
  fit->points = rule->points;
}

/* One for each rule, made once. */
static const Fit *FitOf(const SulQuadrature *rule) {
  static Fit fits[3];
  Fit *fit = &fits[rule->points == 1 ? 0 : rule->points == 4 ? 1 : 2];
  if (fit->points == 0) MakeFit(rule, fit);
  return fit;
}

static const SulBlock *BlockOf(const SulPoints *points, PetscInt cell) {
  const SulMesh *mesh = points->mesh;
  return &points->blocks[points->block_of[2 * mesh->cell_phase[cell] + !mesh->cell_affine[cell]]];
}

static void AddLane(const SulLane *p, PetscInt lane, double factor, double sum[9]) {
  for (int i = 0; i < 9; i++)
    sum[i] += factor * p[i][lane];
}

static void AddKept(const SulPoints *points, PetscInt cell, int point, double factor,
                    double sum[9]) {
  const SulBlock *block = BlockOf(points, cell);
  PetscInt batch = points->place[cell] / SUL_LANES, lane = points->place[cell] % SUL_LANES;
  size_t at = (size_t)batch * (size_t)block->points + (size_t)point;
  AddLane((const SulLane *)&block->stress[9 * at], lane, factor, sum);
}

/* sum += the fitted polynomial at xi. */
static void AddFitted(const SulPoints *points, PetscInt cell, const double xi[3], double sum[9]) {
  const SulBlock *block = BlockOf(points, cell);
  const Fit *fit = FitOf(SulBlockReference(points->mesh, block)->rule);
  double phi[TERMS_MAX];
  Monomials(xi, phi);
  for (int q = 0; q < block->points; q++) {
    double share = 0;
    for (int k = 0; k < Terms(block->points); k++)
      share += phi[k] * fit->share[q][k];
    AddKept(points, cell, q, share, sum);
  }
}

/* sum += factor times the material's answer at xi. */
static void AddAnswer(const SulPoints *points, PetscInt cell, const double xi[3], double factor,
                      double sum[9]) {
  const SulBlock *block = BlockOf(points, cell);
  const SulDeformation *answered = &points->answered;
  double one[9];
  SulLane gradient[9], swelling, lithiation, stress[9];
  SulCellGradientAt(points->mesh, cell, xi, answered->u, one);
  for (int l = 0; l < SUL_LANES; l++) {
    for (int i = 0; i < 9; i++)
      gradient[i][l] = one[i];
    swelling[l] = answered->swelling[block->phase];
    lithiation[l] = answered->lithiation ? answered->lithiation[block->phase] : 0;
  }
  SulPointsIn in = {.parameters = block->parameters,
                    .lithiated = block->lithiated,
                    .gradient = (const SulLane *)gradient,
                    .swelling = (const SulLane *)&swelling,
                    .lithiation = (const SulLane *)&lithiation,
                    .step = answered->step};
  block->model->respond(&in, &(SulPointsOut){.stress = stress});
  AddLane((const SulLane *)stress, 0, factor, sum);
}

static void AddPoint(const SulPoints *points, PetscInt cell, int point, double factor,
                     double sum[9]) {
  const SulBlock *block = BlockOf(points, cell);
  if (block->stress)
    AddKept(points, cell, point, factor, sum);
  else
    AddAnswer(points, cell, SulBlockReference(points->mesh, block)->rule->xi[point], factor, sum);
}

void SulNominalOfCell(const SulPoints *points, PetscInt cell, double nominal[9]) {
  SulCellPoints geometry;
  double volume = 0;
  memset(nominal, 0, 9 * sizeof *nominal);
  SulCellStressPoints(points->mesh, cell, &geometry);
  for (int q = 0; q < geometry.points; q++) {
    AddPoint(points, cell, q, geometry.weight[q], nominal);
    volume += geometry.weight[q];
  }
  for (int i = 0; i < 9; i++)
    nominal[i] /= volume;
}

void SulNominalAt(const SulPoints *points, PetscInt cell, const double xi[3], double nominal[9]) {
  memset(nominal, 0, 9 * sizeof *nominal);
  if (BlockOf(points, cell)->stress)
    AddFitted(points, cell, xi, nominal);
  else
    AddAnswer(points, cell, xi, 1, nominal);
}
