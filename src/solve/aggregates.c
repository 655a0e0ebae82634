/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain aggregation: an aggregate around each node whose neighbours are all free, in the order of
 * the rows; what remains joins the neighbour it is coupled to most. */
#include "aggregates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* Of a node that no aggregate has yet. */
enum { OPEN = -2 };

typedef struct {
  const SulCouplings *graph;
  double threshold_squared;
  float *norm; /* of the diagonal blocks */
} Strength;

static bool Strong(const Strength *s, PetscInt i, PetscInt k) {
  PetscInt j = s->graph->column[k];
  return s->graph->coupling[k] > s->threshold_squared * s->norm[i] * s->norm[j];
}

static float *DiagonalNorms(const SulCouplings *graph) {
  float *norm = SulAllocate((size_t)graph->rows, sizeof *norm);
  for (PetscInt i = 0; i < graph->rows; i++)
    for (PetscInt k = graph->first[i]; k < graph->first[i + 1]; k++)
      if (graph->column[k] == i) norm[i] = sqrtf(graph->coupling[k]);
  return norm;
}

static void Seed(const Strength *s, SulAggregates *aggregates) {
  const SulCouplings *graph = s->graph;
  PetscInt *of_node = aggregates->of_node;
  for (PetscInt i = 0; i < graph->rows; i++) {
    bool free = of_node[i] == OPEN;
    for (PetscInt k = graph->first[i]; k < graph->first[i + 1] && free; k++)
      free = of_node[graph->column[k]] < 0 || !Strong(s, i, k);
    if (!free) continue;
    for (PetscInt k = graph->first[i]; k < graph->first[i + 1]; k++)
      if (of_node[graph->column[k]] == OPEN && Strong(s, i, k))
        of_node[graph->column[k]] = aggregates->count;
    of_node[i] = aggregates->count++;
  }
}

/* The rest joins the seeded neighbour it is coupled to most, or stays alone. */
static void Join(const Strength *s, SulAggregates *aggregates) {
  const SulCouplings *graph = s->graph;
  PetscInt seeded = aggregates->count;
  for (PetscInt i = 0; i < graph->rows; i++) {
    double most = 0;
    PetscInt best = -1;
    if (aggregates->of_node[i] != OPEN) continue;
    for (PetscInt k = graph->first[i]; k < graph->first[i + 1]; k++) {
      PetscInt j = graph->column[k], to = aggregates->of_node[j];
      double coupling = graph->coupling[k] / (s->norm[j] + 1e-30);
      if (to < 0 || to >= seeded || coupling <= most || !Strong(s, i, k)) continue;
      most = coupling;
      best = to;
    }
    aggregates->of_node[i] = best >= 0 ? best : aggregates->count++;
  }
}

void SulAggregatesList(PetscInt nodes, SulAggregates *aggregates) {
  aggregates->first = SulAllocate((size_t)aggregates->count + 2, sizeof *aggregates->first);
  aggregates->node = SulAllocate((size_t)nodes, sizeof *aggregates->node);
  for (PetscInt i = 0; i < nodes; i++)
    if (aggregates->of_node[i] >= 0) aggregates->first[aggregates->of_node[i] + 2]++;
  for (PetscInt a = 2; a < aggregates->count + 2; a++)
    aggregates->first[a] += aggregates->first[a - 1];
  for (PetscInt i = 0; i < nodes; i++)
    if (aggregates->of_node[i] >= 0)
      aggregates->node[aggregates->first[aggregates->of_node[i] + 1]++] = i;
}

PetscErrorCode SulAggregatesCreate(MPI_Comm comm, const SulCouplings *couplings, double threshold,
                                   const bool *left_out, SulAggregates *aggregates) {
  Strength strength = {couplings, threshold * threshold, DiagonalNorms(couplings)};
  PetscInt end;

  PetscFunctionBegin;
  memset(aggregates, 0, sizeof *aggregates);
  aggregates->of_node = SulAllocate((size_t)couplings->rows, sizeof *aggregates->of_node);
  for (PetscInt i = 0; i < couplings->rows; i++)
    aggregates->of_node[i] = left_out[i] ? -1 : OPEN;
  Seed(&strength, aggregates);
  Join(&strength, aggregates);
  free(strength.norm);
  SulAggregatesList(couplings->rows, aggregates);
  PetscCallMPI(MPI_Scan(&aggregates->count, &end, 1, MPIU_INT, MPI_SUM, comm));
  aggregates->first_global = end - aggregates->count;
  PetscFunctionReturn(0);
}

void SulAggregatesDestroy(SulAggregates *aggregates) {
  free(aggregates->of_node);
  free(aggregates->first);
  free(aggregates->node);
  memset(aggregates, 0, sizeof *aggregates);
}

/* ---- Motions of an aggregate ----------------------------------------------------------------- */

/* The rows of an aggregate's nodes. */
typedef struct {
  double *rows;
  size_t stride, nodes;
  int height;
  const PetscInt *node;
} Tall;

static double Product(const Tall *tall, int l, int m) {
  double sum = 0;
  for (size_t n = 0; n < tall->nodes; n++) {
    const double *row = &tall->rows[tall->stride * (size_t)tall->node[n]];
    for (int i = 0; i < tall->height; i++, row += SUL_MOTIONS)
      sum += row[l] * row[m];
  }
  return sum;
}

/* column m := factor * column m + other * column l */
static void Combine(const Tall *tall, int m, double factor, int l, double other) {
  for (size_t n = 0; n < tall->nodes; n++) {
    double *row = &tall->rows[tall->stride * (size_t)tall->node[n]];
    for (int i = 0; i < tall->height; i++, row += SUL_MOTIONS)
      row[m] = factor * row[m] + other * row[l];
  }
}

/* By Gram-Schmidt, twice for accuracy. */
void SulOrthonormalize(double *rows, size_t stride, int height, const SulAggregates *aggregates,
                       PetscInt aggregate, double triangle[SUL_MOTIONS][SUL_MOTIONS]) {
  size_t first = aggregates->first[aggregate];
  Tall tall = {rows, stride, aggregates->first[aggregate + 1] - first, height,
               &aggregates->node[first]};
  memset(triangle, 0, SUL_MOTIONS * SUL_MOTIONS * sizeof(double));
  for (int m = 0; m < SUL_MOTIONS; m++) {
    double before = Product(&tall, m, m);
    for (int pass = 0; pass < 2; pass++)
      for (int l = 0; l < m; l++) {
        double product = Product(&tall, l, m);
        triangle[l][m] += product;
        Combine(&tall, m, 1, l, -product);
      }
    double after = Product(&tall, m, m);
    bool independent = after > 1e-8 * before && after > 1e-12;
    triangle[m][m] = independent ? sqrt(after) : 0;
    Combine(&tall, m, independent ? 1 / triangle[m][m] : 0, m, 0);
  }
}
