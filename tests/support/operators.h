/* SPDX-License-Identifier: BSD-2-Clause */
/* A matrix by what it does to nodal arrays, and the blocks that it is tried on, for tests of the
 * stiffness. */
#ifndef SULFEM_OPERATORS_H
#define SULFEM_OPERATORS_H

#include "problem.h"

static const Block operator_blocks[] = {
    {.cubes = {3, 2, 2}, .file_order = 1, .order = 1, .jitter = 0.15},
    {.cubes = {3, 2, 2}, .file_order = 1, .order = 2, .jitter = 0.15},
    {.cubes = {3, 2, 2}, .file_order = 2, .order = 2, .jitter = 0.15, .curve = 0.1},
};
/* On the bent block only z is flat; oblique conditions come from the turned one. No rigid motion is
 * left, so the conditions are without pins. */
static const char operator_held[] = "boundaries:\n"
                                    "  - {faces: [zmin], condition: symmetry}\n"
                                    "  - {faces: [xmin], condition: displacement, "
                                    "displacement: [0 um, free, free]}\n"
                                    "  - {faces: [xmax], condition: fixed}\n";

/* A problem, and two matrices of it for the test to make. */
typedef struct {
  Problem problem;
  SulConstraints none;
  Mat plain, constrained;
} Operators;

static inline PetscErrorCode OperatorsCreate(const Block *block, Operators *operators) {
  SulError error = {0};

  PetscFunctionBegin;
  memset(operators, 0, sizeof *operators);
  PetscCall(ProblemCreate(block, operator_held, &operators->problem));
  PetscCall(SulConstraintsCreate(&operators->problem.mesh, NULL, 0, &operators->none, &error));
  CHECK(operators->none.count == 0);
  PetscFunctionReturn(0);
}

static inline PetscErrorCode OperatorsDestroy(Operators *operators) {
  PetscFunctionBegin;
  PetscCall(MatDestroy(&operators->plain));
  PetscCall(MatDestroy(&operators->constrained));
  SulConstraintsDestroy(&operators->none);
  PetscCall(ProblemDestroy(&operators->problem));
  PetscFunctionReturn(0);
}

/* A test's main: each block, and the first one turned. */
static inline int OperatorsMain(int argc, char **argv, PetscErrorCode (*Check)(const Block *),
                                PetscErrorCode (*CheckTurned)(const Block *)) {
  Block turned = operator_blocks[0];

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (size_t b = 0; b < sizeof operator_blocks / sizeof operator_blocks[0]; b++)
    PetscCall(Check(&operator_blocks[b]));
  turned.angle = 0.4;
  PetscCall(CheckTurned(&turned));
  PetscCall(PetscFinalize());
  return CheckResult();
}

/* y := A x for nodal arrays of owned nodes. */
static inline PetscErrorCode Apply(Mat matrix, const double *x, double *y) {
  Vec from, to;
  PetscInt count;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(matrix, &from, &to));
  PetscCall(VecGetLocalSize(from, &count));
  PetscCall(VecGetArrayWrite(from, &values));
  for (PetscInt i = 0; i < count; i++)
    values[i] = x[i];
  PetscCall(VecRestoreArrayWrite(from, &values));
  PetscCall(MatMult(matrix, from, to));
  PetscCall(VecGetArray(to, &values));
  for (PetscInt i = 0; i < count; i++)
    y[i] = values[i];
  PetscCall(VecRestoreArray(to, &values));
  PetscCall(VecDestroy(&from));
  PetscCall(VecDestroy(&to));
  PetscFunctionReturn(0);
}

static inline double Dot(const SulMesh *mesh, const double *a, const double *b) {
  double sum = 0;
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    sum += a[i] * b[i];
  return ProblemSum(sum);
}

static inline void CheckClose(const SulMesh *mesh, const double *found, const double *expected,
                              double tolerance, double size) {
  double worst = 0;
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    worst = fmax(worst, fabs(found[i] - expected[i]));
  CHECK_NEAR(ProblemLargest(1, &worst), 0, tolerance, size);
}

/* P K P + s (I - P): along what is free it is the plain stiffness, with the conditions' projectors on
 * both sides; along what is held it is s, the mean diagonal of the node's own block. */
static inline PetscErrorCode CheckConstrained(const Problem *problem,
                                              const SulConstraints *constraints, Mat plain,
                                              Mat constrained) {
  const SulMesh *mesh = &problem->mesh;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *v, *found = SulAllocate(size, sizeof *found), *kpv = SulAllocate(size, sizeof *kpv);
  double *free_part = SulAllocate(size, sizeof *free_part);
  const PetscScalar *diagonal;
  Vec scales;

  PetscFunctionBegin;
  PetscCall(ProblemField(mesh, 3, 33, &v));
  memcpy(free_part, v, size * sizeof *v);
  SulConstraintsProject(constraints, mesh->nodes_owned, free_part);
  PetscCall(Apply(plain, free_part, kpv));
  SulConstraintsProject(constraints, mesh->nodes_owned, kpv);
  PetscCall(MatCreateVecs(plain, &scales, NULL));
  PetscCall(MatGetDiagonal(plain, scales));
  PetscCall(VecGetArrayRead(scales, &diagonal));
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    double mean = (diagonal[3 * a] + diagonal[3 * a + 1] + diagonal[3 * a + 2]) / 3;
    for (int i = 0; i < 3; i++)
      kpv[3 * a + i] += mean * (v[3 * a + i] - free_part[3 * a + i]);
  }
  PetscCall(VecRestoreArrayRead(scales, &diagonal));
  PetscCall(VecDestroy(&scales));
  PetscCall(Apply(constrained, v, found));
  CheckClose(mesh, found, kpv, 1e-13, ProblemLargest(3 * mesh->nodes_owned, kpv));
  free(v);
  free(found);
  free(kpv);
  free(free_part);
  PetscFunctionReturn(0);
}

#endif
