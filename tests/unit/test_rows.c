/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows apart from nodes: a body that repeats itself, whose copies of nodes share their master's row,
 * on any number of ranks. Its matrix and forces are sums of the unreduced ones, nothing but what
 * moves copies and masters alike is free, and closed forms of held and layered bodies come out. */
#include "operators.h"

#include "../../src/report/step.h"

/* By numbers of the mesh file, the same on all ranks. */
typedef struct {
  PetscInt64 count;
  PetscInt64 *master; /* of each node the one whose row it has */
} Everywhere;

static void SumAll(size_t count, double *values) {
  MPI_Allreduce(MPI_IN_PLACE, values, (int)count, MPI_DOUBLE, MPI_SUM, PETSC_COMM_WORLD);
}

/* Also: each node is one rank's, copies behind their masters and a period away; ghosts know the rows
 * of their owners. */
static PetscErrorCode EverywhereCreate(const SulMesh *mesh, Everywhere *all) {
  const SulRows rows = SulMeshRows(mesh);
  size_t nodes = (size_t)mesh->nodes_total;
  double *sum = SulAllocate(nodes, sizeof *sum);
  double *number = SulAllocate((size_t)mesh->nodes_local, sizeof *number);

  PetscFunctionBegin;
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    PetscInt row = SulRowOf(&rows, a);
    CHECK(row < rows.owned && (a < rows.owned) == (row == a));
    sum[mesh->node_file[a]] += (double)mesh->node_file[row];
    number[a] = rows.global[row];
    CHECK(rows.global[row] == rows.first + row);
    for (int i = 0; i < 3; i++) {
      double apart = (mesh->coordinates[3 * a + i] - mesh->coordinates[3 * row + i]);
      double period = mesh->box[1][i] - mesh->box[0][i];
      CHECK(fabs(apart) < 1e-9 * period || fabs(fabs(apart) - period) < 1e-9 * period);
    }
  }
  PetscCall(SulMeshHalo(mesh, 1, number));
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    CHECK(rows.global[SulRowOf(&rows, a)] == (PetscInt)number[a]);
  for (PetscInt i = 0; i < mesh->cells_local * mesh->cell_nodes; i++)
    CHECK(rows.cells[i] == SulRowOf(&rows, mesh->cells[i]));
  SumAll(nodes, sum);
  all->count = mesh->nodes_total;
  all->master = SulAllocate(nodes, sizeof *all->master);
  for (size_t n = 0; n < nodes; n++)
    all->master[n] = (PetscInt64)sum[n];
  free(number);
  free(sum);
  PetscFunctionReturn(0);
}

/* A field that copies and masters share, without a pattern, halo filled; free() it. */
static PetscErrorCode Repeated(const SulMesh *mesh, const Everywhere *all, unsigned long seed,
                               double **values) {
  PetscFunctionBegin;
  *values = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof **values);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    for (int i = 0; i < 3; i++)
      (*values)[3 * a + i] =
          BlockNoise(seed + (unsigned long)(3 * all->master[mesh->node_file[a]] + i));
  PetscCall(SulMeshHalo(mesh, 3, *values));
  PetscFunctionReturn(0);
}

/* By rows, or by nodes: what all nodes of a row have, at the master's place; free() it. */
static double *Folded(const SulMesh *mesh, const Everywhere *all, const double *values) {
  double *sum = SulAllocate((size_t)all->count, 3 * sizeof *sum);
  for (PetscInt a = 0; a < SulMeshRows(mesh).owned; a++)
    for (int i = 0; i < 3; i++)
      sum[3 * all->master[mesh->node_file[a]] + i] += values[3 * a + i];
  SumAll(3 * (size_t)all->count, sum);
  return sum;
}

static void CheckSame(const Everywhere *all, double *found, double *expected, double tolerance) {
  double worst = 0, size = 0;
  for (PetscInt64 i = 0; i < 3 * all->count; i++) {
    worst = fmax(worst, fabs(found[i] - expected[i]));
    size = fmax(size, fabs(expected[i]));
  }
  CHECK(size > 0);
  CHECK_NEAR(worst, 0, tolerance, size);
  free(found);
  free(expected);
}

/* ---- The matrix and the forces --------------------------------------------------------------- */

/* The body as it is, and with copies. */
typedef struct {
  Problem problem;
  SulConstraints none;
  Mat stiffness;
} Body;

