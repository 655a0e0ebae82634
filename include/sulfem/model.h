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

enum { SUL_LANES = 4, SUL_PARAMETERS_MAX = 16, SUL_LINEARISATION_MAX = 48 };

/* One number at each of SUL_LANES points, so that the vector units have something to do. Arrays of
 * them are [component][lane]. */
typedef double SulLane[SUL_LANES];

/* A constant of a material: how the case file and the library call it, and what it may be. */
typedef struct {
  const char *name;    /* path of the key in the entry, "plasticity.yield_stress"; one unit for one
                          name in all models */
  const char *unit;    /* SI, "Pa"; "" for a plain number */
  const char *example; /* "22 GPa" */
  double low, high;    /* the value lies between them and is neither */
  const char *refusal; /* what to say of one that does not: "must be larger than 0" */
  double absent;       /* the value where the key is left out; NAN: it must be given */
} SulParameter;

/* What a point remembers from step to step. All begin at 0: a virgin material. */
typedef struct {
  const char *name, *unit, *description;
  int components;
  bool output; /* its cell averages go to fields.h5 under its name; 0 where a phase has none */
  /* What is shown of a variable that is kept otherwise, as many components (at most 9); NULL: what
   * is kept. */
  void (*show)(const SulLane *kept, SulLane *shown);
} SulStateVariable;

/* What a point is asked with. The gradient is that of the displacement on the reference mesh,
 * du_i/dX_j at 3 i + j. The swelling is the free material's stretch less one (the stretch itself
 * would lose the digits of a small one). */
typedef struct {
  const double *parameters;
  const double *lithiated;   /* parameters at lithiation 1; NULL: they do not change */
  const SulLane *gradient;   /* [9] */
  const SulLane *swelling;   /* [1] */
  const SulLane *lithiation; /* [1] */
  const SulLane *state;      /* [state size] where the step begins; NULL without state */
  double step; /* s, the step's duration; 0: no time passes, and what creeps does not */
} SulPointsIn;

/* What it answers; NULL: not wanted. */
typedef struct {
  SulLane *stress;        /* [9] Pa, first Piola-Kirchhoff, P_ij at 3 i + j */
  SulLane *state;         /* [state size] where the step ends */
  SulLane *linearisation; /* [linearisation_size], what `tangent` needs to know of the point */
  SulLane *energy; /* [1] stored (elastic, and by back stress), J per m^3 of the reference mesh */
} SulPointsOut;

enum {
  SUL_AFFINE = 1,    /* small strain, stress affine in gradient and swelling: one solve is exact */
  SUL_SYMMETRIC = 2, /* the tangent has major symmetry */
  SUL_FINITE = 4,    /* finite strain: P is not the Cauchy stress */
  SUL_ISOTROPIC = 8  /* of an affine model: at_rest is the whole tangent */
};

/* Between lithiation 0 and 1 each parameter is linear in the lithiation of the point (beyond, it
 * is that of the nearer end), so moduli and flow stress are volume averages of the two (Voigt); the
 * energy is that of the moduli at hand. `tangent` and `energy` are derivatives at fixed lithiation.
 *
 * A material: tables of its constants and of its memory, and point functions. All residuals are
 * P : Grad v on the reference mesh, so no caller asks for the measure of strain (at small strain P
 * is the Cauchy stress). A new one is a file of src/model and a line of its registry.c; the case
 * file, the library, the log and the results learn the rest from the tables. */
typedef struct {
  const char *name;
  unsigned traits; /* a sum of the above */
  int parameter_count;
  SulParameter parameters[SUL_PARAMETERS_MAX];
  int variable_count;
  const SulStateVariable *variables; /* [variable_count] */
  int linearisation_size;
  /* What is wrong with the parameters together, each within its limits, or NULL. The function may
   * be missing. */
  const char *(*refuse)(const double *parameters);
  /* A bit for each lane (1 << lane) without an answer (turned inside out): the step has to be
   * smaller. What such a lane leaves are numbers and mean nothing. Depends on nothing but its
   * arguments; `in` and `out` do not overlap. */
  unsigned (*respond)(const SulPointsIn *in, const SulPointsOut *out);
  /* stress_change[9] = dP/dH : change[9] at the points that left `linearisation`; NULL: a phase that
   * is affine (SulPhaseTraits), which leaves none. */
  void (*tangent)(const double *parameters, const SulLane *linearisation, const SulLane *change,
                  SulLane *stress_change);
  /* The same for all changes at once: dP_r/dH_c at 9 c + r. NULL: by nine calls of `tangent`. */
  void (*moduli)(const SulLane *linearisation, SulLane *moduli);
  /* Lame's constants, Pa, of the virgin material with these parameters; of an anisotropic one some
   * isotropic near to it. */
  void (*at_rest)(const double *parameters, double *lambda, double *mu);
} SulModel;

/* The registered models, ended by NULL; the first is what a phase gets that names none. */
extern const SulModel *const sul_models[];

/* NULL when there is no such model. */
const SulModel *SulModelFind(const char *name);

/* Place of a parameter among a model's, or -1. */
int SulModelParameter(const SulModel *model, const char *name);

/* Numbers that a point remembers: the components of all state variables, one after the other. */
int SulModelStateSize(const SulModel *model);

/* stress := P F^T / det F of stress = P [9], F = I + gradient [9]: Cauchy's stress. */
void SulCauchyStress(const double gradient[9], double stress[9]);

/* sqrt(3/2 s:s) of a stress, s its deviator. */
double SulVonMises(const double stress[6]);
/* -tr(stress)/3, positive in compression. */
double SulPressure(const double stress[6]);

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

/* How the lithiation is spread within a particle. */
typedef enum {
  SUL_PROFILE_UNIFORM,
  SUL_PROFILE_FRONT,    /* a sharp front that moves inwards */
  SUL_PROFILE_DIFFUSION /* the diffusion equation with a flux from the duration */
} SulProfile;

/* What the element loops need to know of a phase. */
typedef struct {
  char name[SUL_NAME_SIZE];
  const SulModel *model;
  double parameters[SUL_PARAMETERS_MAX];
  bool lithiates; /* the parameters change with the lithiation, and are at lithiation 1 */
  double lithiated[SUL_PARAMETERS_MAX];
  double volume_change; /* dV/V0 at lithiation 1; 0 for a phase that does not swell */
  double lithiation;    /* at program value 1 */
  bool varies; /* it differs between points; `lithiation` is then the largest mean of a particle */
  bool within; /* and within particles */
  SulConvention convention;
  bool mean_dilatation; /* at order 2 the elastic dilatation is the same at all points of a cell */
  double exceeds;       /* Pa, the von Mises stress of which reports tell who has more; 0: none */
} SulPhase;

/* The traits of the model that the phase has: with parameters that change nothing is affine. */
unsigned SulPhaseTraits(const SulPhase *phase);

/* Does it flow at a rate of its own, so that it changes while nothing else does? */
bool SulPhaseCreeps(const SulPhase *phase);

/* The phase's eigenstrain when the program multiplies its lithiation by `program`. */
double SulPhaseSwelling(const SulPhase *phase, double program);

#endif
