/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinematics at a point, F = Fe Fp Fc with Fc = (1 + swelling) I, for models whose energy is one per
 * swollen volume: P = Jc tau F^-T with tau the Kirchhoff stress of Fe and Jc = det Fc. */
#ifndef SULFEM_MODEL_FINITE_STRAIN_H
#define SULFEM_MODEL_FINITE_STRAIN_H

#include <stdbool.h>
#include <sulfem/model.h>

typedef struct {
  double inverse[9]; /* F^-1 */
  double swollen;    /* Jc */
  double elastic[9]; /* Fe - I */
  double excess[9]; /* be - I = (Fe - I) + (Fe - I)^T + (Fe - I)(Fe - I)^T, without losing digits */
  double volume;    /* ln det Fe */
} SulFinitePoint;

/* plastic = Fp^-1 - I, or NULL. False where the body is turned inside out or a number is not one:
 * there is no answer. */
bool SulFinitePointSet(const SulPointsIn *in, int lane, const double *plastic,
                       SulFinitePoint *point);

/* P from tau, into a lane. */
void SulFiniteStress(const SulFinitePoint *point, const double tau[9], int lane, SulLane *stress);

/* dP = Jc (dtau - tau l^T) F^-T, where l = dF F^-1. */
void SulFiniteStressChange(double swollen, const double inverse[9], const double tau[9],
                           const double tau_change[9], const double l[9], double stress_change[9]);

#endif