static PetscErrorCode BodyCreate(const Block *block, Body *body) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, "", &body->problem));
  PetscCall(SulConstraintsCreate(&body->problem.mesh, NULL, 0, &body->none, &error));
  PetscCall(SulStiffnessCreate(&body->problem.mesh, body->problem.body.phases, &body->none, 1,
                               &body->stiffness));
  PetscFunctionReturn(0);
}

static PetscErrorCode BodyDestroy(Body *body) {
  PetscFunctionBegin;
  PetscCall(MatDestroy(&body->stiffness));
  SulConstraintsDestroy(&body->none);
  PetscCall(ProblemDestroy(&body->problem));
  PetscFunctionReturn(0);
}

typedef struct {
  double *product, *force, *change; /* folded */
} Answers;

/* K v, the forces of v, and their change by v without a matrix. */
static PetscErrorCode Ask(Body *body, const Everywhere *all, Answers *answers) {
  const SulMesh *mesh = &body->problem.mesh;
  double *v, *swelling = ProblemSwelling(&body->problem);
  double *out = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *out);
  SulPoints points;

  PetscFunctionBegin;
  PetscCall(Repeated(mesh, all, 1, &v));
  PetscCall(Apply(body->stiffness, v, out));
  answers->product = Folded(mesh, all, out);
  SulPointsCreate(mesh, body->problem.body.phases, &points);
  memset(out, 0, 3 * (size_t)mesh->nodes_local * sizeof *out);
  SulDeformation deformation = {.u = v, .swelling = swelling};
  CHECK(SulPointsRespond(&points, &deformation, out).count == 0);
  answers->force = Folded(mesh, all, out);
  memset(out, 0, 3 * (size_t)mesh->nodes_local * sizeof *out);
  SulPointsTangent(&points, v, out);
  answers->change = Folded(mesh, all, out);
  PetscCall(SulStiffnessTangent(&points, mesh, &body->none, 1, body->stiffness)); /* filled again */
  SulPointsDestroy(&points);
  free(out);
  free(v);
  free(swelling);
  PetscFunctionReturn(0);
}

/* Translations are in the kernel, rotations that period is in the way of are not. */
static PetscErrorCode CheckKernel(const Block *block, Body *body) {
  static const int free_motions[4] = {6, 4, 3, 3};
  const SulMesh *mesh = &body->problem.mesh;
  const PetscInt owned = 3 * SulMeshRows(mesh).owned;
  SulRigidMotions found, six = {.count = 6};
  double *u = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *u);
  double *f = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *f), size = 0;
  int kernel = 0;

  PetscFunctionBegin;
  PetscCall(SulRigidMotionsFind(mesh, &body->none, &found));
  CHECK(found.count == free_motions[block->periodic]);
  for (int m = 5; m >= 0; m--) {
    (m < 3 ? six.motion[m].translation : six.motion[m].rotation)[m % 3] = m < 3 ? 1 : 1e6;
    for (PetscInt a = 0; a < SulMeshRows(mesh).owned; a++)
      SulRigidDisplacement(&six, m, &mesh->coordinates[3 * a], &u[3 * a]);
    PetscCall(Apply(body->stiffness, u, f));
    double force = ProblemLargest(owned, f);
    size = fmax(size, force);
    kernel += force < 1e-12 * size;
    CHECK(force < 1e-12 * size || (m >= 3 && force > 1e-3 * size));
  }
  CHECK(kernel == free_motions[block->periodic]);
  free(u);
  free(f);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckMatrix(const Block *block) {
  Block plain = *block;
  Everywhere all;
  Body reduced, whole;
  Answers found, expected;

  PetscFunctionBegin;
  plain.periodic = 0;
  PetscCall(BodyCreate(block, &reduced));
  PetscCall(BodyCreate(&plain, &whole));
  PetscCall(EverywhereCreate(&reduced.problem.mesh, &all));
  double rows = 1, nodes = block->order; /* lattice points along an edge: a period has one less */
  for (int i = 0; i < 3; i++)
    rows *= nodes * block->cubes[i] + (i >= block->periodic);
  CHECK(ProblemSum((double)SulMeshRows(&reduced.problem.mesh).owned) == rows);
  PetscCall(CheckKernel(block, &reduced));
  PetscCall(Ask(&reduced, &all, &found));
  PetscCall(Ask(&whole, &all, &expected));
  CheckSame(&all, found.product, expected.product, 1e-13);
  CheckSame(&all, found.force, expected.force, 1e-13);
  CheckSame(&all, found.change, expected.change, 1e-13);
  PetscCall(Ask(&reduced, &all, &found)); /* with the matrix filled from the points */
  PetscCall(Ask(&whole, &all, &expected));
  CheckSame(&all, found.product, expected.product, 1e-13);
  free(found.force);
  free(found.change);
  free(expected.force);
  free(expected.change);
  free(all.master);
  PetscCall(BodyDestroy(&reduced));
  PetscCall(BodyDestroy(&whole));
  PetscFunctionReturn(0);
}

