/* SPDX-License-Identifier: BSD-2-Clause */
/* The multigrid's spaces: coarse matrices are Galerkin products to rounding, interpolations hold rigid
 * motions exactly, at every level, on any number of ranks. */
#include "../../src/solve/aggregation.h"
#include "../../src/solve/hierarchy.h"
#include "problem.h"

static const char held[] = "boundaries:\n"
                           "  - {faces: [zmin], condition: fixed}\n"
                           "  - {faces: [xmin], condition: symmetry}\n";

/* 1 for the columns of the interpolation that are not empty: motions that an aggregate can make. The
 * others get a diagonal of their own in the coarse matrix. */
static PetscErrorCode UsedColumns(Mat interpolation, Vec *used) {
  PetscInt columns, first, own;
  PetscReal *norms;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(MatGetSize(interpolation, NULL, &columns));
  PetscCall(PetscMalloc1(columns, &norms));
  PetscCall(MatGetColumnNorms(interpolation, NORM_2, norms));
  PetscCall(MatCreateVecs(interpolation, used, NULL));
  PetscCall(VecGetOwnershipRange(*used, &first, NULL));
  PetscCall(VecGetLocalSize(*used, &own));
  PetscCall(VecGetArray(*used, &values));
  for (PetscInt i = 0; i < own; i++)
    values[i] = norms[first + i] > 1e-6;
  PetscCall(VecRestoreArray(*used, &values));
  PetscCall(PetscFree(norms));
  PetscFunctionReturn(0);
}

/* |coarse - P^T K P| over the columns in use, relative to |coarse|. */
static PetscErrorCode CheckGalerkin(Mat fine, Mat interpolation, Mat coarse) {
  Mat scalar, product, difference;
  Vec used;
  PetscReal norm, size;

  PetscFunctionBegin;
  PetscCall(MatConvert(fine, MATAIJ, MAT_INITIAL_MATRIX, &scalar));
  PetscCall(MatPtAP(scalar, interpolation, MAT_INITIAL_MATRIX, PETSC_DEFAULT, &product));
  PetscCall(MatDuplicate(coarse, MAT_COPY_VALUES, &difference));
  PetscCall(MatAXPY(difference, -1, product, DIFFERENT_NONZERO_PATTERN));
  PetscCall(UsedColumns(interpolation, &used));
  PetscCall(MatDiagonalScale(difference, used, used));
  PetscCall(MatNorm(difference, NORM_FROBENIUS, &norm));
  PetscCall(MatNorm(product, NORM_FROBENIUS, &size));
  CHECK(size > 0);
  CHECK_NEAR(norm, 0, 1e-13, size);
  PetscCall(VecDestroy(&used));
  PetscCall(MatDestroy(&scalar));
  PetscCall(MatDestroy(&product));
  PetscCall(MatDestroy(&difference));
  PetscFunctionReturn(0);
}

/* The body's motion number m at the nodes, as the conditions let it. */
static PetscErrorCode RigidMotion(const SulSystem *system, int m, Vec motion) {
  const SulMesh *mesh = system->mesh;
  SulRigidMotions motions = {.count = 6};
  PetscScalar *values;

  PetscFunctionBegin;
  (m < 3 ? motions.motion[m].translation : motions.motion[m].rotation)[m % 3] =
      m < 3 ? 1 : 1 / system->length;
  PetscCall(VecGetArray(motion, &values));
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    SulRigidDisplacement(&motions, m, &mesh->coordinates[3 * a], &values[3 * a]);
  SulConstraintsProject(&system->body->constraints, mesh->nodes_owned, values);
  PetscCall(VecRestoreArray(motion, &values));
  PetscFunctionReturn(0);
}

/* v - V V^T v is nothing: v lies in the span of the near null space. */
static PetscErrorCode CheckInNullSpace(Mat coarse, Vec v) {
  MatNullSpace space;
  const Vec *basis;
  PetscInt count;
  PetscReal size, left;

  PetscFunctionBegin;
  PetscCall(MatGetNearNullSpace(coarse, &space));
  CHECK(space != NULL);
  PetscCall(MatNullSpaceGetVecs(space, NULL, &count, &basis));
  CHECK(count == 6);
  PetscCall(VecNorm(v, NORM_2, &size));
  for (PetscInt k = 0; k < count; k++) {
    PetscScalar product;
    PetscCall(VecDot(v, basis[k], &product));
    PetscCall(VecAXPY(v, -product, basis[k]));
  }
  PetscCall(VecNorm(v, NORM_2, &left));
  CHECK_NEAR(left, 0, 1e-12, size);
  PetscFunctionReturn(0);
}

