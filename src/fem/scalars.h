/* SPDX-License-Identifier: BSD-2-Clause */
/* A number at the nodes of some particles: the space in which lithium diffuses. A node where cells
 * of several particles meet has one for each, so that nothing goes from one to another. Private to
 * src/fem. */
#ifndef SULFEM_SCALARS_H
#define SULFEM_SCALARS_H

#include <petscksp.h>
#include <sulfem/fem.h>
#include <sulfem/scalar_matrix.h>

typedef struct {
  const SulMesh *mesh;
  int *particle;    /* [cells_local], that the cell belongs to; -1: it has no part in this */
  int slots;        /* particles that meet in a node, at most */
  int *of_slot;     /* [nodes_local][slots] particles, ascending; -1: none */
  PetscInt *number; /* [nodes_local][slots] of the unknown, over all ranks; -1: none */
  PetscInt count, begin, total; /* unknowns of this rank, the first of them, of all ranks */
  int *of_unknown;              /* [count], particle */
  double unit; /* m^3, of all integrals, a node's share of the mesh's box: what they are made into
                  lies near 1 at any length, as PETSc's small numbers (pivots, shifts) ask for */
} SulScalars;

/* Collective. Of the cells whose particle is not -1; the array becomes the scalars'. */
PetscErrorCode SulScalarsCreate(const SulMesh *mesh, int *particle, SulScalars *scalars);
void SulScalarsDestroy(SulScalars *scalars);

/* Place in [nodes_local][slots] of the cell's nodes. */
void SulScalarsPlaces(const SulScalars *scalars, PetscInt cell, PetscInt *place);

/* Collective. Integrals over the cells of factor[particle] grad N_a . grad N_b, and of N_a N_b (at
 * order 1 summed on the diagonal), by `unit`. */
PetscErrorCode SulScalarsStiffness(const SulScalars *scalars, const double *factor, Mat *made);
PetscErrorCode SulScalarsMass(const SulScalars *scalars, Mat *made);

/* Is it an unknown of this rank? */
bool SulScalarsOwn(const SulScalars *scalars, PetscInt number);

/* Collective. Rows and columns of unknowns of this rank, by their numbers over all ranks, become
 * those of a multiple of the unit matrix. */
PetscErrorCode SulScalarsFix(Mat matrix, PetscInt count, const PetscInt *fixed);

/* vector := integrals of N_a by `unit`, whose sum over a particle is its volume. Not collective. */
PetscErrorCode SulScalarsWeights(const SulScalars *scalars, Vec vector);

/* Collective. values[nodes_local][slots] := those of a vector; 0 where there is no unknown. */
PetscErrorCode SulScalarsTake(const SulScalars *scalars, Vec vector, double *values);
/* The same of the own nodes alone, and back; not collective. */
PetscErrorCode SulScalarsTakeOwn(const SulScalars *scalars, Vec vector, double *values);
PetscErrorCode SulScalarsGive(const SulScalars *scalars, const double *values, Vec vector);

/* Collective. Solves with symmetric positive matrices by conjugate gradients to `tolerance`, with
 * multigrid or with the diagonal, which is faster while the matrix is mostly the mass; options of
 * PETSc take the prefix diffusion_. The content of the solution is the first guess. No convergence
 * is SUL_DIVERGED, naming `what`. */
PetscErrorCode SulScalarsSolver(Mat matrix, double tolerance, bool multigrid, KSP *made);
PetscErrorCode SulScalarsPrecondition(KSP ksp, bool multigrid);
PetscErrorCode SulScalarsSolve(KSP ksp, const char *what, Vec load, Vec solution, SulError *error);

#endif