/* ---- What else couples rows -------------------------------------------------------------------- */

/* K v + springs k (v_a - v_b) on pairs of this rank's rows; folded. */
static PetscErrorCode Product(const Body *body, const Everywhere *all, Mat matrix,
                              const SulConnectivity *springs, double k, double **folded) {
  const SulMesh *mesh = &body->problem.mesh;
  double *v, *out = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *out);

  PetscFunctionBegin;
  PetscCall(Repeated(mesh, all, 5, &v));
  PetscCall(Apply(matrix, v, out));
  for (PetscInt s = 0; s < springs->count; s++)
    for (int side = 0; side < 2; side++)
      for (int i = 0; i < 3; i++) {
        PetscInt row = springs->row[2 * s + side], other = springs->row[2 * s + 1 - side];
        out[3 * row + i] += k * (v[3 * row + i] - v[3 * other + i]);
      }
  *folded = Folded(mesh, all, out);
  free(out);
  free(v);
  PetscFunctionReturn(0);
}

static PetscErrorCode AddSprings(const SulRows *rows, const SulConnectivity *springs, double k,
                                 Mat matrix) {
  PetscFunctionBegin;
  PetscCall(MatSetOption(matrix, MAT_NEW_NONZERO_LOCATION_ERR, PETSC_TRUE));
  for (PetscInt s = 0; s < springs->count; s++)
    for (int a = 0; a < 2; a++)
      for (int b = 0; b < 2; b++) {
        const double of = a == b ? k : -k, block[9] = {of, 0, 0, 0, of, 0, 0, 0, of};
        PetscCall(MatSetValuesBlocked(matrix, 1, &rows->global[springs->row[2 * s + a]], 1,
                                      &rows->global[springs->row[2 * s + b]], block, ADD_VALUES));
      }
  PetscCall(MatAssemblyBegin(matrix, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(matrix, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}

/* Springs between rows that no cell has both of: the pattern has room for them beside the cells', what
 * is filled again is without them, and they can be added again. */
static PetscErrorCode CheckKinds(int order) {
  Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = order, .periodic = 1};
  Body body;
  Everywhere all;
  SulPattern *pattern;
  Mat matrix;
  double *found, *expected;

  PetscFunctionBegin;
  PetscCall(BodyCreate(&block, &body));
  const SulMesh *mesh = &body.problem.mesh;
  const SulRows rows = SulMeshRows(mesh);
  const double k = 1e3;
  PetscCall(EverywhereCreate(mesh, &all));
  PetscInt half = rows.owned / 2, *row = SulAllocate((size_t)half, 2 * sizeof *row);
  for (PetscInt s = 0; s < half; s++) {
    row[2 * s] = s;
    row[2 * s + 1] = half + s;
  }
  const SulConnectivity springs = {half, 2, row}, none = {0, 2, row};
  PetscCall(SulPatternCreate(mesh, &springs, 1, &pattern));
  PetscCall(SulStiffnessAllocate(pattern, &matrix));
  for (int fill = 0; fill < 2; fill++) {
    PetscCall(SulStiffnessAtRest(pattern, body.problem.body.phases, &body.none, 1, matrix));
    PetscCall(Product(&body, &all, matrix, &none, k, &found));
    PetscCall(Product(&body, &all, body.stiffness, &none, k, &expected));
    CheckSame(&all, found, expected, 1e-14);
    PetscCall(AddSprings(&rows, &springs, k, matrix));
    PetscCall(Product(&body, &all, matrix, &none, k, &found));
    PetscCall(Product(&body, &all, body.stiffness, &springs, k, &expected));
    CheckSame(&all, found, expected, 1e-13);
  }
  SulPatternDestroy(&pattern);
  PetscCall(MatDestroy(&matrix));
  free(row);
  free(all.master);
  PetscCall(BodyDestroy(&body));
  PetscFunctionReturn(0);
}

/* ---- Solutions in closed form ---------------------------------------------------------------- */

#define PERIODIC                                                                                   \
  "boundaries:\n"                                                                                  \
  "  - {faces: [xmin, xmax], condition: periodic}\n"                                               \
  "  - {faces: [ymin, ymax], condition: periodic}\n"                                               \
  "  - {faces: [zmin, zmax], condition: periodic}\n"
#define SOLVER "solver: {relative_tolerance: 1e-12, preset: multigrid}\n"

/* lambda + 2 mu and 3 K of a phase. */
static void Moduli(const Problem *problem, int phase, double *along, double *bulk) {
  const SulPhase *p = &problem->body.phases[phase];
  double lambda, mu;
  p->model->at_rest(p->parameters, &lambda, &mu);
  *along = lambda + 2 * mu;
  *bulk = 3 * lambda + 2 * mu;
}

/* Every cell's displacement gradient has `strain[phase]` at (axis, axis) and nothing else; copies have
 * what their masters have. */
static void CheckStrain(const Problem *problem, const double *u, int axis, const double *strain) {
  const SulMesh *mesh = &problem->mesh;
  const SulRows rows = SulMeshRows(mesh);
  static const double middle[3] = {0.25, 0.25, 0.25};
  double worst = 0, size = fabs(strain[0]) + 1e-300;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    double gradient[9];
    SulCellGradientAt(mesh, cell, middle, u, gradient);
    gradient[4 * axis] -= strain[mesh->cell_phase[cell]];
    for (int i = 0; i < 9; i++)
      worst = fmax(worst, fabs(gradient[i]));
  }
  CHECK_NEAR(ProblemLargest(1, &worst), 0, 1e-10, size);
  for (PetscInt a = rows.owned; a < mesh->nodes_owned; a++)
    CHECK(!memcmp(&u[3 * a], &u[3 * rows.of_node[a]], 3 * sizeof *u));
}

typedef struct {
  Problem problem;
  SulSystem system;
  SulSolution solution;
  SulSolveResult result;
} Solved;

static PetscErrorCode Solve(const Block *block, const char *rest, Solved *s) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(ProblemCreate(block, rest, &s->problem));
  PetscCall(ProblemSystem(&s->problem, &s->system));
  ProblemSolution(&s->problem, 1, &s->solution);
  PetscCall(
      SulSystemSolve(&s->system, &s->solution.load, s->solution.displacement, &s->result, &error));
  CHECK(!SulFailed(&error) && s->result.converged);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  PetscCall(ProblemBalance(&s->problem.body, &s->solution));
  PetscFunctionReturn(0);
}

