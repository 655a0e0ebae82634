/* SPDX-License-Identifier: BSD-2-Clause */
/* A bound of the largest eigenvalue of D^-1 K, K the stiffness and D its diagonal blocks.
 *
 * Both are sums over cells: x K x = sum x K_e x <= sum t_e x D_e x <= max t_e  x D x, where t_e is
 * the largest eigenvalue of (K_e, D_e). Displacement conditions leave this as it is (x = P x), and
 * prescribed directions have the eigenvalue 1. That t D_e - K_e has no negative eigenvalue is seen
 * from its Cholesky factors: one t is raised until those of every cell exist. Estimates from below
 * (Lanczos) miss the few bad cells whose own eigenvector it is.
 *
 * Cells are taken eight at a time, one in each lane of the processor's vectors. On affine cells of
 * order 2 shape functions' gradients are sums c_ak(L) g_k over the four constant gradients g_k of
 * the barycentric coordinates L, so blocks K_ab are sums of int c_ak c_bl dV over blocks of g_k and
 * g_l: the same numbers as in stiffness_row.c. */
#include "spectral_bound.h"
#include "stiffness_row.h"

#include <math.h>
#include <string.h>
#include <sulfem/element.h>

/* The kernels are compiled for several generations of x86-64 and chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(SULFEM_SANITIZE)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

enum { LANES = SUL_BOUND_LANES, NODES = SUL_CELL_NODES_MAX, BLOCKS = SUL_BOUND_BLOCKS };
const double sul_bound_least = 2.5;
static const double step = 1.01; /* how t is raised */

typedef SulBoundLane Lane;

/* Block (a, b), b <= a, of the lower triangle. */
static inline int At(int a, int b) {
  return a * (a + 1) / 2 + b;
}

typedef struct {
  Lane gradient[4][3]; /* of the barycentric coordinates */
  Lane lambda, mu;     /* times the volume */
  Lane bulk;           /* the same of the mean dilatation (stiffness_row.h) */
  bool mean;           /* there is one in some lane */
  SulBoundCells cells;
} Batch;

/* ---- Element matrices of affine cells -------------------------------------------------------- */

/* c_ak as an affine function of L: of[a][k][0] + sum of[a][k][1 + i] L_i. */
static void Coefficients(double of[NODES][4][5]) {
  memset(of, 0, sizeof(double[NODES][4][5]));
  for (int a = 0; a < 4; a++) {
    of[a][a][0] = -1;
    of[a][a][1 + a] = 4;
  }
  for (int e = 0; e < 6; e++) {
    int i = sul_tetrahedron_edges[e][0], j = sul_tetrahedron_edges[e][1];
    of[4 + e][i][1 + j] = 4;
    of[4 + e][j][1 + i] = 4;
  }
}

/* int f g dV / V of two affine functions: int L_i dV = V/4, int L_i L_j dV = V (1 + delta_ij)/20 */
static double Integral(const double f[5], const double g[5]) {
  double sum = f[0] * g[0];
  for (int i = 1; i < 5; i++) {
    sum += (f[0] * g[i] + f[i] * g[0]) / 4;
    for (int j = 1; j < 5; j++)
      sum += f[i] * g[j] * (i == j ? 2 : 1) / 20;
  }
  return sum;
}

/* The terms of each block: factor, k, l. */
typedef struct {
  int count[BLOCKS];
  double factor[BLOCKS][4];
  int k[BLOCKS][4], l[BLOCKS][4];
} Terms;

static void TermsCreate(Terms *terms) {
  double of[NODES][4][5];
  memset(terms, 0, sizeof *terms);
  Coefficients(of);
  for (int a = 0; a < NODES; a++)
    for (int b = 0; b <= a; b++)
      for (int kl = 0; kl < 16; kl++) {
        int at = At(a, b), k = kl / 4, l = kl % 4;
        double factor = Integral(of[a][k], of[b][l]);
        if (factor == 0) continue;
        terms->factor[at][terms->count[at]] = factor;
        terms->k[at][terms->count[at]] = k;
        terms->l[at][terms->count[at]++] = l;
      }
}

