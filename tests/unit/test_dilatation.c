/* SPDX-License-Identifier: BSD-2-Clause */
/* One elastic dilatation for all points of a cell: forces are the slope of the energy, with swelling that
 * differs from point to point, and so are the drives of swelling; uniform strain is answered as without;
 * the pressure is constant in a cell. (That the stiffness is the derivative: test_tangent,
 * test_stiffness.) */
#include "deformed.h"

/* Models of the two phases. */
static const char *const elastic[][2] = {{"neo_hookean", "hencky"},
                                         {"linear_elastic", "linear_elastic"}};
/* Those whose pressure depends on the volume alone. */
static const char *const flowing[][2] = {{"hencky_additive_plastic", "hencky_plastic"},
                                         {"linear_plastic", "linear_elastic"}};

static void Swell(SulPoints *points, double more) {
  for (int b = 0; b < points->block_count; b++) {
    SulBlock *block = &points->blocks[b];
    for (PetscInt i = 0; i < block->batches * block->points; i++)
      for (int l = 0; l < SUL_LANES; l++)
        block->swelling[i][l] += more;
  }
}

/* The energy at u + change v, with `swollen` added to all swelling. */
static double Energy(const Deformed *d, const double *v, double change, double swollen) {
  SulPoints *points = d->operators.problem.body.points;
  size_t size = 3 * (size_t)points->mesh->nodes_local;
  double *force = SulAllocate(size, sizeof *force), *moved = SulAllocate(size, sizeof *moved);
  for (size_t i = 0; i < size; i++)
    moved[i] = d->u[i] + change * v[i];
  Swell(points, swollen);
  SulDeformation deformation = {.u = moved, .swelling = d->swelling};
  CHECK(SulPointsRespond(points, &deformation, force).count == 0);
  Swell(points, -swollen);
  free(force);
  free(moved);
  return ProblemSum(points->energy);
}

/* The force is the slope of the energy along displacements, drives are those along the swelling. */
static PetscErrorCode CheckSlopes(const Block *block, const char *const pair[2]) {
  const double step = 1e-5;
  double *v, drive = 0;
  Deformed d;

  PetscFunctionBegin;
  PetscCall(DeformedCreate(block, pair, true, true, &d));
  const SulPoints *points = d.operators.problem.body.points;
  for (int b = 0; b < points->block_count; b++)
    drive += points->blocks[b].drive;
  drive = ProblemSum(drive);
  PetscCall(Deform(points->mesh, 0.05, 100000, &v));
  double along = Dot(points->mesh, d.force, v), energy = ProblemSum(points->energy);
  double moved = Energy(&d, v, step, 0) - Energy(&d, v, -step, 0);
  double swollen = Energy(&d, v, 0, step) - Energy(&d, v, 0, -step);
  CHECK(energy > 0 && fabs(along) > 5e-3 * energy && fabs(drive) > 5e-2 * energy);
  CHECK_NEAR(moved / (2 * step), along, 1e-9, energy);
  CHECK_NEAR(swollen / (2 * step), drive, 3e-8, energy);
  free(v);
  PetscCall(DeformedDestroy(&d));
  PetscFunctionReturn(0);
}

typedef struct {
  double size, square, spread; /* of stresses; of the pressure within cells */
} Seen;

static void See(void *context, const SulBlock *block, PetscInt batch, const SulLane *stress) {
  Seen *seen = context;
  (void)batch;
  for (int q = 0; q < block->points; q++)
    for (int l = 0; l < SUL_LANES; l++) {
      const SulLane *s = &stress[9 * q];
      double apart = s[0][l] + s[4][l] + s[8][l] - stress[0][l] - stress[4][l] - stress[8][l];
      seen->spread = fmax(seen->spread, fabs(apart) / 3);
      for (int i = 0; i < 9; i++) {
        seen->size = fmax(seen->size, fabs(s[i][l]));
        seen->square += s[i][l] * s[i][l];
      }
    }
}