static PetscErrorCode SolvedDestroy(Solved *s) {
  PetscFunctionBegin;
  SulSolutionDestroy(&s->solution);
  PetscCall(SulSystemDestroy(&s->system));
  PetscCall(ProblemDestroy(&s->problem));
  PetscFunctionReturn(0);
}

/* Through opposite sides go opposite forces: here the layers' stress times the area of a side. */
static PetscErrorCode CheckForces(const Solved *s, double stress) {
  const SulMesh *mesh = &s->problem.mesh;
  double(*forces)[3] = SulAllocate((size_t)mesh->boundary_count, sizeof *forces);
  int low = SulGroupFind(mesh->boundaries, mesh->boundary_count, "xmin");
  int high = SulGroupFind(mesh->boundaries, mesh->boundary_count, "xmax");
  double expected = stress * mesh->boundaries[high].measure;

  PetscFunctionBegin;
  PetscCall(SulBoundaryForces(&s->problem.body, &s->solution, forces));
  for (int i = 0; i < 3; i++) {
    CHECK_NEAR(forces[high][i], i == 0 ? expected : 0, 1e-9, fabs(expected));
    CHECK(forces[low][i] == -forces[high][i]);
  }
  free(forces);
  PetscFunctionReturn(0);
}

/* Layers of two phases whose period has no mean strain, the left one swollen by s: along the layers
 * nothing moves, across them  M_l a - 3 K_l s = - M_r a  with a and -a the strains. Then again with the
 * matrix filled from the points. */