FOR_EACH_PROCESSOR
static void AffineBlocks(const Terms *terms, Batch *batch) {
  Lane pair[4][4][9]; /* lambda g_k (x) g_l + mu g_l (x) g_k + mu g_k . g_l I */
  for (int k = 0; k < 4; k++)
    for (int l = 0; l < 4; l++) {
      const Lane *g = batch->gradient[k], *h = batch->gradient[l];
      Lane trace = batch->mu * (g[0] * h[0] + g[1] * h[1] + g[2] * h[2]);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
          pair[k][l][3 * i + j] = batch->lambda * g[i] * h[j] + batch->mu * h[i] * g[j];
        pair[k][l][4 * i] += trace;
      }
    }
  for (int at = 0; at < BLOCKS; at++) {
    Lane *block = batch->cells.block[at];
    for (int i = 0; i < 9; i++)
      block[i] = terms->factor[at][0] * pair[terms->k[at][0]][terms->l[at][0]][i];
    for (int t = 1; t < terms->count[at]; t++)
      for (int i = 0; i < 9; i++)
        block[i] += terms->factor[at][t] * pair[terms->k[at][t]][terms->l[at][t]][i];
  }
}

/* Means of the gradients: 0 at vertices, the sum of two g_k on edges. */
static void AddAffineMeans(Batch *batch) {
  for (int e = 0; e < 6; e++)
    for (int f = 0; f <= e; f++) {
      const int *p = sul_tetrahedron_edges[e], *q = sul_tetrahedron_edges[f];
      Lane *block = batch->cells.block[At(4 + e, 4 + f)];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          block[3 * i + j] += batch->bulk * (batch->gradient[p[0]][i] + batch->gradient[p[1]][i]) *
                              (batch->gradient[q[0]][j] + batch->gradient[q[1]][j]);
    }
}

/* ---- Factors --------------------------------------------------------------------------------- */

/* to -= left right^T */
static inline __attribute__((always_inline)) void SubtractProduct(const Lane left[9],
                                                                  const Lane right[9], Lane to[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int k = 0; k < 3; k++)
        to[3 * i + j] -= left[3 * i + k] * right[3 * j + k];
}

/* x := 1 / sqrt(x) lane by lane; what is no positive number becomes NaN, which
 * spreads. */
static inline __attribute__((always_inline)) void InvertRoot(Lane *x) {
  for (int l = 0; l < LANES; l++)
    (*x)[l] = 1 / sqrt((*x)[l] > 0 ? (*x)[l] : NAN);
}

/* The lower factor of a 3x3 block, with the inverses of its diagonal in its place. */
static inline __attribute__((always_inline)) void FactorDiagonal(Lane d[9]) {
  InvertRoot(&d[0]);
  d[3] *= d[0];
  d[6] *= d[0];
  d[4] -= d[3] * d[3];
  InvertRoot(&d[4]);
  d[7] = (d[7] - d[6] * d[3]) * d[4];
  d[8] -= d[6] * d[6] + d[7] * d[7];
  InvertRoot(&d[8]);
}

/* b := b L^-T */
static inline __attribute__((always_inline)) void SolveRows(const Lane d[9], Lane b[9]) {
  for (int i = 0; i < 9; i += 3) {
    b[i] *= d[0];
    b[i + 1] = (b[i + 1] - b[i] * d[3]) * d[4];
    b[i + 2] = (b[i + 2] - b[i] * d[6] - b[i + 1] * d[7]) * d[8];
  }
}

/* Whether t D - K has Cholesky factors in every lane. */
FOR_EACH_PROCESSOR
static bool Factor(const SulBoundCells *cells, double t) {
  Lane L[BLOCKS][9];
  for (int a = 0; a < NODES; a++)
    for (int b = 0; b <= a; b++) {
      Lane *to = L[At(a, b)], sum[9];
      for (int i = 0; i < 9; i++)
        sum[i] = (a == b ? t - 1 : -1) * cells->block[At(a, b)][i];
      for (int k = 0; k < b; k++)
        SubtractProduct(L[At(a, k)], L[At(b, k)], sum);
      if (a == b)
        FactorDiagonal(sum);
      else
        SolveRows(L[At(b, b)], sum);
      memcpy(to, sum, sizeof sum);
    }
  Lane last = L[At(NODES - 1, NODES - 1)][8];
  for (int l = 0; l < LANES; l++)
    if (!(last[l] > 0)) return false;
  return true;
}

