/* SPDX-License-Identifier: BSD-2-Clause */
/* Small tensors at SUL_LANES points at once, so that the vector units have something to do. */
#ifndef SULFEM_MODEL_LANES_H
#define SULFEM_MODEL_LANES_H

#include <string.h>
#include <sulfem/model.h>

/* Rows of 3 x 3 matrices; symmetric ones, xx yy zz xy yz xz without a factor on shears; triples. */
typedef struct {
  SulLane of[9];
} SulMatrices;
typedef struct {
  SulLane of[6];
} SulSymmetrics;
typedef struct {
  SulLane of[3];
} SulTriples;

/* The two indices of a component of a symmetric matrix, and the component of two indices. */
static const int sul_first[6] = {0, 1, 2, 0, 1, 0}, sul_second[6] = {0, 1, 2, 1, 2, 2};
static const int sul_component[9] = {0, 3, 5, 3, 1, 4, 5, 4, 2};

static inline SulMatrices SulLanesMatrices(const SulLane *from) {
  SulMatrices a;
  memcpy(a.of, from, sizeof a.of);
  return a;
}

static inline SulSymmetrics SulLanesSymmetrics(const SulLane *from) {
  SulSymmetrics a;
  memcpy(a.of, from, sizeof a.of);
  return a;
}

/* a b */
static inline SulMatrices SulLanesProduct(const SulMatrices *a, const SulMatrices *b) {
  SulMatrices c;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        c.of[3 * i + j][l] = a->of[3 * i][l] * b->of[j][l] + a->of[3 * i + 1][l] * b->of[3 + j][l] +
                             a->of[3 * i + 2][l] * b->of[6 + j][l];
  return c;
}

/* a^T b */
static inline SulMatrices SulLanesTransposedProduct(const SulMatrices *a, const SulMatrices *b) {
  SulMatrices c;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        c.of[3 * i + j][l] = a->of[i][l] * b->of[j][l] + a->of[3 + i][l] * b->of[3 + j][l] +
                             a->of[6 + i][l] * b->of[6 + j][l];
  return c;
}

/* a b, b symmetric */
static inline SulMatrices SulLanesTimesSymmetric(const SulMatrices *a, const SulSymmetrics *b) {
  SulMatrices c;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        c.of[3 * i + j][l] = a->of[3 * i][l] * b->of[sul_component[j]][l] +
                             a->of[3 * i + 1][l] * b->of[sul_component[3 + j]][l] +
                             a->of[3 * i + 2][l] * b->of[sul_component[6 + j]][l];
  return c;
}

/* e + e^T + e e^T: with a = I + e, a a^T - I without the loss of digits */
static inline SulSymmetrics SulLanesExcess(const SulMatrices *e) {
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    for (int l = 0; l < SUL_LANES; l++)
      c.of[k][l] = e->of[i + j / 3][l] + e->of[j + i / 3][l] + e->of[i][l] * e->of[j][l] +
                   e->of[i + 1][l] * e->of[j + 1][l] + e->of[i + 2][l] * e->of[j + 2][l];
  }
  return c;
}

static inline SulMatrices SulLanesTranspose(const SulMatrices *a) {
  SulMatrices c;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      c.of[3 * (i % 3) + i / 3][l] = a->of[i][l];
  return c;
}

/* sum_i value_i a_i (x) a_i, a_i the columns of a */
static inline SulSymmetrics SulLanesFromAxes(const SulTriples *value, const SulMatrices *a) {
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    for (int l = 0; l < SUL_LANES; l++)
      c.of[k][l] = value->of[0][l] * a->of[i][l] * a->of[j][l] +
                   value->of[1][l] * a->of[i + 1][l] * a->of[j + 1][l] +
                   value->of[2][l] * a->of[i + 2][l] * a->of[j + 2][l];
  }
  return c;
}

/* a b a^T */
static inline SulSymmetrics SulLanesTurn(const SulMatrices *a, const SulSymmetrics *b) {
  SulMatrices half = SulLanesTimesSymmetric(a, b);
  SulSymmetrics c;
  for (int k = 0; k < 6; k++) {
    int i = 3 * sul_first[k], j = 3 * sul_second[k];
    for (int l = 0; l < SUL_LANES; l++)
      c.of[k][l] = half.of[i][l] * a->of[j][l] + half.of[i + 1][l] * a->of[j + 1][l] +
                   half.of[i + 2][l] * a->of[j + 2][l];
  }
  return c;
}

#endif