static PetscErrorCode CheckLaminate(int order) {
  Block block = {.cubes = {4, 3, 3}, .file_order = 1, .order = order, .periodic = 3};
  Solved s;
  SulError error = {0};
  double along[2], bulk[2];

  PetscFunctionBegin;
  PetscCall(Solve(&block, PERIODIC SOLVER, &s));
  CHECK(s.problem.body.period_count == 3);
  for (int p = 0; p < 2; p++)
    Moduli(&s.problem, p, &along[p], &bulk[p]);
  double a = bulk[0] * s.solution.load.swelling[0] / (along[0] + along[1]), strain[2] = {a, -a};
  CheckStrain(&s.problem, s.solution.displacement, 0, strain);
  CHECK(s.solution.imbalance <= 1e-11);
  PetscCall(CheckForces(&s, -along[1] * a));
  PetscCall(SulSystemRefill(&s.system, s.problem.body.points));
  memset(s.solution.displacement, 0, 3 * (size_t)s.problem.mesh.nodes_local * sizeof(double));
  PetscCall(
      SulSystemSolve(&s.system, &s.solution.load, s.solution.displacement, &s.result, &error));
  CHECK(!SulFailed(&error) && s.result.converged);
  CheckStrain(&s.problem, s.solution.displacement, 0, strain);
  PetscCall(SolvedDestroy(&s));
  PetscFunctionReturn(0);
}

/* Swelling that is the same everywhere meets itself across the period: on the rows no force is left,
 * on nodes there is one, and the stress is - 3 K s in all directions. */
static PetscErrorCode CheckHeld(int order) {
  Block block = {.cubes = {3, 3, 3},
                 .file_order = 1,
                 .order = order,
                 .jitter = 0.15,
                 .one_phase = true,
                 .periodic = 3};
  Problem problem;
  SulError error = {0};
  SulStressField field = {0};
  SulSolution solution;
  double along, bulk;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, "", &problem));
  PetscCall(SulBodyHold(&problem.body, problem.log, &error));
  ProblemSolution(&problem, 1, &solution);
  Moduli(&problem, 0, &along, &bulk);
  const SulMesh *mesh = &problem.mesh;
  const PetscInt owned = 3 * SulMeshRows(mesh).owned;
  double *force = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *force);
  SulBodyResidual(&problem.body, &solution.load, solution.displacement, force);
  double rows = ProblemLargest(owned, force);
  PetscCall(ProblemBalance(&problem.body, &solution));
  memset(force, 0, 3 * (size_t)mesh->nodes_owned * sizeof *force);
  SulPointsForce(problem.body.points, -1, mesh->nodes_owned, force);
  CHECK_NEAR(rows, 0, 1e-13, ProblemLargest(3 * mesh->nodes_owned, force));
  SulStressFieldCreate(&problem.body, NULL, &field);
  PetscCall(SulStressFill(&problem.body, &field));
  double pressure = bulk * solution.load.swelling[0];
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    for (int i = 0; i < 6; i++)
      CHECK_NEAR(field.stress[6 * cell + i], i < 3 ? -pressure : 0, 1e-12, pressure);
  SulStressFieldDestroy(&field);
  SulSolutionDestroy(&solution);
  free(force);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* A layer without end that swells upwards from a fixed floor: conditions and copies at once. */
static PetscErrorCode CheckLayer(int order) {
  static const char floor[] = "boundaries:\n  - {faces: [zmin], condition: symmetry}\n" SOLVER;
  Block block = {.cubes = {3, 2, 2},
                 .file_order = 1,
                 .order = order,
                 .jitter = 0.15,
                 .one_phase = true,
                 .periodic = 2};
  Solved s;
  double along, bulk;

  PetscFunctionBegin;
  PetscCall(Solve(&block, floor, &s));
  CHECK(s.problem.body.motions.count == 2);
  Moduli(&s.problem, 0, &along, &bulk);
  double strain = bulk * s.solution.load.swelling[0] / along;
  CheckStrain(&s.problem, s.solution.displacement, 2, &strain);
  PetscCall(SolvedDestroy(&s));
  PetscFunctionReturn(0);
}

/* Iterations of the multigrid on a particle in a box; free motions are pinned. */
static PetscErrorCode Iterations(const Block *block, const char *rest, int *iterations) {
  Solved s;

  PetscFunctionBegin;
  PetscCall(Solve(block, rest, &s));
  *iterations = s.result.iterations;
  PetscCall(SolvedDestroy(&s));
  PetscFunctionReturn(0);
}

