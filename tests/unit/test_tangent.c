/* SPDX-License-Identifier: BSD-2-Clause */
/* The stiffness of materials that are not linear: the derivative of the internal force, the action of
 * the points' tangents, the same again when filled twice; coarse rows are the Galerkin product. On
 * straight and curved cells, at both orders, with one dilatation a cell, on any number of ranks. */
#include "../../src/solve/hierarchy.h"
#include "deformed.h"

/* The models of the two phases. */
static const char *const pairs[][2] = {{"linear_plastic", "linear_elastic"},
                                       {"hencky_plastic", "neo_hookean"},
                                       {"hencky_additive_plastic", "hencky"}};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static double *Force(const SulPoints *points, const double *swelling, const double *u,
                     const double *v, double factor) {
  size_t size = 3 * (size_t)points->mesh->nodes_local;
  double *force = SulAllocate(size, sizeof *force), *moved = SulAllocate(size, sizeof *moved);
  for (size_t i = 0; i < size; i++)
    moved[i] = u[i] + factor * v[i];
  SulDeformation deformation = {.u = moved, .swelling = swelling};
  CHECK(SulPointsTry(points, &deformation, force).count == 0);
  free(moved);
  return force;
}

/* K v is the points' own action, and (f(u + h v) - f(u - h v)) / 2 h. */
static PetscErrorCode CheckDerivative(const SulPoints *points, const double *swelling,
                                      const double *u, Mat plain) {
  const SulMesh *mesh = points->mesh;
  const double step = 1e-5;
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *v, *product = SulAllocate(size, sizeof *product);
  double *action = SulAllocate(size, sizeof *action);

  PetscFunctionBegin;
  PetscCall(Deform(mesh, 0.05, 100000, &v));
  PetscCall(Apply(plain, v, product));
  SulPointsTangent(points, v, action);
  double largest = ProblemLargest(3 * mesh->nodes_owned, product);
  CHECK(largest > 0);
  CheckClose(mesh, product, action, 1e-13, largest);
  double *after = Force(points, swelling, u, v, step),
         *before = Force(points, swelling, u, v, -step);
  for (PetscInt i = 0; i < 3 * mesh->nodes_owned; i++)
    after[i] = (after[i] - before[i]) / (2 * step);
  CheckClose(mesh, product, after, 1e-7, largest);
  free(v);
  free(product);
  free(action);
  free(after);
  free(before);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckSame(Mat found, Mat expected, double tolerance) {
  Mat difference;
  PetscReal norm, size;

  PetscFunctionBegin;
  PetscCall(MatDuplicate(found, MAT_COPY_VALUES, &difference));
  PetscCall(MatAXPY(difference, -1, expected, SAME_NONZERO_PATTERN));
  PetscCall(MatNorm(difference, NORM_FROBENIUS, &norm));
  PetscCall(MatNorm(expected, NORM_FROBENIUS, &size));
  CHECK(size > 0);
  CHECK_NEAR(norm, 0, tolerance, size);
  PetscCall(MatDestroy(&difference));
  PetscFunctionReturn(0);
}

/* A matrix of the mesh, filled twice: the bits of the second fill are those of the first. */
static PetscErrorCode Tangent(const SulPoints *points, const SulMesh *rows,
                              const SulConstraints *constraints, double scale, Mat *matrix) {
  SulPattern *pattern;
  Mat first;

  PetscFunctionBegin;
  PetscCall(SulPatternCreate(rows, NULL, 0, &pattern));
  PetscCall(SulStiffnessAllocate(pattern, matrix));
  SulPatternDestroy(&pattern);
  PetscCall(SulStiffnessTangent(points, rows, constraints, scale, *matrix));
  PetscCall(MatDuplicate(*matrix, MAT_COPY_VALUES, &first));
  PetscCall(SulStiffnessTangent(points, rows, constraints, 2 * scale, *matrix));
  PetscCall(SulStiffnessTangent(points, rows, constraints, scale, *matrix));
  PetscCall(CheckSame(*matrix, first, 0));
  PetscCall(MatDestroy(&first));
  PetscFunctionReturn(0);
}

/* Rows of the vertices: x . K_1 y = (P x) . K_2 (P y) with the p-multigrid's interpolation P. */
static PetscErrorCode CheckCoarse(const SulPoints *points, const SulSystem *system, Mat fine) {
  const SulHierarchy *h = system->hierarchy;
  Mat coarse;
  Vec x, y, up, product;
  PetscScalar *values;
  PetscReal size;

  PetscFunctionBegin;
  PetscCall(Tangent(points, &h->mesh, &h->constraints, 1, &coarse));
  PetscCall(MatCreateVecs(coarse, &x, &y));
  PetscCall(MatCreateVecs(fine, &up, &product));
  PetscCall(VecGetArray(x, &values));
  for (PetscInt i = 0; i < 3 * h->mesh.nodes_owned; i++)
    values[i] = BlockNoise((unsigned long)(3 * h->mesh.node_first + i));
  SulConstraintsProject(&h->constraints, h->mesh.nodes_owned, values);
  PetscCall(VecRestoreArray(x, &values));
  PetscCall(MatMult(h->interpolation, x, up));
  PetscCall(MatMult(fine, up, product));
  PetscCall(MatMultTranspose(h->interpolation, product, y));
  PetscCall(VecNorm(y, NORM_2, &size));
  CHECK(size > 0);
  PetscCall(VecScale(y, -1));
  PetscCall(MatMultAdd(coarse, x, y, y));
  PetscCall(VecGetArray(y, &values));
  SulConstraintsProject(&h->constraints, h->mesh.nodes_owned, values);
  PetscCall(VecRestoreArray(y, &values));
  PetscReal left;
  PetscCall(VecNorm(y, NORM_2, &left));
  CHECK_NEAR(left, 0, 1e-13, size);
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&y));
  PetscCall(VecDestroy(&up));
  PetscCall(VecDestroy(&product));
  PetscCall(MatDestroy(&coarse));
  PetscFunctionReturn(0);
}

