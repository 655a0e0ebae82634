/* SPDX-License-Identifier: BSD-2-Clause */
/* J2 flow: hardening, and the radial return that small strain and logarithmic strain share. */
#ifndef SULFEM_MODEL_PLASTIC_FLOW_H
#define SULFEM_MODEL_PLASTIC_FLOW_H

#include <float.h>

#include "elastic_constants.h"

/* The parameters of a plastic model from the third on, in this order. All but the first may be left
 * out. Flow stress at equivalent plastic strain p:
 * Y + isotropic p + (saturation - Y) (1 - exp(-saturation_rate p)); back stress 2/3 kinematic ep;
 * p's rate <q / flow stress - 1>^exponent / time (Perzyna), q von Mises of the relative stress. */
typedef enum {
  SUL_YIELD_STRESS,
  SUL_HARDENING_ISOTROPIC,
  SUL_HARDENING_SATURATION,
  SUL_HARDENING_RATE,
  SUL_HARDENING_KINEMATIC,
  SUL_VISCOSITY_TIME,
  SUL_VISCOSITY_EXPONENT,
  SUL_FLOW_PARAMETERS
} SulFlowParameter;

/* The table of parameters of a plastic model, elastic constants first. */
#define SUL_POSITIVE 0, INFINITY, "must be larger than 0"
#define SUL_NOT_NEGATIVE -DBL_MIN, INFINITY, "must not be negative"
#define SUL_PLASTIC_PARAMETERS                                                                     \
  {                                                                                                \
    SUL_ELASTIC_ROWS, {"plasticity.yield_stress", "Pa", "0.3 GPa", SUL_POSITIVE, NAN},             \
        {"plasticity.hardening.isotropic", "Pa", "0.5 GPa", SUL_NOT_NEGATIVE, 0},                  \
        {"plasticity.hardening.saturation", "Pa", "0.5 GPa", SUL_POSITIVE, 0},                     \
        {"plasticity.hardening.saturation_rate", "", "20", SUL_POSITIVE, 0},                       \
        {"plasticity.hardening.kinematic", "Pa", "1 GPa", SUL_NOT_NEGATIVE, 0},                    \
        {"plasticity.viscosity.time", "s", "10 s", SUL_NOT_NEGATIVE, 0}, {                         \
      "plasticity.viscosity.exponent", "", "1", SUL_POSITIVE, 1                                    \
    }                                                                                              \
  }

/* What is wrong with them together, or NULL (SulModel's refuse). */
const char *SulRefuseFlow(const double *parameters);

/* State variables that every plastic model has, by these names: what reports and limits of a step
 * look for. */
#define SUL_PLASTIC_STRAIN_ROW                                                                     \
  { "plastic_strain", "", "equivalent plastic strain", 1, true, NULL }
#define SUL_PLASTIC_WORK_ROW                                                                       \
  {                                                                                                \
    "plastic_work", "J/m3", "work dissipated by flow, per volume of the reference mesh", 1, false, \
        NULL                                                                                       \
  }

/* The constants of the flow at a point: of a phase whose parameters follow the lithiation a mixture
 * of both, linear in the amplitude of the saturation (0 where the key is left out). A rate of
 * saturation or an exponent that one of the two does not have is the other's. */
typedef struct {
  double yield, isotropic, amplitude, rate, kinematic, time, exponent;
} SulFlow;

SulFlow SulFlowAt(const SulPointsIn *in, int lane);

/* What flow makes of a trial state with shear modulus G and relative von Mises stress q: along the
 * direction N = 3/2 xi/q of the relative deviator xi the plastic strain grows by increment N, and
 * the stress falls by 2 G increment N. */
typedef struct {
  double increment;  /* of the equivalent plastic strain; 0 where elastic */
  double derivative; /* of the increment by q, 1/Pa */
  double work;       /* dissipated, Pa: the integral of the flow stress over the increment, and the
                        stress above it times the increment. What back stress takes up is stored. */
} SulReturn;

/* step in s; where it is 0 no time passes, and what has a viscosity answers elastically: a load that
 * is there from the beginning, at once, is let go in the time that follows. Exact to rounding: one
 * monotonic equation, Newton's method kept within its bracket. */
SulReturn SulRadialReturn(const SulFlow *flow, double shear, double trial, double plastic_strain,
                          double step);

#endif
