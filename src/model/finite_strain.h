/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinematics at a point, F = Fe Fp Fc with Fc = (1 + swelling) I, for models whose energy is one per
 * swollen volume. With A = F / (1 + swelling), the deformation of the freely swollen material,
 *
 *     P = Jc tau F^-T = (1 + swelling)^2 A S,    tau the Kirchhoff stress of Fe, S = A^-1 tau A^-T,
 *
 * so that a model gives S and its slope by Green's strain of A, and knows of no swelling. */
#ifndef SULFEM_MODEL_FINITE_STRAIN_H
#define SULFEM_MODEL_FINITE_STRAIN_H

#include "lanes.h"

typedef struct {
  SulMatrices deformation; /* A */
  SulMatrices excess;      /* A - I, without the loss of digits */
  SulMatrices inverse;     /* A^-1 */
  SulVector stretch;       /* 1 + swelling */
  SulVector swollen;       /* its cube, Jc */
  unsigned without; /* lanes that have no answer: turned inside out, or a number is not one. They
                       stand as at free swelling, so that what is computed of them are numbers. */
} SulPointKinematics;

SulPointKinematics SulKinematicsAt(const SulPointsIn *in);

/* Lanes where a principal value of a squared stretch, less 1, is none (but for rounding it always is
 * one) have no answer either: the values become 0. */
void SulKinematicsCheck(SulPointKinematics *kinematics, SulTriples *excess);

/* P from S. */
void SulFiniteStress(const SulPointKinematics *kinematics, const SulSymmetrics *stress, SulLane *p);

/* ---- The linearisation of such a model -------------------------------------------------------- */

/* dS = moduli : dE with E Green's strain of A, in 6 x 6 with engineering shears: the upper triangle
 * row by row. */
typedef struct {
  SulVector of[21];
} SulModuli;

/* Place of row i, column j >= i. */
static inline int SulModuliPlace(int i, int j) {
  return i * (11 - i) / 2 + j;
}

enum { SUL_FINITE_NUMBERS = 9 + 6 + 21 };

void SulFiniteLinearise(const SulPointKinematics *kinematics, const SulSymmetrics *stress,
                        const SulModuli *moduli, SulLane *linearisation);

/* dP = (1 + swelling) (dF S + A (moduli : sym(A^T dF))): a SulModel's `tangent`. */
void SulFiniteTangent(const double *parameters, const SulLane *linearisation, const SulLane *change,
                      SulLane *stress_change);

/* Its `moduli`: dP_ij/dF_kL = (1 + swelling) (delta_ik S_jL + A_iM A_kN moduli_MjNL). */
void SulFiniteModuli(const SulLane *linearisation, SulLane *moduli);

#endif