double SulBoundRaise(const SulBoundCells *cells, double bound) {
  while (!Factor(cells, bound) && bound < NODES)
    bound *= step;
  return bound;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static void AffineLane(const SulMesh *mesh, PetscInt cell, int lane, Batch *batch) {
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  double x[4][3], jacobian[9];
  static const double slopes[4][3] = {{-1, -1, -1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  for (int a = 0; a < 4; a++)
    memcpy(x[a], &mesh->coordinates[3 * nodes[a]], sizeof x[a]);
  double determinant = SulTetrahedronJacobian(4, (const double(*)[3])x, slopes, jacobian);
  for (int i = 0; i < 3; i++)
    batch->gradient[0][i][lane] = 0;
  for (int k = 0; k < 3; k++) /* cofactors: rows of the inverse */
    for (int i = 0; i < 3; i++) {
      int k1 = (k + 1) % 3, k2 = (k + 2) % 3, i1 = (i + 1) % 3, i2 = (i + 2) % 3;
      double g = (jacobian[3 * i1 + k1] * jacobian[3 * i2 + k2] -
                  jacobian[3 * i1 + k2] * jacobian[3 * i2 + k1]) /
                 determinant;
      batch->gradient[k + 1][i][lane] = g;
      batch->gradient[0][i][lane] -= g;
    }
}

static void AddCurvedMeans(const SulMesh *mesh, PetscInt cell, int lane, Batch *batch) {
  double mean[NODES][3];
  double factor = batch->bulk[lane] / SulStiffnessMean(mesh, cell, mean);
  for (int a = 0; a < NODES; a++)
    for (int b = 0; b <= a; b++)
      for (int i = 0; i < 9; i++)
        batch->cells.block[At(a, b)][i][lane] += factor * mean[a][i / 3] * mean[b][i % 3];
}

static void CurvedLane(const SulMesh *mesh, PetscInt cell, int lane, Batch *batch) {
  double lambda = batch->lambda[lane], mu = batch->mu[lane];
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  for (int a = 0; a < NODES; a++)
    for (int b = 0; b <= a; b++) {
      double G[9] = {0};
      for (int q = 0; q < points.points; q++)
        for (int i = 0; i < 3; i++)
          for (int j = 0; j < 3; j++)
            G[3 * i + j] += points.weight[q] * points.gradient[q][a][i] * points.gradient[q][b][j];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          batch->cells.block[At(a, b)][3 * i + j][lane] =
              lambda * G[3 * i + j] + mu * G[3 * j + i] + (i == j ? mu * (G[0] + G[4] + G[8]) : 0);
    }
}

/* The cells of one kind (affine or not), eight at a time; the last batch repeats its last cell. A
 * cell's size and stiffness cancel. */
static double BoundOfKind(const SulMesh *mesh, const SulAtRest *at_rest, bool affine,
                          const Terms *terms, double bound) {
  Batch batch = {0};
  PetscInt cells[LANES];
  int filled = 0;
  for (PetscInt cell = 0; cell <= mesh->cells_owned; cell++) {
    bool end = cell == mesh->cells_owned;
    if (!end && mesh->cell_affine[cell] == affine) cells[filled++] = cell;
    if (filled == 0 || (filled < LANES && !end)) continue;
    for (int l = 0; l < LANES; l++) {
      PetscInt of_lane = cells[l < filled ? l : filled - 1];
      const SulAtRest *moduli = &at_rest[mesh->cell_phase[of_lane]];
      batch.lambda[l] = moduli->lambda / moduli->mu;
      batch.mu[l] = 1;
      batch.bulk[l] = moduli->bulk / moduli->mu;
      batch.mean |= moduli->bulk != 0;
      if (affine)
        AffineLane(mesh, of_lane, l, &batch);
      else
        CurvedLane(mesh, of_lane, l, &batch);
      if (!affine && moduli->bulk != 0) AddCurvedMeans(mesh, of_lane, l, &batch);
    }
    if (affine) AffineBlocks(terms, &batch);
    if (affine && batch.mean) AddAffineMeans(&batch);
    bound = SulBoundRaise(&batch.cells, bound);
    filled = 0;
  }
  return bound;
}

PetscErrorCode SulStiffnessSpectralBound(const SulMesh *mesh, const SulPhase *phases,
                                         double *bound) {
  SulAtRest *at_rest;
  Terms terms;

  PetscFunctionBegin;
  *bound = mesh->cell_nodes;                    /* Cauchy and Schwarz */
  if (mesh->order == 1) PetscFunctionReturn(0); /* where any mesh has a cell that comes near it */
  PetscCall(PetscMalloc1(mesh->phase_count, &at_rest));
  for (int p = 0; p < mesh->phase_count; p++)
    at_rest[p] = SulPhaseAtRest(&phases[p], mesh->order);
  TermsCreate(&terms);
  *bound = BoundOfKind(mesh, at_rest, true, &terms, sul_bound_least);
  *bound = BoundOfKind(mesh, at_rest, false, &terms, *bound);
  *bound = fmin(*bound, mesh->cell_nodes);
  PetscCall(PetscFree(at_rest));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, bound, 1, MPI_DOUBLE, MPI_MAX, mesh->comm));
  PetscFunctionReturn(0);
}