/* Columns of the aggregates' interpolation are orthonormal, so it holds r if r = P P^T r. */
static PetscErrorCode CheckMotions(const SulSystem *system, Mat interpolation, Mat coarse) {
  Vec motion, again, below;
  PetscReal size, left;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(interpolation, &below, &motion));
  PetscCall(VecDuplicate(motion, &again));
  for (int m = 0; m < 6; m++) {
    PetscCall(RigidMotion(system, m, motion));
    PetscCall(VecNorm(motion, NORM_2, &size));
    PetscCall(MatMultTranspose(interpolation, motion, below));
    PetscCall(MatMult(interpolation, below, again));
    PetscCall(VecAXPY(again, -1, motion));
    PetscCall(VecNorm(again, NORM_2, &left));
    CHECK(size > 1);
    CHECK_NEAR(left, 0, 1e-12, size);
    PetscCall(CheckInNullSpace(coarse, below));
  }
  PetscCall(VecDestroy(&motion));
  PetscCall(VecDestroy(&again));
  PetscCall(VecDestroy(&below));
  PetscFunctionReturn(0);
}

/* Of the pinned body, whose pins are conditions like others, and of a held one. */
static PetscErrorCode CheckAggregation(const char *conditions) {
  const Block block = {.cubes = {6, 5, 5}, .file_order = 1, .order = 1, .jitter = 0.1};
  Problem problem;
  SulSystem system;
  Mat coarse, interpolation;
  PetscInt rows, columns;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, conditions, &problem));
  PetscCall(ProblemSystem(&problem, &system));
  PetscCall(SulAggregationCreate(&system, &coarse, &interpolation));
  PetscCall(MatGetSize(interpolation, &rows, &columns));
  CHECK(columns > 0 && columns < rows && columns % 6 == 0);
  PetscCall(CheckGalerkin(system.stiffness, interpolation, coarse));
  PetscCall(CheckMotions(&system, interpolation, coarse));
  PetscCall(MatDestroy(&coarse));
  PetscCall(MatDestroy(&interpolation));
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* ---- p-multigrid ---------------------------------------------------------------------------- */

/* Nodes of cells in which nothing is held: there the interpolation is the plain one. */
static bool *FarFromConditions(const SulSystem *system) {
  const SulMesh *mesh = system->mesh;
  bool *far = SulAllocate((size_t)mesh->nodes_local, sizeof *far);
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    far[a] = true;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
    bool held_one = false;
    for (int b = 0; b < mesh->cell_nodes; b++)
      held_one |= system->body->constraints.slot[nodes[b]] >= 0;
    for (int b = 0; b < mesh->cell_nodes && held_one; b++)
      far[nodes[b]] = false;
  }
  return far;
}

/* Linear fields at the vertices are the same linear fields at the middles of straight edges. */
static PetscErrorCode CheckLinear(const SulSystem *system) {
  const SulMesh *mesh = system->mesh, *below = &system->hierarchy->mesh;
  Vec vertices, nodes;
  PetscScalar *values;
  const PetscScalar *found;
  bool *far = FarFromConditions(system);
  PetscInt count = 0;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(system->hierarchy->interpolation, &vertices, &nodes));
  for (int m = 0; m < 6; m++) {
    SulRigidMotions motions = {.count = 6};
    (m < 3 ? motions.motion[m].translation : motions.motion[m].rotation)[m % 3] = m < 3 ? 1 : 1e6;
    PetscCall(VecGetArray(vertices, &values));
    for (PetscInt a = 0; a < below->nodes_owned; a++)
      SulRigidDisplacement(&motions, m, &below->coordinates[3 * a], &values[3 * a]);
    PetscCall(VecRestoreArray(vertices, &values));
    PetscCall(MatMult(system->hierarchy->interpolation, vertices, nodes));
    PetscCall(VecGetArrayRead(nodes, &found));
    for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
      double due[3];
      if (!far[a]) continue;
      count++;
      SulRigidDisplacement(&motions, m, &mesh->coordinates[3 * a], due);
      for (int i = 0; i < 3; i++)
        CHECK_NEAR(found[3 * a + i], due[i], 1e-13, 10);
    }
    PetscCall(VecRestoreArrayRead(nodes, &found));
  }
  CHECK(ProblemSum((double)count) > 100);
  free(far);
  PetscCall(VecDestroy(&vertices));
  PetscCall(VecDestroy(&nodes));
  PetscFunctionReturn(0);
}

/* On straight cells linear elements are a part of the quadratic ones: the operator that is made anew
 * for them is the Galerkin product, where nothing is held. */
