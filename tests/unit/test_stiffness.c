/* SPDX-License-Identifier: BSD-2-Clause */
/* The stiffness is the derivative of the internal force, and what displacement conditions make of
 * it: on straight and curved cells, at both orders, with one dilatation a cell, on any number of
 * ranks. */
#include "operators.h"

static double *Force(const SulPoints *points, const double *swelling, const double *u) {
  double *force = SulAllocate((size_t)points->mesh->nodes_owned, 3 * sizeof *force);
  SulDeformation deformation = {.u = u, .swelling = swelling};
  CHECK(SulPointsTry(points, &deformation, force).count == 0);
  return force;
}

/* Energy of all ranks under u + factor v; `force`: what the response adds to it, or NULL. */
static double Energy(SulPoints *points, const double *swelling, const double *u, const double *v,
                     double factor, double *force) {
  size_t size = 3 * (size_t)points->mesh->nodes_local;
  double *sum = SulAllocate(size, sizeof *sum), *ignored = SulAllocate(size, sizeof *ignored);
  for (size_t i = 0; i < size; i++)
    sum[i] = u[i] + factor * v[i];
  SulDeformation deformation = {.u = sum, .swelling = swelling};
  SulPointsRespond(points, &deformation, force ? force : ignored);
  free(ignored);
  free(sum);
  return ProblemSum(points->energy);
}

/* dE(u + t v)/dt = f(u) . v (exact in central differences of a quadratic), by the response, which
 * adds the same force as a mere try of it, and as the force of each phase from what was answered. */
static void CheckEnergy(SulPoints *points, const double *swelling, const double *u,
                        const double *v) {
  const SulMesh *mesh = points->mesh;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *force = SulAllocate(size, sizeof *force), *parts = SulAllocate(size, sizeof *parts);
  double slope =
      (Energy(points, swelling, u, v, 1, NULL) - Energy(points, swelling, u, v, -1, NULL)) / 2;
  double energy = Energy(points, swelling, u, v, 0, NULL);
  SulDeformation deformation = {.u = u, .swelling = swelling};
  memset(force, 0, size * sizeof *force);
  SulPointsRespond(points, &deformation, force);
  double *tried = Force(points, swelling, u);
  CHECK_NEAR(Dot(mesh, force, v), slope, 1e-12, energy);
  double largest = ProblemLargest(3 * mesh->nodes_owned, force);
  CheckClose(mesh, force, tried, 1e-15, largest);
  for (int p = 0; p < mesh->phase_count; p++)
    SulPointsForce(points, p, mesh->nodes_owned, parts);
  CheckClose(mesh, force, parts, 1e-13, largest);
  memset(parts, 0, size * sizeof *parts);
  SulPointsForce(points, -1, mesh->nodes_local, parts);
  CheckClose(mesh, force, parts, 1e-15, largest);
  free(force);
  free(parts);
  free(tried);
}

/* K v = f(u + v) - f(u): exact for an affine law, whatever u and v; and K v without a matrix. */
static PetscErrorCode CheckDerivative(const Problem *problem, Mat stiffness) {
  const SulMesh *mesh = &problem->mesh;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *u, *v, *product = SulAllocate(size, sizeof *product);
  double *swelling = ProblemSwelling(problem), *action = SulAllocate(size, sizeof *action);
  SulPoints points;

  PetscFunctionBegin;
  SulPointsCreate(mesh, problem->body.phases, &points);
  PetscCall(ProblemField(mesh, 3, 1, &u));
  PetscCall(ProblemField(mesh, 3, 100000, &v));
  CheckEnergy(&points, swelling, u, v);
  double *before = Force(&points, swelling, u);
  for (size_t i = 0; i < size; i++)
    u[i] += v[i];
  double *after = Force(&points, swelling, u);
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    after[i] -= before[i];
  PetscCall(Apply(stiffness, v, product));
  double largest = ProblemLargest(3 * mesh->nodes_owned, product);
  CHECK(largest > 0);
  CheckClose(mesh, product, after, 1e-13, largest);
  SulPointsTangent(&points, v, action);
  CheckClose(mesh, product, action, 1e-13, largest);
  SulPointsDestroy(&points);
  free(action);
  free(u);
  free(v);
  free(product);
  free(swelling);
  free(before);
  free(after);
  PetscFunctionReturn(0);
}

