/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums over an electrode layer: what the reaction of its active material does to its volume, its
 * thickness and its charge. Pure functions of volume fractions; SI units. No MPI, no PETSc.
 *
 * The layer is a plane sheet that can only change its thickness, so its volume and its thickness
 * change by the same ratio. All but the active material keep their volume. `growth` is the relative
 * change of volume of the active material, x dV at lithiation x: above -1; negative, it shrinks.
 *
 * Source: volumes of a mixture add up; derived here (docs/expansion.md). The counting
 * SUL_COUNT_PAIR is that of A. Cronk's thesis (UC San Diego 2024, ch. 2), read second-hand. */
#ifndef SULFEM_EXPANSION_H
#define SULFEM_EXPANSION_H

/* Volume fractions of the layer, each from 0 to 1, sum 1; `inert`: other solids (carbon, binder,
 * coatings). */
typedef struct {
  double active, electrolyte, inert, pores;
} SulLayer;

/* What counts as the layer. */
typedef enum {
  SUL_COUNT_PAIR,   /* the active material and the electrolyte alone */
  SUL_COUNT_SOLIDS, /* all solids, without the pores */
  SUL_COUNT_LAYER,  /* solids and pores, which keep their volume */
  SUL_COUNT_YIELD,  /* solids and pores, which give way: growth closes them before the layer gets
                       thicker; shrinkage opens them and leaves the layer as thick as it was */
  SUL_COUNTINGS
} SulCounting;

/* Relative change of volume (and of thickness) of the layer; needs active > 0. */
double SulLayerVolumeChange(const SulLayer *layer, SulCounting counting, double growth);

/* Volume fraction of the pores afterwards, where the counting says what becomes of them: SUL_COUNT_
 * LAYER and SUL_COUNT_YIELD; 0 for the two countings that have no pores. */
double SulLayerPorosity(const SulLayer *layer, SulCounting counting, double growth);

/* Charge per area, C/m2, of a layer of `thickness` (m) with the volume fraction `active` of a
 * material of `density` (kg/m3) that takes `capacity` (C/kg). */
double SulArealCharge(double thickness, double active, double density, double capacity);

/* Change of volume per charge, m3/C, of a material of `density` (kg/m3) that changes its volume by
 * `volume_change` (relative) while it takes `theoretical_capacity` (C/kg): times a charge per area,
 * the change of thickness. That of a reaction whose active solid has this density
 * (SulReactionVolumePerCharge) is the same number. */
double SulVolumePerCharge(double volume_change, double density, double theoretical_capacity);

#endif