/* The multigrid hardly minds that rows come around: sides that are a period cost about what sides with
 * symmetry do, and a whole period, of which three pins hold the translations, less than a free body with
 * six. */
static PetscErrorCode CheckIterations(int order) {
#define COARSE "solver: {relative_tolerance: 1e-8, preset: multigrid}\n"
  static const char floor[] = "boundaries:\n  - {faces: [zmin, zmax], condition: fixed}\n" COARSE;
  static const char walls[] = "boundaries:\n  - {faces: [zmin, zmax], condition: fixed}\n"
                              "  - {faces: [xmin, xmax, ymin, ymax], condition: symmetry}\n" COARSE;
  int cubes = order == 1 ? 9 : 5, pinned[2], held[2];
  Block block = {.cubes = {cubes, cubes, cubes},
                 .file_order = 1,
                 .order = order,
                 .jitter = 0.1,
                 .particle = true};

  PetscFunctionBegin;
  PetscCall(Iterations(&block, COARSE, &pinned[0]));
  PetscCall(Iterations(&block, walls, &held[0]));
  block.periodic = 2;
  PetscCall(Iterations(&block, floor, &held[1]));
  block.periodic = 3;
  PetscCall(Iterations(&block, COARSE, &pinned[1]));
  CHECK(pinned[1] <= pinned[0]);
  CHECK(held[1] <= held[0] + 2 + held[0] / 4);
  if (ProblemSum(1) == 1)
    printf("order %d: pinned %d, as a period %d; held %d, as a period %d\n", order, pinned[0],
           pinned[1], held[0], held[1]);
  PetscFunctionReturn(0);
}

/* ---- Groups that do not match ---------------------------------------------------------------- */

static PetscErrorCode CheckRefused(const int cubes[3], const SulFacePair *pair, const char *why) {
  Block block = {.cubes = {cubes[0], cubes[1], cubes[2]}, .file_order = 1, .order = 1};
  char path[64];
  int rank, process = (int)getpid();
  SulError error = {0};
  SulMesh mesh;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Bcast(&process, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  snprintf(path, sizeof path, "rows-%d.msh", process);
  if (rank == 0) BlockWrite(&block, path);
  SulMeshSource source = {.path = path, .length = 1, .pair_count = 1, .pairs = pair};
  SulLog *log = SulLogCreate(false);
  PetscCall(SulMeshRead(PETSC_COMM_WORLD, &source, log, &mesh, &error));
  CHECK(error.status == SUL_INPUT && strstr(error.text, why) && strstr(error.text, "case.yaml:7:"));
  if (!strstr(error.text, why)) fprintf(stderr, "%s\n", error.text);
  PetscCall(SulMeshDestroy(&mesh));
  SulLogClose(&log);
  if (rank == 0) unlink(path);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckRefusals(void) {
  static const SulFacePair across = {{"xmin", "ymax"}, "case.yaml", 7};
  static const SulFacePair same = {{"xmin", "xmin"}, "case.yaml", 7};
  static const SulFacePair absent = {{"xmin", "xmas"}, "case.yaml", 7};

  PetscFunctionBegin;
  PetscCall(CheckRefused((int[]){2, 2, 2}, &across, "the second none where it is moved by"));
  PetscCall(CheckRefused((int[]){2, 3, 2}, &across, "have 12 and 9 nodes"));
  PetscCall(CheckRefused((int[]){2, 2, 2}, &same, "do not match"));
  PetscCall(CheckRefused((int[]){2, 2, 2}, &absent, "no surface group \"xmas\""));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  Block block = {.cubes = {3, 2, 3}, .file_order = 1, .jitter = 0.15};

  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (int order = 1; order <= 2; order++) {
    block.order = order;
    for (block.periodic = 1; block.periodic <= 3; block.periodic++)
      PetscCall(CheckMatrix(&block));
    PetscCall(CheckKinds(order));
    PetscCall(CheckLaminate(order));
    PetscCall(CheckHeld(order));
    PetscCall(CheckLayer(order));
    PetscCall(CheckIterations(order));
  }
  PetscCall(CheckRefusals());
  PetscCall(PetscFinalize());
  return CheckResult();
}
