/* SPDX-License-Identifier: BSD-2-Clause */
/* Tractions of single faces. Private to src/report. */
#ifndef SULFEM_INTERFACE_TRACTION_H
#define SULFEM_INTERFACE_TRACTION_H

#include "interface_balance.h"

/* What the traction depends on. */
typedef struct {
  const SulInterfaces *interfaces;
  const SulBody *body;
} SulInterfaceState;

/* Integrals of a face or of a particle, to be added up over faces and ranks. */
enum {
  SUL_SUM_AREA,
  SUL_SUM_NORMAL,
  SUL_SUM_SIDE_A,
  SUL_SUM_SIDE_B,
  SUL_SUM_SHEAR,
  SUL_SUM_TENSION,
  SUL_SUM_ABOVE,
  SUL_SUM_SIZE,
  SUL_SUM_JUMP,
  SUL_SUM_FORCE,
  SUL_SUMS = SUL_SUM_FORCE + 3
};
enum { SUL_HIGHEST, SUL_LOWEST_NEGATED, SUL_MOST, SUL_EXTREMES };

typedef struct {
  double sum[SUL_SUMS];
  double extreme[SUL_EXTREMES];
} SulInterfaceNumbers;

extern const SulInterfaceNumbers SulInterfaceNothing; /* where adding up begins */

/* Values at the points of this rank's own faces of a pair, face by face, or of one of these. */
typedef struct {
  size_t count;
  double *traction; /* [count][3] Pa, plain first, then corrected */
  double *normal, *shear, *area;
} SulInterfaceSamples;

/* Quadrature points of a face. */
int SulInterfacePoints(const SulInterfaces *interfaces, PetscInt face);
double SulInterfaceArea(const SulInterfaces *interfaces, PetscInt face);

/* The plain tractions of a face: adds its part to the nodal sums and to the `numbers` that know
 * both sides; traction[points][3] gets the points' values where it is not NULL. */
void SulInterfacePlain(const SulInterfaceState *state, const SulInterfacePair *pair, PetscInt face,
                       SulInterfaceNodal *nodal, double *traction, SulInterfaceNumbers *numbers);

/* Adds the correction to the plain tractions of an own face with these samples, fills them and adds to
 * the numbers. `strength`: of the pair, Pa, NAN where none is given. */
void SulInterfaceCorrect(const SulInterfaceState *state, double strength, PetscInt face,
                         const SulInterfaceNodal *nodal, SulInterfaceSamples *samples,
                         SulInterfaceNumbers *numbers);

#endif
