/* SPDX-License-Identifier: BSD-2-Clause */
/* One block row of a cell's stiffness matrix. Private to src/fem. */
#ifndef SULFEM_STIFFNESS_ROW_H
#define SULFEM_STIFFNESS_ROW_H

#include <sulfem/fem.h>

/* G_b = int grad N_a (x) grad N_b dV, 3x3 row major, for all nodes b of the cell and its node `a`.
 * With Lame's constants the block is K_ab = lambda G + mu G^T + mu tr(G) I. */
void SulStiffnessRow(const SulMesh *mesh, PetscInt cell, int a, double (*row)[9]);

/* Of an isotropic phase at rest: Lame's constants, Pa, and what else there is where cells have one
 * dilatation: with B_a = int grad N_a dV the block is
 * K_ab = lambda G + mu G^T + mu tr(G) I + bulk B_a (x) B_b / V, lambda being - 2 mu / 3 then. */
typedef struct {
  double lambda, mu, bulk;
} SulAtRest;

/* `order`: of the cells. */
SulAtRest SulPhaseAtRest(const SulPhase *phase, int order);

/* mean[nodes] := B_a, m^2, of cells of order 2; their volume, m^3. */
double SulStiffnessMean(const SulMesh *mesh, PetscInt cell, double (*mean)[3]);

#endif
