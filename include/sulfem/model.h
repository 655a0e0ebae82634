/* SPDX-License-Identifier: BSD-2-Clause */
/* Physics at a point: elasticity and swelling, as pure functions over small arrays.
 *
 * Tensors in Voigt order xx yy zz xy yz xz; strains carry engineering shear (gamma = 2 eps).
 * SI units throughout. No MPI, no PETSc, no loops over cells. */
#ifndef SULFEM_MODEL_H
#define SULFEM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/text.h>

/* ---- Materials ------------------------------------------------------------------------------- */

enum { SUL_PARAMETERS_MAX = 8 };

/* A material is a struct of point functions and a table of its parameters; SulModelFind gives it by
 * name and nothing outside src/model asks which one it is. `parameters` has parameter_count values
 * in the order of parameter_names; `strain` is the total strain, `swelling` the isotropic
 * eigenstrain (stretch less one). A model with history will add its state to the signatures: no
 * caller but the quadrature loops of src/fem and src/report sees them. */
typedef struct {
  const char *name;
  size_t parameter_count;
  const char *parameter_names[SUL_PARAMETERS_MAX];
  bool constant_tangent; /* the stress is affine in strain and swelling: one solve is exact */
  /* Cauchy stress, Pa. */
  void (*stress)(const double *parameters, const double strain[6], double swelling,
                 double stress[6]);
  /* Lame's constants of the isotropic tangent at zero strain, Pa: the fast lane of the assembly. */
  void (*lame)(const double *parameters, double *lambda, double *mu);
  /* Elastic energy density, J/m^3. */
  double (*energy)(const double *parameters, const double strain[6], double swelling);
} SulModel;

/* NULL when there is no such model. The names, for messages: SulModelNames. */
const SulModel *SulModelFind(const char *name);
size_t SulModelNames(const char *const **names);

/* sqrt(3/2 s:s) of a stress, s its deviator. */
double SulVonMises(const double stress[6]);
/* -tr(stress)/3, positive in compression. */
double SulPressure(const double stress[6]);

/* Small strain from a displacement gradient, gradient[3*i+j] = du_i/dx_j. */
void SulStrain(const double gradient[9], double strain[6]);

/* ---- Chemistry to swelling ------------------------------------------------------------------- */

typedef enum { SUL_SWELLING_EXACT, SUL_SWELLING_LINEAR, SUL_SWELLING_LOGARITHMIC } SulConvention;

const char *SulConventionName(SulConvention convention);

/* Isotropic linear eigenstrain of a phase whose volume becomes (1 + x dV) V0 at lithiation x (the
 * volume of a two-phase mixture is linear in x): exact (1+x dV)^(1/3)-1, linear x dV/3, logarithmic
 * ln(1+x dV)/3. Needs 1 + x dV > 0. */
double SulSwelling(SulConvention convention, double volume_change, double lithiation);

/* Lithiation from a measured capacity per mass of active material: the charge that the electrolyte
 * takes (its capacity times its mass per mass of active material) is taken off first;
 * x = clip((Q - q_e m_e/m_a)/Q_th, 0, 1). Capacities in any one unit. */
double SulLithiation(double capacity, double electrolyte_capacity, double electrolyte_per_active,
                     double theoretical_capacity);

/* The same, not clipped: outside of 0 to 1 the numbers do not go together. */
double SulUtilisation(double capacity, double electrolyte_capacity, double electrolyte_per_active,
                      double theoretical_capacity);

/* Theoretical capacity in C/kg: electrons F / molar mass (kg/mol). */
double SulTheoreticalCapacity(double electrons, double molar_mass);

/* ---- A phase of the body --------------------------------------------------------------------- */

/* What the element loops need to know of a phase. */
typedef struct {
  char name[SUL_NAME_SIZE];
  const SulModel *model;
  double parameters[SUL_PARAMETERS_MAX];
  double volume_change; /* dV/V0 at lithiation 1; 0 for a phase that does not swell */
  double lithiation;    /* at program value 1 */
  SulConvention convention;
} SulPhase;

/* The phase's eigenstrain when the program multiplies its lithiation by `program`. */
double SulPhaseSwelling(const SulPhase *phase, double program);

#endif