/* Uniform strain is answered as it is without the mean; under any other the pressure of cells is
 * constant, of materials whose pressure depends on the volume alone. */
static PetscErrorCode CheckUniform(const Block *block, const char *const pair[2]) {
  static const double slope[9] = {0.05, 0.12, 0, 0.02, -0.04, 0.03, 0, 0, 0.06};
  Deformed full, mean;

  PetscFunctionBegin;
  PetscCall(DeformedCreate(block, pair, false, false, &full));
  PetscCall(DeformedCreate(block, pair, true, false, &mean));
  const SulMesh *mesh = &full.operators.problem.mesh;
  Seen uneven = {0}, even = {0}, one = {0}, other = {0};
  SulPointsVisit(full.operators.problem.body.points, &(SulPointsVisitor){See, &uneven});
  SulPointsVisit(mean.operators.problem.body.points, &(SulPointsVisitor){See, &even});
  CHECK(uneven.spread > 1e-2 * uneven.size && even.spread < 1e-13 * even.size);
  for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++) {
    const double *x = &mesh->coordinates[i - i % 3], *row = &slope[3 * (i % 3)];
    full.u[i] = mean.u[i] = row[0] * x[0] + row[1] * x[1] + row[2] * x[2];
  }
  memset(full.force, 0, 3 * (size_t)mesh->nodes_owned * sizeof *full.force);
  memset(mean.force, 0, 3 * (size_t)mesh->nodes_owned * sizeof *mean.force);
  SulPointsRespond(full.operators.problem.body.points, &full.deformation, full.force);
  SulPointsRespond(mean.operators.problem.body.points, &mean.deformation, mean.force);
  CheckClose(mesh, mean.force, full.force, 1e-13,
             ProblemLargest(3 * mesh->nodes_owned, full.force));
  SulPointsVisit(full.operators.problem.body.points, &(SulPointsVisitor){See, &one});
  SulPointsVisit(mean.operators.problem.body.points, &(SulPointsVisitor){See, &other});
  CHECK_NEAR(other.size, one.size, 1e-13, 0);
  CHECK_NEAR(other.square, one.square, 1e-13, 0);
  CHECK_NEAR(mean.operators.problem.body.points->energy, full.operators.problem.body.points->energy,
             1e-12, full.operators.problem.body.points->energy);
  PetscCall(DeformedDestroy(&full));
  PetscCall(DeformedDestroy(&mean));
  PetscFunctionReturn(0);
}

/* A cell that is turned inside out at one of its points has no answer, though its volume is
 * positive. */
static PetscErrorCode CheckTurned(void) {
  const Block block = {.cubes = {2, 1, 1}, .file_order = 1, .order = 2};
  static const char *const pair[2] = {"hencky", "hencky"};
  Deformed d;

  PetscFunctionBegin;
  PetscCall(DeformedCreate(&block, pair, true, false, &d));
  const SulMesh *mesh = &d.operators.problem.mesh;
  for (PetscInt a = 0; a < mesh->nodes_local; a++) /* a middle of an edge beyond its end */
    for (int i = 0; i < 3; i++)
      d.u[3 * a + i] = a == mesh->cells[4] ? 0.9 * block_unit : 0;
  CHECK(SulPointsRespond(d.operators.problem.body.points, &d.deformation, d.force).count > 0);
  PetscCall(DeformedDestroy(&d));
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckBlock(const Block *block) {
  PetscFunctionBegin;
  if (block->order == 1) PetscFunctionReturn(0);
  for (int p = 0; p < 2; p++) {
    PetscCall(CheckSlopes(block, elastic[p]));
    PetscCall(CheckUniform(block, flowing[p]));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckLast(const Block *block) {
  int ranks;

  PetscFunctionBegin;
  (void)block;
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  if (ranks == 1) PetscCall(CheckTurned());
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  return OperatorsMain(argc, argv, CheckBlock, CheckLast);
}
