/* SPDX-License-Identifier: BSD-2-Clause */
/* A material point and its history, for tests of the models; stresses in GPa. All lanes are asked, the
 * others with strains of their own, so that a lane mixed up with another one shows. */
#ifndef SULFEM_MODEL_POINT_H
#define SULFEM_MODEL_POINT_H

#include "check.h"
#include <stdbool.h>
#include <string.h>
#include <sulfem/model.h>

enum { POINT_STATE = 16, POINT_LANE = 2 };

typedef struct {
  const SulModel *model;
  double parameters[SUL_PARAMETERS_MAX], lithiated[SUL_PARAMETERS_MAX];
  bool lithiates;
  double lithiation, swelling, step;
  double state[POINT_STATE], next[POINT_STATE];
  double stress[9], energy;
  SulLane linearisation[SUL_LINEARISATION_MAX];
} Point;

/* Sets a parameter if the model has it. */
static inline void PointSet(const SulModel *model, double *parameters, const char *name,
                            double value) {
  int at = SulModelParameter(model, name);
  if (at >= 0) parameters[at] = value;
}

/* A virgin point: E 22, nu 0.3, yield stress 0.3, and what is absent else. */
static inline Point PointCreate(const char *name) {
  Point point;
  memset(&point, 0, sizeof point);
  point.model = SulModelFind(name);
  for (int i = 0; i < point.model->parameter_count; i++)
    point.parameters[i] = point.model->parameters[i].absent;
  PointSet(point.model, point.parameters, "youngs_modulus", 22);
  PointSet(point.model, point.parameters, "poissons_ratio", 0.3);
  PointSet(point.model, point.parameters, "plasticity.yield_stress", 0.3);
  return point;
}

/* perfect; iso: H 0.5; voce: 0.2 to 0.5 at a rate of 20; kin: C 1; mix: 0.2, H 0.25, C 1; all: voce
 * and mix; rate: iso with a time of 10 s and an exponent of 2. */
static inline void PointHarden(const SulModel *model, double *parameters, const char *kind) {
  bool all = strcmp(kind, "all") == 0, mix = all || strcmp(kind, "mix") == 0;
  bool voce = all || strcmp(kind, "voce") == 0, rate = strcmp(kind, "rate") == 0;
  bool iso = rate || strcmp(kind, "iso") == 0, kin = mix || strcmp(kind, "kin") == 0;
  if (mix || voce) PointSet(model, parameters, "plasticity.yield_stress", 0.2);
  if (voce) PointSet(model, parameters, "plasticity.hardening.saturation", 0.5);
  if (voce) PointSet(model, parameters, "plasticity.hardening.saturation_rate", 20);
  if (mix || iso) PointSet(model, parameters, "plasticity.hardening.isotropic", mix ? 0.25 : 0.5);
  if (kin) PointSet(model, parameters, "plasticity.hardening.kinematic", 1);
  if (rate) PointSet(model, parameters, "plasticity.viscosity.time", 10);
  if (rate) PointSet(model, parameters, "plasticity.viscosity.exponent", 2);
}

static inline Point PointHardened(const char *name, const char *kind) {
  Point point = PointCreate(name);
  PointHarden(point.model, point.parameters, kind);
  return point;
}

/* Where a state variable begins, or -1. */
static inline int PointVariable(const SulModel *model, const char *name) {
  int at = 0;
  for (int i = 0; i < model->variable_count; i++) {
    if (strcmp(model->variables[i].name, name) == 0) return at;
    at += model->variables[i].components;
  }
  return -1;
}

/* At the end of the last step asked for; 0 where the model has none. */
static inline double PointNext(const Point *point, const char *name) {
  int at = PointVariable(point->model, name);
  return at < 0 ? 0 : point->next[at];
}

static inline unsigned PointAsk(Point *point, const double gradient[9]) {
  SulLane h[9], swelling[1], lithiation[1], state[POINT_STATE], next[POINT_STATE], stress[9],
      energy[1];
  int size = SulModelStateSize(point->model);
  for (int lane = 0; lane < SUL_LANES; lane++) {
    swelling[0][lane] = point->swelling;
    lithiation[0][lane] = point->lithiation * (lane == POINT_LANE ? 1 : 0.5);
    for (int i = 0; i < 9; i++)
      h[i][lane] = gradient[i] * (1 + 0.1 * (lane - POINT_LANE));
    for (int i = 0; i < size; i++)
      state[i][lane] = point->state[i];
  }
  SulPointsIn in = {.parameters = point->parameters,
                    .lithiated = point->lithiates ? point->lithiated : NULL,
                    .gradient = (const SulLane *)h,
                    .swelling = (const SulLane *)swelling,
                    .lithiation = (const SulLane *)lithiation,
                    .state = size > 0 ? (const SulLane *)state : NULL,
                    .step = point->step};
  SulPointsOut out = {.stress = stress,
                      .state = size > 0 ? next : NULL,
                      .linearisation = point->linearisation,
                      .energy = energy};
  unsigned without = point->model->respond(&in, &out);
  for (int i = 0; i < 9; i++)
    point->stress[i] = stress[i][POINT_LANE];
  for (int i = 0; i < size; i++)
    point->next[i] = next[i][POINT_LANE];
  point->energy = energy[0][POINT_LANE];
  return without;
}

static inline void PointAccept(Point *point) {
  memcpy(point->state, point->next, sizeof point->state);
}

/* dP_i / dH_k where the point was last asked */
static inline void PointTangent(const Point *point, double tangent[9][9]) {
  for (int k = 0; k < 9; k++) {
    SulLane change[9] = {{0}}, answer[9];
    for (int lane = 0; lane < SUL_LANES; lane++)
      change[k][lane] = lane == POINT_LANE ? 1 : 3;
    point->model->tangent(point->parameters, (const SulLane *)point->linearisation,
                          (const SulLane *)change, answer);
    for (int i = 0; i < 9; i++)
      tangent[i][k] = answer[i][POINT_LANE];
  }
}

/* The model's own table of the same, if it has one. */
static inline bool PointModuli(const Point *point, double moduli[9][9]) {
  SulLane all[81];
  if (!point->model->moduli) return false;
  point->model->moduli((const SulLane *)point->linearisation, all);
  for (int i = 0; i < 81; i++)
    moduli[i % 9][i / 9] = all[i][POINT_LANE];
  return true;
}

/* a b */
static inline void PointProduct(const double a[9], const double b[9], double product[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

/* P F^T / det F, or P at small strain */
static inline void PointCauchy(const Point *point, const double gradient[9], double cauchy[9]) {
  double f[9], turned[9], determinant;
  memcpy(cauchy, point->stress, 9 * sizeof *cauchy);
  if (!(point->model->traits & SUL_FINITE)) return;
  for (int i = 0; i < 9; i++) {
    f[i] = gradient[i] + (i % 4 == 0);
    turned[3 * (i % 3) + i / 3] = f[i];
  }
  determinant = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) +
                f[2] * (f[3] * f[7] - f[4] * f[6]);
  PointProduct(point->stress, turned, cauchy);
  for (int i = 0; i < 9; i++)
    cauchy[i] /= determinant;
}

/* Uniform in -1/2 to 1/2, the same sequence everywhere. */
static inline double PointRandom(void) {
  static unsigned long long state = 1;
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(state >> 11) / (double)(1ULL << 53) - 0.5;
}

static inline void PointRandomGradient(double size, double swelling, double gradient[9]) {
  for (int i = 0; i < 9; i++)
    gradient[i] = size * PointRandom() + (i % 4 == 0 ? swelling : 0);
}

#endif