static PetscErrorCode CheckNested(const SulSystem *system) {
  const SulHierarchy *h = system->hierarchy;
  Vec v, fine, again, product, made;
  PetscScalar *values;
  PetscReal size, left;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(h->interpolation, &v, &fine));
  PetscCall(VecDuplicate(fine, &again));
  PetscCall(VecDuplicate(v, &product));
  PetscCall(VecDuplicate(v, &made));
  PetscInt first;
  PetscCall(VecGetOwnershipRange(v, &first, NULL));
  PetscCall(VecGetArray(v, &values));
  for (PetscInt i = 0; i < 3 * h->mesh.nodes_owned; i++)
    values[i] = BlockNoise((unsigned long)(first + i));
  SulConstraintsProject(&h->constraints, h->mesh.nodes_owned, values);
  PetscCall(VecRestoreArray(v, &values));
  PetscCall(MatMult(h->interpolation, v, fine));
  PetscCall(MatMult(system->stiffness, fine, again));
  PetscCall(MatMultTranspose(h->interpolation, again, product));
  PetscCall(MatMult(h->stiffness, v, made));
  PetscCall(VecNorm(made, NORM_2, &size));
  PetscCall(VecAXPY(product, -1, made));
  PetscCall(VecNorm(product, NORM_2, &left));
  CHECK(size > 0);
  CHECK_NEAR(left, 0, 1e-13, size);
  PetscCall(VecDestroy(&v));
  PetscCall(VecDestroy(&fine));
  PetscCall(VecDestroy(&again));
  PetscCall(VecDestroy(&product));
  PetscCall(VecDestroy(&made));
  PetscFunctionReturn(0);
}

/* ---- The levels below ----------------------------------------------------------------------- */

/* x . M y = y . M x: conjugate gradients want it. */
static PetscErrorCode CheckSymmetric(PC pc, Mat matrix) {
  Vec x, y, mx, my;
  PetscScalar products[2], energy;
  PetscRandom noise;

  PetscFunctionBegin;
  PetscCall(PetscRandomCreate(PetscObjectComm((PetscObject)matrix), &noise));
  PetscCall(MatCreateVecs(matrix, &x, &y));
  PetscCall(VecDuplicate(x, &mx));
  PetscCall(VecDuplicate(x, &my));
  PetscCall(VecSetRandom(x, noise));
  PetscCall(VecSetRandom(y, noise));
  PetscCall(PCApply(pc, x, mx));
  PetscCall(PCApply(pc, y, my));
  PetscCall(VecDot(x, my, &products[0]));
  PetscCall(VecDot(y, mx, &products[1]));
  PetscCall(VecDot(x, mx, &energy));
  CHECK(energy > 0);
  CHECK_NEAR(products[0], products[1], 1e-12, energy);
  PetscCall(PetscRandomDestroy(&noise));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(VecDestroy(&mx));
  PetscCall(VecDestroy(&my));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckLevels(PC pc) {
  PetscInt levels;

  PetscFunctionBegin;
  PetscCall(PCMGGetLevels(pc, &levels));
  CHECK(levels >= 2);
  for (PetscInt l = 1; l < levels; l++) {
    Mat matrix[2], interpolation;
    for (int side = 0; side < 2; side++) {
      KSP smoother;
      PetscCall(PCMGGetSmoother(pc, l - side, &smoother));
      PetscCall(KSPGetOperators(smoother, &matrix[side], NULL));
    }
    PetscCall(PCMGGetInterpolation(pc, l, &interpolation));
    PetscCall(CheckGalerkin(matrix[0], interpolation, matrix[1]));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckOrder2(void) {
  const Block block = {.cubes = {9, 8, 8}, .file_order = 1, .order = 2, .jitter = 0.1};
  Problem problem;
  SulSystem system;
  SulError error = {0};
  PC pc, below;
  KSP coarse;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, held, &problem));
  PetscCall(ProblemSystem(&problem, &system));
  PetscCall(CheckLinear(&system));
  PetscCall(CheckNested(&system));
  PetscCall(SulSystemSetUp(&system, &error));
  CHECK(!SulFailed(&error));
  PetscCall(KSPGetPC(system.ksp, &pc));
  PetscCall(PCMGGetCoarseSolve(pc, &coarse));
  PetscCall(KSPGetPC(coarse, &below));
  PetscCall(CheckLevels(below));
  PetscCall(CheckSymmetric(pc, system.stiffness));
  PetscCall(SulSystemDestroy(&system));
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(CheckAggregation(held));
  PetscCall(CheckAggregation(""));
  PetscCall(CheckOrder2());
  PetscCall(PetscFinalize());
  return CheckResult();
}