/* tangent + 0.2 (tangent at rest). */
static PetscErrorCode CheckBlend(const Problem *problem, const SulPoints *points, Mat tangent) {
  const SulConstraints *constraints = &problem->body.constraints;
  Mat mixed, rest;

  PetscFunctionBegin;
  PetscCall(SulStiffnessCreate(&problem->mesh, problem->body.phases, constraints, 1, &rest));
  PetscCall(MatDuplicate(rest, MAT_COPY_VALUES, &mixed));
  SulTangentRows rows = {&problem->mesh, constraints, 3, 0.2, mixed, NULL};
  PetscCall(SulStiffnessTangents(points, &rows, 1));
  PetscCall(MatScale(rest, 0.6));
  PetscCall(MatAXPY(rest, 3, tangent, SAME_NONZERO_PATTERN));
  PetscCall(CheckSame(mixed, rest, 1e-13));
  PetscCall(MatDestroy(&mixed));
  PetscCall(MatDestroy(&rest));
  PetscFunctionReturn(0);
}

/* Some points flow and some do not: both branches are there. */
static void CheckFlow(const SulPoints *points) {
  double flowing = 0, all = 0;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    int at = 0;
    for (int v = 0; v < block->model->variable_count; v++) {
      const SulStateVariable *variable = &block->model->variables[v];
      size_t count = (size_t)block->batches * (size_t)block->points;
      for (size_t i = 0; i < count && strcmp(variable->name, "plastic_strain") == 0; i++) {
        flowing += block->next[i * (size_t)block->state_size + (size_t)at][0] > 0;
        all++;
      }
      at += variable->components;
    }
  }
  flowing = ProblemSum(flowing);
  CHECK(flowing > 0 && flowing < ProblemSum(all));
}

/* `mean`: with one dilatation a cell. */
static PetscErrorCode CheckPair(const Block *block, const char *const pair[2], bool mean) {
  Deformed d;

  PetscFunctionBegin;
  PetscCall(DeformedCreate(block, pair, mean, false, &d));
  Operators *operators = &d.operators;
  const Problem *problem = &operators->problem;
  const SulMesh *mesh = &problem->mesh;
  const SulConstraints *constraints = &problem->body.constraints;
  const SulPoints *points = problem->body.points;
  CheckFlow(points);
  PetscCall(Tangent(points, mesh, &operators->none, 1, &operators->plain));
  PetscCall(Tangent(points, mesh, constraints, 1, &operators->constrained));
  PetscCall(CheckDerivative(points, d.swelling, d.u, operators->plain));
  PetscCall(CheckConstrained(problem, constraints, operators->plain, operators->constrained));
  if (d.system.hierarchy) PetscCall(CheckCoarse(points, &d.system, operators->constrained));
  PetscCall(CheckBlend(problem, points, operators->constrained));
  PetscCall(DeformedDestroy(&d));
  PetscFunctionReturn(0);
}

/* A linear material: the matrix of the closed rows, whatever the kind of the matrix, and the bound of its
 * spectrum. */
static PetscErrorCode CheckLinear(const Block *block, const char *type, bool mean) {
  Operators operators;
  SulError error = {0};
  double at_rest, bound;

  PetscFunctionBegin;
  PetscCall(OperatorsCreate(block, &operators));
  SulBody *body = &operators.problem.body;
  const SulMesh *mesh = body->mesh;
  for (int p = 0; p < mesh->phase_count; p++)
    body->phases[p].mean_dilatation = mean;
  PetscCall(SulBodyHold(body, operators.problem.log, &error));
  CHECK(!SulFailed(&error) && body->motions.count == 0);
  PetscCall(PetscOptionsSetValue(NULL, "-mat_type", type));
  PetscCall(SulStiffnessCreate(mesh, body->phases, &body->constraints, 2, &operators.plain));
  PetscCall(Tangent(body->points, mesh, &body->constraints, 2, &operators.constrained));
  PetscCall(CheckSame(operators.constrained, operators.plain, 1e-13));
  PetscCall(PetscOptionsClearValue(NULL, "-mat_type"));
  PetscCall(SulStiffnessSpectralBound(mesh, body->phases, &at_rest));
  SulTangentRows rows = {mesh, &body->constraints, 2, 0, operators.constrained, &bound};
  PetscCall(SulStiffnessTangents(body->points, &rows, 1));
  CHECK_NEAR(bound, at_rest, 1.02e-2, 0); /* a step: rounding may ask for one more */
  PetscCall(OperatorsDestroy(&operators));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckBlock(const Block *block) {
  PetscFunctionBegin;
  PetscCall(CheckLinear(block, MATBAIJ, false));
  if (block->order == 2) PetscCall(CheckLinear(block, MATBAIJ, true));
  for (int p = 0; p < PAIRS; p++) /* the last one with one dilatation a cell alone, to save time */
    for (int mean = p == PAIRS - 1; mean < block->order; mean++)
      PetscCall(CheckPair(block, pairs[p], mean));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckTurned(const Block *block) {
  return CheckLinear(block, MATAIJ, false);
}

int main(int argc, char **argv) {
  return OperatorsMain(argc, argv, CheckBlock, CheckTurned);
}
