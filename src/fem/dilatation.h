/* SPDX-License-Identifier: BSD-2-Clause */
/* One elastic dilatation for all points of a cell, a batch of cells at a time (volumetric: mean).
 * Formulas: dilatation.c. Private to src/fem. */
#ifndef SULFEM_DILATATION_H
#define SULFEM_DILATATION_H

#include "batch.h"

/* A batch where the points answered. At small strain F is I for good. */
typedef struct {
  bool finite;
  int points;
  SulLane weight[SUL_POINTS_MAX];     /* of the rule times det of the map, m^3 */
  SulLane f[SUL_POINTS_MAX][9];       /* F */
  SulLane inverse[SUL_POINTS_MAX][9]; /* F^-T */
  SulLane jacobian[SUL_POINTS_MAX];   /* det F */
  SulLane ratio[SUL_POINTS_MAX];      /* r */
  SulLane share[SUL_POINTS_MAX];      /* 1/m^3: the material sees the volume ratio share * volume */
  SulLane reference, volume;          /* m^3, sums of weight, and of weight det F */
  SulLane total;                      /* T, J, of SulDilatationBalance */
} SulDilatation;

/* Swelling of a batch's points: at[point * stride]. */
typedef struct {
  const SulLane *at;
  int stride; /* 0: all alike */
} SulDilatationSwelling;

/* The batch's geometry; `rule` of the block's points, `map` as SulBatchMap's, gradient [points][9] of
 * the displacement; it and the swelling are not looked at where strain is small. */
void SulDilatationBegin(const SulBlock *block, const SulQuadrature *rule, const SulMap *map,
                        SulDilatationSwelling swelling, const SulLane *gradient, SulDilatation *d);

/* gradient [points][9] becomes the one that the material answers to. */
void SulDilatationGradient(const SulDilatation *d, SulDilatationSwelling swelling,
                           SulLane *gradient);

/* stress [points][9] that the material answered becomes what forces are made of; mean [points] := a
 * third of the trace of Kirchhoff's stress of the former. */
void SulDilatationBalance(SulDilatation *d, SulLane *stress, SulLane *mean);

/* seen [points][9] := Cauchy's stress of the material, from the two of SulDilatationBalance. */
void SulDilatationCauchy(const SulDilatation *d, const SulLane *stress, const SulLane *mean,
                         SulLane *seen);

/* ---- Linearised ------------------------------------------------------------------------------- */

/* The material's stress [points][9] again, P with a hat, from the two of SulDilatationBalance; T. At
 * small strain zero: nothing of it goes into the tangent. */
void SulDilatationStress(SulDilatation *d, const SulLane *stress, const SulLane *mean,
                         SulLane *material);

/* A change of the displacement's gradient, and of the two stresses. */
typedef struct {
  SulLane gradient[SUL_POINTS_MAX][9]; /* v */
  SulLane local[SUL_POINTS_MAX];       /* m, change of volume by volume */
  SulLane mean;                        /* of m over the deformed cell */
} SulDilatationChange;

/* Keeps gradient [points][9], which becomes the change of what the material sees. */
void SulDilatationChangeGradient(const SulDilatation *d, SulLane *gradient,
                                 SulDilatationChange *change);

/* stress [points][9], the material's change, becomes that of what forces are made of; `material`:
 * SulDilatationStress's. */
void SulDilatationChangeStress(const SulDilatation *d, const SulDilatationChange *change,
                               const SulLane *material, SulLane *stress);

/* What is left of the tangent between two points of a cell: m (x) right + left (x) m + kappa m (x) m,
 * each the sum of weight times the following. */
typedef struct {
  SulLane m[SUL_POINTS_MAX][9];
  SulLane left[SUL_POINTS_MAX][9], right[SUL_POINTS_MAX][9];
  SulLane kappa; /* J */
} SulDilatationBorder;

/* A point's moduli [81], dP/dH at 9 column + row, become what the point alone contributes; fills its
 * place in the border and adds to kappa, which begins with SulDilatationKappa. */
void SulDilatationModuli(const SulDilatation *d, int point, const SulLane *material,
                         SulLane *moduli, SulDilatationBorder *border);
void SulDilatationKappa(const SulDilatation *d, SulDilatationBorder *border);

#endif
