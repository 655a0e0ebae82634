/* SPDX-License-Identifier: BSD-2-Clause */
/* Pressures that follow their faces: the stiffness that they add is the derivative of their force, on
 * straight and curved faces that close around the body. */
#include "problem.h"

#define PHASE(group)                                                                               \
  "  - {group: " group ", elasticity: hencky, youngs_modulus: 1 GPa, poissons_ratio: 0.3}\n"
#define PRESSED                                                                                    \
  "phases:\n" PHASE("left") PHASE("right") "kinematics: finite\nboundaries:\n"                     \
                                           "  - {faces: [xmin, xmax, ymin, ymax, zmin, zmax], "    \
                                           "condition: pressure, pressure: 75 MPa}\n"

/* The force at u + factor v, projected; free() it. */
static double *Force(const SulBody *body, const SulLoad *load, const double *u, const double *v,
                     double factor) {
  const SulMesh *mesh = body->mesh;
  double *moved = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *moved);
  double *force = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *force);
  for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++)
    moved[i] = u[i] + factor * v[i];
  SulBodyPush(body, load, moved, force);
  SulConstraintsProject(&body->constraints, mesh->nodes_owned, force);
  free(moved);
  return force;
}

static PetscErrorCode Check(const Block *block) {
  Problem problem;
  SulPattern *pattern;
  SulLoad load;
  Mat stiffness;
  Vec x, y;
  double *u, *v;
  PetscScalar *values;
  const PetscScalar *product;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, PRESSED, &problem));
  const SulBody *body = &problem.body;
  const SulMesh *mesh = body->mesh;
  PetscInt count = 3 * mesh->nodes_owned;
  PetscCall(SulBodyHold(&problem.body, problem.log, &error));
  CHECK(!SulFailed(&error) && body->finite);
  SulLoadCreate(body, 0, &load);
  CHECK(load.course[0] == 1);
  PetscCall(SulPatternCreate(mesh, NULL, 0, &pattern));
  PetscCall(SulStiffnessAllocate(pattern, &stiffness));
  PetscCall(SulStiffnessAtRest(pattern, body->phases, &body->constraints, 1, stiffness));
  PetscCall(MatZeroEntries(stiffness));
  PetscCall(ProblemField(mesh, 3, 3, &u));
  PetscCall(ProblemField(mesh, 3, 7, &v));
  SulConstraintsProject(&body->constraints, mesh->nodes_local, v);
  for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++)
    u[i] *= 0.03 * block_unit;
  PetscCall(SulBodyPushStiffness(body, &load, u, 1, stiffness));
  PetscCall(MatCreateVecs(stiffness, &x, &y));
  PetscCall(VecGetArray(x, &values));
  memcpy(values, v, (size_t)count * sizeof *v);
  PetscCall(VecRestoreArray(x, &values));
  PetscCall(MatMult(stiffness, x, y));
  double step = 1e-3 * block_unit;
  double *more = Force(body, &load, u, v, step), *less = Force(body, &load, u, v, -step);
  PetscCall(VecGetArrayRead(y, &product));
  double most = ProblemLargest(count, product);
  CHECK(most > 0);
  for (PetscInt i = 0; i < count; i++) /* the force is a polynomial of degree 2 */
    CHECK_NEAR((more[i] - less[i]) / (2 * step), product[i], 1e-9, most);
  PetscCall(VecRestoreArrayRead(y, &product));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(MatDestroy(&stiffness));
  SulPatternDestroy(&pattern);
  SulLoadDestroy(&load);
  free(u);
  free(v);
  free(more);
  free(less);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const Block straight = {.cubes = {2, 2, 2}, .file_order = 1, .order = 1, .jitter = 0.1};
  const Block bent = {.cubes = {2, 1, 2}, .file_order = 2, .order = 2, .curve = 0.05};
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(Check(&straight));
  PetscCall(Check(&bent));
  PetscCall(PetscFinalize());
  return CheckResult();
}
