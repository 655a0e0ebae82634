/* SPDX-License-Identifier: BSD-2-Clause */
/* One block row of a cell's stiffness matrix. Private to src/fem. */
#ifndef SULFEM_STIFFNESS_ROW_H
#define SULFEM_STIFFNESS_ROW_H

#include <sulfem/fem.h>

/* G_b = int grad N_a (x) grad N_b dV, 3x3 row major, for all nodes b of the cell and its node `a`.
 * With Lame's constants the block is K_ab = lambda G + mu G^T + mu tr(G) I. */
void SulStiffnessRow(const SulMesh *mesh, PetscInt cell, int a, double (*row)[9]);

#endif