/* x . K y = y . K x, and a body that moves as a whole feels nothing. */
static PetscErrorCode CheckOperator(const SulMesh *mesh, Mat stiffness) {
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *x, *y, *kx = SulAllocate(size, sizeof *kx), *ky = SulAllocate(size, sizeof *ky);

  PetscFunctionBegin;
  PetscCall(ProblemField(mesh, 3, 7, &x));
  PetscCall(ProblemField(mesh, 3, 200007, &y));
  PetscCall(Apply(stiffness, x, kx));
  PetscCall(Apply(stiffness, y, ky));
  double energy = Dot(mesh, x, kx);
  CHECK(energy > 0);
  CHECK_NEAR(Dot(mesh, x, ky), Dot(mesh, y, kx), 1e-13, energy);
  SulConstraints none = {0};
  SulRigidMotions motions;
  none.slot = SulAllocate((size_t)mesh->nodes_local, sizeof *none.slot);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    none.slot[a] = -1;
  PetscCall(SulRigidMotionsFind(mesh, &none, &motions));
  CHECK(motions.count == 6);
  double stiff = ProblemLargest(3 * mesh->nodes_owned, kx);
  for (int m = 0; m < motions.count; m++) {
    for (PetscInt a = 0; a < mesh->nodes_owned; a++)
      SulRigidDisplacement(&motions, m, &mesh->coordinates[3 * a], &x[3 * a]);
    double moved = ProblemLargest(3 * mesh->nodes_owned, x);
    PetscCall(Apply(stiffness, x, kx));
    CHECK_NEAR(ProblemLargest(3 * mesh->nodes_owned, kx), 0, 1e-13, stiff * moved);
  }
  SulConstraintsDestroy(&none);
  free(x);
  free(y);
  free(kx);
  free(ky);
  PetscFunctionReturn(0);
}

/* Filled again, in the same place: first another matrix, then the same one. */
static PetscErrorCode CheckFilled(const Problem *problem, const SulConstraints *constraints,
                                  Mat expected) {
  SulPattern *pattern;
  Mat matrix, difference;
  PetscReal norm, size;

  PetscFunctionBegin;
  PetscCall(SulPatternCreate(&problem->mesh, NULL, 0, &pattern));
  PetscCall(SulStiffnessAllocate(pattern, &matrix));
  PetscCall(MatNorm(expected, NORM_FROBENIUS, &size));
  for (int fill = 0; fill < 2; fill++) {
    PetscCall(
        SulStiffnessAtRest(pattern, problem->body.phases, constraints, fill == 0 ? 7 : 1, matrix));
    PetscCall(MatDuplicate(matrix, MAT_COPY_VALUES, &difference));
    PetscCall(MatAXPY(difference, -1, expected, SAME_NONZERO_PATTERN));
    PetscCall(MatNorm(difference, NORM_FROBENIUS, &norm));
    CHECK_NEAR(norm, fill == 0 ? 6 * size : 0, 1e-13, size);
    PetscCall(MatDestroy(&difference));
  }
  PetscCall(MatDestroy(&matrix));
  SulPatternDestroy(&pattern);
  PetscFunctionReturn(0);
}

/* `mean`: one dilatation a cell. */
static PetscErrorCode CheckDilatation(const Block *block, bool mean) {
  Operators operators;
  Mat scaled;
  PetscReal norm, size;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(OperatorsCreate(block, &operators));
  Problem *problem = &operators.problem;
  const SulMesh *mesh = &problem->mesh;
  SulPhase *phases = problem->body.phases;
  for (int p = 0; p < mesh->phase_count; p++)
    phases[p].mean_dilatation = mean;
  const SulConstraints *constraints = &problem->body.constraints, *none = &operators.none;
  PetscCall(SulBodyHold(&problem->body, problem->log, &error));
  CHECK(!SulFailed(&error) && problem->body.motions.count == 0);
  PetscCall(SulStiffnessCreate(mesh, phases, none, 1, &operators.plain));
  PetscCall(SulStiffnessCreate(mesh, phases, constraints, 1, &operators.constrained));
  PetscCall(CheckDerivative(problem, operators.plain));
  PetscCall(CheckOperator(mesh, operators.plain));
  PetscCall(CheckConstrained(problem, constraints, operators.plain, operators.constrained));
  PetscCall(CheckFilled(problem, constraints, operators.constrained));
  PetscCall(SulStiffnessCreate(mesh, phases, none, 0.25, &scaled));
  PetscCall(MatAXPY(operators.plain, -4, scaled, SAME_NONZERO_PATTERN));
  PetscCall(MatNorm(operators.plain, NORM_FROBENIUS, &norm));
  PetscCall(MatNorm(scaled, NORM_FROBENIUS, &size));
  CHECK(norm <= 1e-15 * size);
  PetscCall(MatDestroy(&scaled));
  PetscCall(OperatorsDestroy(&operators));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckBlock(const Block *block) {
  PetscFunctionBegin;
  PetscCall(CheckDilatation(block, false));
  if (block->order == 2) PetscCall(CheckDilatation(block, true));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  return OperatorsMain(argc, argv, CheckBlock, CheckBlock);
}
