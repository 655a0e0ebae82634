/* SPDX-License-Identifier: BSD-2-Clause */
/* Element matrices of the tangent: moduli at the points, pulled back to the reference tetrahedron,
 * where all cells of a block have the same slopes of shape functions.
 *
 * With dN_a/dX_j = s_aJ G_Jj, G = dxi/dX, a block is K_ab,ik = sum_q s_aJ R_iJ,kL s_bL and
 * R_iJ,kL = w det J G_Jj C_ij,kl G_Ll, C = dP/dH. Rows of order 1 have constant slopes: their points
 * are added up first. So are they on affine cells before they are pulled back. Blocks and moduli
 * are stored by columns: C_ij,kl at 9 (3 k + l) + 3 i + j. */
#include "tangent_cell.h"

#include <string.h>

/* The kernels are compiled for several generations of x86-64 and chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(SULFEM_SANITIZE)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

enum { NODES = SUL_CELL_NODES_MAX };

/* A SulLane as the compiler's vector, wherever it stands. */
typedef double Lanes
    __attribute__((vector_size(SUL_LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

/* ---- Moduli ---------------------------------------------------------------------------------- */

/* Of the points that left `linearisation`, by nine unit changes where the model does not say. */
static void ModuliAt(const SulBlock *block, const SulLane *linearisation, SulLane *moduli) {
  bool whole = linearisation && block->model->moduli;
  if (whole) block->model->moduli(linearisation, moduli);
  for (int unit = 0; unit < 9 && !whole; unit++) {
    SulLane change[9] = {{0}};
    for (int l = 0; l < SUL_LANES; l++)
      change[unit][l] = 1;
    block->model->tangent(block->parameters, linearisation, (const SulLane *)change,
                          &moduli[9 * unit]);
  }
}

void SulTangentBegin(const SulPoints *points, const SulBlock *block, SulTangentBatch *batch) {
  batch->points = points;
  batch->mesh = points->mesh;
  batch->block = block;
  batch->reference = SulBlockReference(points->mesh, block);
  batch->unchanging = block->traits & SUL_AFFINE;
  batch->constant = batch->unchanging && !block->mean_stress;
  if (batch->unchanging) ModuliAt(block, NULL, batch->alike);
  if (batch->constant) memcpy(batch->moduli[0], batch->alike, sizeof batch->alike);
}

/* Z_il becomes the weight times its part along xi_L. */
static void TurnBorder(const SulLane *map, const SulLane weight, SulLane *z) {
  for (int i = 0; i < 3; i++)
    for (int l = 0; l < SUL_LANES; l++) {
      double along[3];
      for (int L = 0; L < 3; L++)
        along[L] = weight[l] * (z[3 * i][l] * map[3 * L][l] + z[3 * i + 1][l] * map[3 * L + 1][l] +
                                z[3 * i + 2][l] * map[3 * L + 2][l]);
      for (int L = 0; L < 3; L++)
        z[3 * i + L][l] = along[L];
    }
}

static void DilateAt(PetscInt number, SulTangentBatch *batch, SulDilatation *d) {
  const SulBlock *block = batch->block;
  const SulPoints *points = batch->points;
  const SulReferencePoints *reference = batch->reference;
  SulLane gradient[9 * SUL_POINTS_MAX], u[SUL_CELL_NODES_MAX][3], swelling = {0};
  SulDilatationSwelling of = {(const SulLane *)&swelling, 0};
  if (block->model->traits & SUL_FINITE) {
    SulBatchGather(batch->mesh, &block->cell[number * SUL_LANES], batch->mesh->cell_nodes,
                   points->answered.u, u);
    for (int q = 0; q < block->points; q++)
      SulBatchGradient(batch->mesh->cell_nodes, (const double(*)[3])reference->gradient[q],
                       (const SulLane(*)[3])u, (const SulLane *)batch->map[block->affine ? 0 : q],
                       &gradient[9 * q]);
    for (int l = 0; l < SUL_LANES; l++)
      swelling[l] = points->answered.swelling[block->phase];
    if (block->swelling)
      of = (SulDilatationSwelling){(const SulLane *)&block->swelling[number * block->points], 1};
  }
  SulDilatationBegin(block, reference->rule, (const SulMap *)batch->map, of,
                     (const SulLane *)gradient, d);
}

/* Cells with one dilatation: the moduli become what points contribute by themselves. */
static void Dilate(PetscInt number, SulTangentBatch *batch) {
  const SulBlock *block = batch->block;
  size_t first = (size_t)number * (size_t)block->points;
  SulLane material[9 * SUL_POINTS_MAX];
  SulDilatation d;
  DilateAt(number, batch, &d);
  SulDilatationStress(&d, (const SulLane *)&block->stress[9 * first],
                      (const SulLane *)&block->mean_stress[first], material);
  SulDilatationKappa(&d, &batch->border);
  memcpy(batch->volume, d.reference, sizeof batch->volume);
  for (int q = 0; q < block->points; q++) {
    const SulLane *map = (const SulLane *)batch->map[block->affine ? 0 : q];
    SulDilatationModuli(&d, q, (const SulLane *)&material[9 * q], batch->moduli[q], &batch->border);
    for (int i = 0; i < 9; i++)
      for (int l = 0; l < SUL_LANES; l++)
        batch->rest[q][i][l] = (i % 4 == 0) / d.reference[l];
    TurnBorder(map, d.weight[q], batch->border.m[q]);
    TurnBorder(map, d.weight[q], batch->border.left[q]);
    TurnBorder(map, d.weight[q], batch->border.right[q]);
    TurnBorder(map, d.weight[q], batch->rest[q]);
  }
}

void SulTangentTake(PetscInt number, SulTangentBatch *batch) {
  const SulBlock *block = batch->block;
  int size = block->model->linearisation_size;
  SulBatchMap(batch->mesh, block, number, batch->map);
  if (!batch->unchanging) SulBatchLinearise(batch->points, block, number, batch->linearisation);
  for (int q = 0; q < block->points && !batch->constant; q++) {
    if (batch->unchanging)
      memcpy(batch->moduli[q], batch->alike, sizeof batch->alike);
    else
      ModuliAt(block, (const SulLane *)&batch->linearisation[q * size], batch->moduli[q]);
  }
  if (block->mean_stress) Dilate(number, batch);
}

void SulTangentShapesGet(const SulTangentBatch *batch, int order, double scale, double at_rest,
                         SulTangentShapes *shapes) {
  const SulBlock *block = batch->block;
  *shapes = (SulTangentShapes){.nodes = SulTetrahedronNodes(order),
                               .symmetric = block->model->traits & SUL_SYMMETRIC,
                               .scale = scale};
  block->model->at_rest(block->parameters, &shapes->at_rest[0], &shapes->at_rest[1]);
  for (int i = 0; i < 2; i++)
    shapes->at_rest[i] *= at_rest;
  for (int q = 0; q < block->points; q++)
    SulTetrahedronShapes(order, batch->reference->rule->xi[q], NULL, shapes->slope[q]);
}

/* The moduli at a point, with what is added to them; `room`: for the sum. */
static const Lanes *Moduli(const SulTangentBatch *batch, const SulTangentShapes *shapes, int q,
                           SulLane *room) {
  const SulLane *moduli = (const SulLane *)batch->moduli[batch->constant ? 0 : q];
  double lambda = shapes->at_rest[0], mu = shapes->at_rest[1];
  if (mu == 0) return (const Lanes *)moduli;
  if (batch->block->mean_stress) lambda = -2 * mu / 3; /* the rest: AddBorder */
  memcpy(room, moduli, 81 * sizeof *room);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++) {
        room[9 * (4 * i) + 4 * j][l] += lambda;
        room[9 * (3 * i + j) + 3 * i + j][l] += mu;
        room[9 * (3 * i + j) + 3 * j + i][l] += mu;
      }
  return (const Lanes *)room;
}

/* ---- Kernels --------------------------------------------------------------------------------- */

/* sum += weight values */
FOR_EACH_PROCESSOR
static void AddWeighted(double weight, const Lanes *values, Lanes *sum) {
  for (int i = 0; i < 81; i++)
    sum[i] += weight * values[i];
}

/* R of the weight 1; c: the moduli, g: of the map. */
FOR_EACH_PROCESSOR
static void PullBack(const Lanes *c, const Lanes *g, double scale, Lanes *pulled) {
  Lanes half[81], right[9];
  for (int i = 0; i < 9; i++)
    right[i] = scale * g[9] * g[i];
  for (int k = 0; k < 3; k++)
    for (int L = 0; L < 3; L++)
      for (int i = 0; i < 9; i++)
        half[9 * (3 * k + L) + i] = right[3 * L] * c[27 * k + i] +
                                    right[3 * L + 1] * c[27 * k + 9 + i] +
                                    right[3 * L + 2] * c[27 * k + 18 + i];
  for (int kL = 0; kL < 9; kL++)
    for (int i = 0; i < 3; i++)
      for (int J = 0; J < 3; J++) {
        const Lanes *h = &half[9 * kL + 3 * i];
        pulled[9 * kL + 3 * i + J] = g[3 * J] * h[0] + g[3 * J + 1] * h[1] + g[3 * J + 2] * h[2];
      }
}

/* matrix += weight s R s, of all blocks or those of b >= a. */
FOR_EACH_PROCESSOR
static void AddBlocks(const SulTangentShapes *shapes, int point, double weight, const Lanes *r,
                      SulLane (*matrix)[9]) {
  const double(*slope)[3] = shapes->slope[point];
  for (int b = 0; b < shapes->nodes; b++) {
    Lanes right[3][9];
    double s0 = weight * slope[b][0], s1 = weight * slope[b][1], s2 = weight * slope[b][2];
    for (int k = 0; k < 3; k++)
      for (int i = 0; i < 9; i++)
        right[k][i] = s0 * r[27 * k + i] + s1 * r[27 * k + 9 + i] + s2 * r[27 * k + 18 + i];
    for (int a = 0; a < (shapes->symmetric ? b + 1 : shapes->nodes); a++) {
      Lanes *to = (Lanes *)matrix[shapes->nodes * a + b];
      for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
          to[3 * k + i] += slope[a][0] * right[k][3 * i] + slope[a][1] * right[k][3 * i + 1] +
                           slope[a][2] * right[k][3 * i + 2];
    }
  }
}

/* ---- Batches --------------------------------------------------------------------------------- */

/* Slopes that are the same at all points. */
static void ConstantSlopes(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                           SulLane (*matrix)[9]) {
  const SulBlock *block = batch->block;
  SulLane room[81];
  Lanes pulled[81], sum[81] = {{0}};
  for (int q = 0; q < block->points; q++) {
    const Lanes *moduli = Moduli(batch, shapes, q, room);
    if (!block->affine) PullBack(moduli, (const Lanes *)batch->map[q], shapes->scale, pulled);
    AddWeighted(batch->reference->rule->weights[q], block->affine ? moduli : pulled, sum);
  }
  if (block->affine) PullBack(sum, (const Lanes *)batch->map[0], shapes->scale, pulled);
  AddBlocks(shapes, 0, 1, block->affine ? pulled : sum, matrix);
}

static void VaryingSlopes(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                          SulLane (*matrix)[9]) {
  const SulBlock *block = batch->block;
  SulLane room[81];
  Lanes pulled[81];
  for (int q = 0; q < block->points; q++) {
    const Lanes *g = (const Lanes *)batch->map[block->affine ? 0 : q];
    if (q == 0 || !block->affine || !batch->constant)
      PullBack(Moduli(batch, shapes, q, room), g, shapes->scale, pulled);
    AddBlocks(shapes, q, batch->reference->rule->weights[q], pulled, matrix);
  }
}

/* of[a] := sum over the points of their tensors times the slope of N_a. */
static void AtNodes(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                    const SulLane (*tensor)[9], SulLane (*of)[3]) {
  memset(of, 0, (size_t)shapes->nodes * sizeof *of);
  for (int q = 0; q < batch->block->points; q++)
    for (int a = 0; a < shapes->nodes; a++)
      for (int i = 0; i < 3; i++)
        for (int L = 0; L < 3; L++)
          for (int l = 0; l < SUL_LANES; l++)
            of[a][i][l] += tensor[q][3 * i + L][l] * shapes->slope[q][a][L];
}

/* What cells with one dilatation have between points, and at rest: bulk modulus times volume times
 * m (x) m. */
static void AddBorder(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                      SulLane (*matrix)[9]) {
  SulLane m[NODES][3], left[NODES][3], right[NODES][3], rest[NODES][3];
  const SulDilatationBorder *border = &batch->border;
  const int nodes = shapes->nodes;
  double bulk = shapes->at_rest[0] + 2 * shapes->at_rest[1] / 3;
  AtNodes(batch, shapes, (const SulLane(*)[9])border->m, m);
  AtNodes(batch, shapes, (const SulLane(*)[9])border->left, left);
  AtNodes(batch, shapes, (const SulLane(*)[9])border->right, right);
  AtNodes(batch, shapes, (const SulLane(*)[9])batch->rest, rest);
  for (int b = 0; b < nodes; b++)
    for (int k = 0; k < 3; k++) {
      SulLane beside, of_m, of_rest;
      for (int l = 0; l < SUL_LANES; l++) {
        of_m[l] = shapes->scale * m[b][k][l];
        beside[l] = shapes->scale * right[b][k][l] + border->kappa[l] * of_m[l];
        of_rest[l] = shapes->scale * bulk * batch->volume[l] * rest[b][k][l];
      }
      for (int a = 0; a < (shapes->symmetric ? b + 1 : nodes); a++)
        for (int i = 0; i < 3; i++)
          for (int l = 0; l < SUL_LANES; l++)
            matrix[nodes * a + b][3 * k + i][l] +=
                m[a][i][l] * beside[l] + left[a][i][l] * of_m[l] + rest[a][i][l] * of_rest[l];
    }
}

void SulTangentCells(const SulTangentBatch *batch, const SulTangentShapes *shapes,
                     SulLane (*matrix)[9]) {
  memset(matrix, 0, (size_t)(shapes->nodes * shapes->nodes) * sizeof *matrix);
  if (shapes->nodes == 4)
    ConstantSlopes(batch, shapes, matrix);
  else
    VaryingSlopes(batch, shapes, matrix);
  if (batch->block->mean_stress) AddBorder(batch, shapes, matrix);
}
