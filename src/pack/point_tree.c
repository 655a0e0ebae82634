/* SPDX-License-Identifier: BSD-2-Clause */
/* A k-d tree over points with radii. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sulfem/point_tree.h>
#include <sulfem/text.h>

enum { LEAF = 8 };

/* The children of node n are 2n + 1 and 2n + 2; they halve its stretch of `index`. */
typedef struct {
  double low[3], high[3], radius; /* of the points' box; the largest radius */
} Node;

struct SulPointTree {
  size_t count;
  double (*point)[3];
  double *radius;
  size_t *index; /* [count], the points in the order of the leaves */
  Node *nodes;
};

static void Swap(size_t *a, size_t *b) {
  size_t kept = *a;
  *a = *b;
  *b = kept;
}

/* Orders index[begin, end) so that nothing before `middle` is larger along the axis than what
 * stands there, and nothing behind it smaller (Hoare, Commun. ACM 4, 321 (1961)). */
static void Select(const SulPointTree *tree, size_t begin, size_t end, size_t middle, int axis) {
  size_t *index = tree->index, first = begin, last = end - 1;
  while (first < last) {
    double pivot = tree->point[index[first + (last - first) / 2]][axis];
    size_t i = first, j = last;
    for (;;) {
      while (tree->point[index[i]][axis] < pivot)
        i++;
      while (tree->point[index[j]][axis] > pivot)
        j--;
      if (i >= j) break;
      Swap(&index[i++], &index[j--]);
    }
    if (middle <= j)
      last = j;
    else
      first = j + 1;
  }
}

static int MeasureNode(const SulPointTree *tree, Node *node, size_t begin, size_t end) {
  int widest = 0;
  node->radius = 0;
  for (int k = 0; k < 3; k++) {
    node->low[k] = INFINITY;
    node->high[k] = -INFINITY;
  }
  for (size_t i = begin; i < end; i++) {
    const double *x = tree->point[tree->index[i]];
    node->radius = fmax(node->radius, tree->radius[tree->index[i]]);
    for (int k = 0; k < 3; k++) {
      node->low[k] = fmin(node->low[k], x[k]);
      node->high[k] = fmax(node->high[k], x[k]);
    }
  }
  for (int k = 1; k < 3; k++)
    if (node->high[k] - node->low[k] > node->high[widest] - node->low[widest]) widest = k;
  return widest;
}

static void Build(SulPointTree *tree, size_t node, size_t begin, size_t end) {
  int widest = MeasureNode(tree, &tree->nodes[node], begin, end);
  if (end - begin <= LEAF) return;
  size_t middle = begin + (end - begin) / 2;
  Select(tree, begin, end, middle, widest);
  Build(tree, 2 * node + 1, begin, middle);
  Build(tree, 2 * node + 2, middle, end);
}

SulPointTree *SulPointTreeCreate(size_t count, const double (*point)[3], const double *radius) {
  SulPointTree *tree = SulAllocate(1, sizeof *tree);
  size_t nodes = 1;
  for (size_t most = count; most > LEAF; most -= most / 2) /* the larger half */
    nodes = 2 * nodes + 1;
  tree->count = count;
  tree->point = SulAllocate(count, sizeof *tree->point);
  tree->radius = SulAllocate(count, sizeof *tree->radius);
  tree->index = SulAllocate(count, sizeof *tree->index);
  tree->nodes = SulAllocate(nodes, sizeof *tree->nodes);
  for (size_t i = 0; i < count; i++) {
    for (int k = 0; k < 3; k++)
      tree->point[i][k] = point[i][k];
    tree->radius[i] = radius ? radius[i] : 0;
    tree->index[i] = i;
  }
  if (count > 0) Build(tree, 0, 0, count);
  return tree;
}

void SulPointTreeFree(SulPointTree **tree) {
  if (!*tree) return;
  free((*tree)->point);
  free((*tree)->radius);
  free((*tree)->index);
  free((*tree)->nodes);
  free(*tree);
  *tree = NULL;
}

/* ---- In a box -------------------------------------------------------------------------------- */

typedef struct {
  const SulPointTree *tree;
  const double *low, *high;
  SulPointVisit visit;
  void *context;
} BoxSearch;

static void SearchBox(const BoxSearch *search, size_t node, size_t begin, size_t end) {
  const SulPointTree *tree = search->tree;
  const Node *box = &tree->nodes[node];
  for (int k = 0; k < 3; k++)
    if (!(box->low[k] <= search->high[k] && box->high[k] >= search->low[k])) return;
  if (end - begin > LEAF) {
    size_t middle = begin + (end - begin) / 2;
    SearchBox(search, 2 * node + 1, begin, middle);
    SearchBox(search, 2 * node + 2, middle, end);
    return;
  }
  for (size_t i = begin; i < end; i++) {
    const double *x = tree->point[tree->index[i]];
    bool inside = true;
    for (int k = 0; k < 3; k++)
      inside = inside && x[k] >= search->low[k] && x[k] <= search->high[k];
    if (inside) search->visit(tree->index[i], search->context);
  }
}

void SulPointTreeInBox(const SulPointTree *tree, const double low[3], const double high[3],
                       SulPointVisit visit, void *context) {
  BoxSearch search = {tree, low, high, visit, context};
  if (tree->count > 0) SearchBox(&search, 0, 0, tree->count);
}

/* ---- Near ------------------------------------------------------------------------------------ */

typedef struct {
  const SulPointTree *tree;
  const double *x, *limit;
  SulPointVisit visit;
  void *context;
} NearSearch;

/* What no point of the node can fall below. */
static double Least(const NearSearch *search, size_t node) {
  const Node *box = &search->tree->nodes[node];
  double square = 0;
  for (int k = 0; k < 3; k++) {
    double d = fmax(fmax(box->low[k] - search->x[k], search->x[k] - box->high[k]), 0);
    square += d * d;
  }
  return sqrt(square) - box->radius;
}

static void SearchNear(const NearSearch *search, size_t node, size_t begin, size_t end) {
  const SulPointTree *tree = search->tree;
  if (!(Least(search, node) < *search->limit)) return;
  if (end - begin > LEAF) {
    size_t middle = begin + (end - begin) / 2, left = 2 * node + 1;
    bool right_first = Least(search, left + 1) < Least(search, left);
    if (right_first) SearchNear(search, left + 1, middle, end);
    SearchNear(search, left, begin, middle);
    if (!right_first) SearchNear(search, left + 1, middle, end);
    return;
  }
  for (size_t i = begin; i < end; i++) {
    size_t j = tree->index[i];
    const double *y = tree->point[j];
    double square = 0;
    for (int k = 0; k < 3; k++)
      square += (y[k] - search->x[k]) * (y[k] - search->x[k]);
    if (sqrt(square) - tree->radius[j] < *search->limit) search->visit(j, search->context);
  }
}

void SulPointTreeNear(const SulPointTree *tree, const double x[3], const double *limit,
                      SulPointVisit visit, void *context) {
  NearSearch search = {tree, x, limit, visit, context};
  if (tree->count > 0) SearchNear(&search, 0, 0, tree->count);
}
