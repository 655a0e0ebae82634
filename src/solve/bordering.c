/* SPDX-License-Identifier: BSD-2-Clause */
/* Newton's correction where plates move, by bordering: the matrix keeps its blocks and stays positive
 * definite, and each plate costs one more solve with it.
 *
 * With x the nodes' unknowns, a the amplitudes and g the movements at amplitude 1
 *
 *     K dx + b da = - r              b = P (tangent of g), dimensionless as r is
 *     b' dx + c da = - rho           rho = f . g - due,   c = g . tangent of g + k A size^2
 *
 * so that, with K y = r and K z = b,  (c - b' z) da = - (rho - b' y)  and  dx = - y - z da. */
#include "bordering.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <petscblaslapack.h>

/* The plate's movement at amplitude 1, [nodes_local][3] m; free() it. */
static double *Movement(const SulBody *body, const SulPlate *plate) {
  const SulConstraints *constraints = &body->constraints;
  const SulRows rows = SulMeshRows(body->mesh);
  double *g = SulAllocate((size_t)body->mesh->nodes_local, 3 * sizeof *g);
  for (PetscInt a = 0; a < body->mesh->nodes_local; a++) {
    PetscInt slot = constraints->slot[SulRowOf(&rows, a)];
    if (slot >= 0)
      memcpy(&g[3 * a], constraints->prescribed[slot * constraints->courses + plate->amplitude],
             3 * sizeof *g);
  }
  return g;
}

/* b of one plate, and its row of c (without the foundation). */
static PetscErrorCode Column(const SulSystem *system, int plate, Vec b, double *row) {
  const SulBody *body = system->body;
  const PetscInt owned = SulMeshRows(system->mesh).owned, count = 3 * owned;
  double *g = Movement(body, &body->plates[plate]);
  double *force = SulAllocate((size_t)count, sizeof *force);
  PetscScalar *values;

  PetscFunctionBegin;
  SulPointsTangent(body->points, g, force);
  PetscCall(SulPlatesWork(body, force, row));
  SulConstraintsProject(&body->constraints, owned, force);
  PetscCall(VecGetArray(b, &values));
  for (PetscInt i = 0; i < count; i++)
    values[i] = SulSystemForceScale(system) * force[i];
  PetscCall(VecRestoreArray(b, &values));
  free(g);
  free(force);
  PetscFunctionReturn(0);
}

static double Foundation(const SulBody *body, const SulPlate *plate) {
  return plate->stiffness * body->mesh->boundaries[plate->boundary].measure * plate->size *
         plate->size;
}

/* The plates' equations: matrix [plates][plates] by columns, right-hand side; z of each plate. */
static PetscErrorCode Equations(SulSystem *system, Vec y, Vec *z, double *matrix, double *right) {
  const SulBody *body = system->body;
  const int plates = body->plate_count;
  const double energy =
      system->length / SulSystemForceScale(system); /* J, of a product of x and a residual */
  PetscScalar product;
  Vec b;

  PetscFunctionBegin;
  PetscCall(VecDuplicate(y, &b));
  for (int p = 0; p < plates; p++) {
    PetscCall(Column(system, p, b, &matrix[p * plates]));
    matrix[p * plates + p] += Foundation(body, &body->plates[p]);
    PetscCall(VecDot(b, y, &product));
    right[p] += energy * product;
    PetscCall(KSPSolve(system->ksp, b, z[p]));
    for (int q = 0; q <= p; q++) { /* b_p' z_q = b_q' z_p */
      PetscCall(VecDot(b, z[q], &product));
      matrix[p * plates + q] -= energy * product;
      if (q < p) matrix[q * plates + p] = matrix[p * plates + q];
    }
  }
  PetscCall(VecDestroy(&b));
  PetscFunctionReturn(0);
}

PetscErrorCode SulBorder(SulSystem *system, const SulLoad *load, const double *force, Vec y,
                         double *change, int *iterations) {
  const SulBody *body = system->body;
  PetscBLASInt plates = body->plate_count, one = 1, pivots[SUL_CONTROLS_MAX], info;
  double matrix[SUL_CONTROLS_MAX * SUL_CONTROLS_MAX], due[SUL_CONTROLS_MAX];
  PetscInt before, after;
  Vec *z;

  PetscFunctionBegin;
  PetscCall(KSPGetTotalIterations(system->ksp, &before));
  PetscCall(VecDuplicateVecs(y, plates, &z));
  PetscCall(SulPlatesWork(body, force, change));
  SulPlatesDue(body, load, due);
  for (int p = 0; p < plates; p++)
    change[p] = due[p] - change[p];
  PetscCall(Equations(system, y, z, matrix, change));
  LAPACKgesv_(&plates, &one, matrix, &plates, pivots, change, &plates, &info);
  PetscCheck(info == 0, system->mesh->comm, PETSC_ERR_LIB, "LAPACK's gesv failed: %d", (int)info);
  for (int p = 0; p < plates; p++) /* x is in units of length, z in those of g */
    PetscCall(VecAXPY(y, change[p], z[p]));
  PetscCall(VecDestroyVecs(plates, &z));
  PetscCall(KSPGetTotalIterations(system->ksp, &after));
  *iterations += (int)(after - before);
  PetscFunctionReturn(0);
}

PetscErrorCode SulBorderNorm(const SulSystem *system, const SulLoad *load, const double *force,
                             double *norm) {
  const SulBody *body = system->body;
  double work[SUL_CONTROLS_MAX], due[SUL_CONTROLS_MAX], sum = 0;

  PetscFunctionBegin;
  *norm = 0;
  if (body->plate_count == 0) PetscFunctionReturn(0);
  PetscCall(SulPlatesWork(body, force, work));
  SulPlatesDue(body, load, due);
  for (int p = 0; p < body->plate_count; p++)
    sum += (work[p] - due[p]) * (work[p] - due[p]) / (body->plates[p].size * body->plates[p].size);
  *norm = SulSystemForceScale(system) * sqrt(sum);
  PetscFunctionReturn(0);
}
