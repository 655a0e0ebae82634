/* SPDX-License-Identifier: BSD-2-Clause */
/* Lithiation within particles: a front and its turns, diffusion into a slab, means on curved cells, and
 * that what is there follows from the place in the program alone; the balance of work where a front
 * takes points from nothing to all in one increment. */
#include "problem.h"

#include <stdlib.h>
#include <sulfem/work.h>

/* Along x; lithium enters at its foot. */
static const int length = 12;
static const double seconds = 100;

typedef struct {
  Problem problem;
  double *lithiation, *swelling; /* [cells_owned] */
} Slab;

/* The case's only phase with its pieces, and what lets lithium in. */
static PetscErrorCode SlabCreate(const Block *block, const char *profile, const SulSpread *spread,
                                 Slab *slab) {
  char text[1000];
  const char *further = strchr(profile, '\n'); /* of the case */
  SulError error = {0};

  PetscFunctionBegin;
  snprintf(text, sizeof text,
           "phases:\n  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, swelling: "
           "{volume_change: 0.3}, lithiation: {fraction: 1, %.*s}}\n"
           "boundaries:\n  - {faces: [all], condition: fixed}\n"
           "program: {lithiation: [0.6, 0.4, 0.7], duration: %g s}\n%s",
           (int)strcspn(profile, "\n"), profile, seconds, further ? further : "");
  PetscCall(ProblemCreate(block, text, &slab->problem));
  SulBody *body = &slab->problem.body;
  const SulMesh *mesh = &slab->problem.mesh;
  SulActiveParticles *particles = SulAllocate(1, sizeof *particles);
  body->particles = particles;
  particles->log = slab->problem.log;
  particles->phase_count = 1;
  particles->list = SulAllocate((size_t)mesh->component_count, sizeof *particles->list);
  particles->of_component = SulAllocate((size_t)mesh->component_count, sizeof(int));
  particles->spread = SulAllocate(1, sizeof *particles->spread);
  particles->spread[0] = *spread;
  particles->spread[0].enters = SulAllocate((size_t)mesh->boundary_count, sizeof(bool));
  particles->spread[0].enters[SulGroupFind(mesh->boundaries, mesh->boundary_count, "xmin")] = true;
  SulActiveParticlesAdd(mesh, 0, particles);
  PetscCall(SulActiveParticlesFind(mesh, body->phases, particles, &error));
  CHECK(particles->count == 1 && particles->list[0].volume > 0);
  PetscCall(SulBodyHold(body, slab->problem.log, &error));
  CHECK(!SulFailed(&error));
  size_t cells = (size_t)mesh->cells_owned;
  slab->lithiation = SulAllocate(cells, sizeof *slab->lithiation);
  slab->swelling = SulAllocate(cells, sizeof *slab->swelling);
  PetscFunctionReturn(0);
}

static PetscErrorCode SlabDestroy(Slab *slab) {
  PetscFunctionBegin;
  free(slab->lithiation);
  free(slab->swelling);
  PetscCall(ProblemDestroy(&slab->problem));
  PetscFunctionReturn(0);
}

/* What the cells have at a place of the program. */
static PetscErrorCode Go(Slab *slab, double place) {
  SulBody *body = &slab->problem.body;
  SulError error = {0};
  SulLoad load;

  PetscFunctionBegin;
  SulLoadMake(1, body->program.course_count, &load);
  SulLoadAt(body, place, &load);
  PetscCall(SulBodyLithiate(body, &load, &error));
  CHECK(!SulFailed(&error) && body->particles->off < 1e-12);
  double swelling[1] = {0};
  body->points->answered = (SulDeformation){.swelling = swelling};
  SulPointsLithiation(body->points, slab->lithiation, slab->swelling);
  SulLoadDestroy(&load);
  PetscFunctionReturn(0);
}

/* ---- Fronts ---------------------------------------------------------------------------------- */

/* Lithiation 1 where `count` pairs of ends say so, in parts of the length, and 0 elsewhere; cells
 * near an end may have any. */
static void CheckStripes(const Slab *slab, int count, const double (*ends)[2]) {
  const SulMesh *mesh = &slab->problem.mesh;
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    double x = 0, due = 0, near = INFINITY;
    for (int v = 0; v < 4; v++)
      x +=
          mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + v]] / 4 / block_unit / length;
    for (int k = 0; k < count; k++) {
      if (x > ends[k][0] && x < ends[k][1]) due = 1;
      near = fmin(near, fmin(fabs(x - ends[k][0]), fabs(x - ends[k][1])));
    }
    if (near * length > 1) CHECK_NEAR(slab->lithiation[cell], due, 1e-12, 1);
  }
}

static PetscErrorCode CheckFront(int order) {
  const Block block = {.cubes = {length, 1, 1}, .file_order = 1, .order = order, .one_phase = true};
  const SulSpread spread = {.profile = SUL_PROFILE_FRONT};
  static const double in[][2] = {{0, 0.6}}, out[][2] = {{0.2, 0.6}};
  static const double again[][2] = {{0, 0.1}, {0.2, 0.6}}, all[][2] = {{0, 0.7}};
  Slab slab;

  PetscFunctionBegin;
  PetscCall(SlabCreate(&block, "profile: front", &spread, &slab));
  for (int pass = 0; pass < 2; pass++) { /* the second one goes back to the beginning */
    PetscCall(Go(&slab, 1));
    CheckStripes(&slab, 1, in);
    PetscCall(Go(&slab, 2));
    CheckStripes(&slab, 1, out);
    PetscCall(Go(&slab, 3));
    CheckStripes(&slab, 1, all);
    PetscCall(Go(&slab, 2 + 1.0 / 3));
    CheckStripes(&slab, 2, again);
  }
  PetscCall(SlabDestroy(&slab));
  PetscFunctionReturn(0);
}

/* ---- Diffusion ------------------------------------------------------------------------------- */

/* So much that a profile settles within a hundredth of a way: then it is a parabola that rises, which
 * elements of order 2 and the steps have without error. */
static PetscErrorCode CheckSlab(void) {
  const Block block = {.cubes = {length, 1, 1}, .file_order = 1, .order = 2, .one_phase = true};
  double size = length * block_unit;
  const SulSpread spread = {.profile = SUL_PROFILE_DIFFUSION,
                            .diffusivity = 4 * size * size / seconds};
  Slab slab;

  PetscFunctionBegin;
  PetscCall(SlabCreate(&block, "profile: diffusion, diffusivity: 1 m2/s", &spread, &slab));
  const SulMesh *mesh = &slab.problem.mesh;
  double bytes;
  PetscCall(SulBodyDiffusionMemory(&slab.problem.body, &bytes));
  CHECK(bytes > 1e3 * (double)mesh->nodes_total && bytes < 5e3 * (double)mesh->nodes_total);
  for (int way = 0; way < 2; way++) {
    static const double rate[2] = {0.6, -0.2};
    PetscCall(Go(&slab, way + 0.9));
    double mean = 0.6 * way + 0.9 * rate[way], steep = rate[way] / 4;
    for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
      SulCellPoints points;
      double due = 0, volume = 0;
      SulCellMassPoints(mesh, cell, &points);
      for (int q = 0; q < points.points; q++) {
        double depth = 1 - points.position[q][0] / size;
        due += points.weight[q] * (mean + steep * (depth * depth / 2 - 1.0 / 6));
        volume += points.weight[q];
      }
      CHECK_NEAR(slab.lithiation[cell], due / volume, 1e-6, 1);
    }
  }
  PetscCall(SlabDestroy(&slab));
  PetscFunctionReturn(0);
}

/* Bent cells, and tries that are taken back. */
static PetscErrorCode CheckAgain(const char *profile, const SulSpread *spread) {
  const Block block = {.cubes = {3, 2, 1},
                       .file_order = 2,
                       .order = 2,
                       .curve = 0.08,
                       .jitter = 0.1,
                       .one_phase = true};
  static const double places[] = {0.3, 1.7, 1.3, 0.3};
  Slab slab, fresh;

  PetscFunctionBegin;
  PetscCall(SlabCreate(&block, profile, spread, &slab));
  for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
    PetscCall(Go(&slab, places[k]));
    if (k < 2) continue; /* back on the way, and on one before */
    PetscCall(SlabCreate(&block, profile, spread, &fresh));
    PetscCall(Go(&fresh, places[k]));
    for (PetscInt cell = 0; cell < slab.problem.mesh.cells_owned; cell++)
      CHECK_NEAR(slab.lithiation[cell], fresh.lithiation[cell], 1e-9, 1);
    PetscCall(SlabDestroy(&fresh));
  }
  PetscCall(SlabDestroy(&slab));
  PetscFunctionReturn(0);
}

/* ---- Work ------------------------------------------------------------------------------------ */

/* Moduli that follow the front, in a body all of whose nodes are moved about: what is missing in the balance
 * of work at the end of the program. */
static PetscErrorCode FollowWork(const char *further, int parts, double *error) {
  const Block block = {.cubes = {length, 1, 1}, .file_order = 1, .order = 1, .one_phase = true};
  const SulSpread spread = {.profile = SUL_PROFILE_FRONT};
  char profile[300];
  SulSolution solution;
  SulWork work;
  Slab slab;

  PetscFunctionBegin;
  snprintf(profile, sizeof profile,
           "profile: front}, lithiated: {youngs_modulus: 80 GPa, poissons_ratio: 0.2%s", further);
  PetscCall(SlabCreate(&block, profile, &spread, &slab));
  const SulBody *body = &slab.problem.body;
  const SulMesh *mesh = body->mesh;
  SulSolutionCreate(body, &solution);
  SulWorkCreate(body, &work);
  for (int k = 1; k <= 3 * parts; k++) {
    double place = (double)k / parts;
    SulLoadAt(body, place, &solution.load);
    for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++) {
      const double *x = &mesh->coordinates[i - i % 3];
      solution.displacement[i] =
          block_unit * 0.1 * sin(place * (1 + (double)(i % 3)) + 0.4 * x[0] / block_unit) +
          0.05 * place * x[i % 3];
    }
    PetscCall(SulMeshHalo(mesh, 3, solution.displacement));
    PetscCall(ProblemBalance(body, &solution));
    PetscCall(SulWorkAdd(body, &solution, &work));
    PetscCall(SulBodyCommit(body));
  }
  double stored = body->points->energy;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &stored, 1, MPI_DOUBLE, MPI_SUM, mesh->comm));
  double missing = work.total[SUL_WORK_EXTERNAL] + work.total[SUL_WORK_SWELLING] - stored;
  *error = fabs(missing) / work.total[SUL_WORK_MOVED];
  SulWorkDestroy(&work);
  SulSolutionDestroy(&solution);
  PetscCall(SlabDestroy(&slab));
  PetscFunctionReturn(0);
}

/* Exact where energies are of second order; else it falls with the increments, though each point still
 * jumps. */
static PetscErrorCode CheckWork(void) {
  double small, coarse, fine;

  PetscFunctionBegin;
  PetscCall(FollowWork("", 10, &small));
  PetscCall(FollowWork("\nkinematics: finite", 5, &coarse));
  PetscCall(FollowWork("\nkinematics: finite", 20, &fine));
  CHECK(small < 1e-12);
  CHECK(fine < 0.2 * coarse && fine < 1e-3);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const SulSpread front = {.profile = SUL_PROFILE_FRONT};
  const SulSpread slow = {.profile = SUL_PROFILE_DIFFUSION, .diffusivity = 1e-13};
  const SulSpread held = {.profile = SUL_PROFILE_DIFFUSION, .diffusivity = 1e-13, .held = true};
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCall(CheckFront(1));
  PetscCall(CheckFront(2));
  PetscCall(CheckSlab());
  PetscCall(CheckWork());
  PetscCall(CheckAgain("profile: front", &front));
  PetscCall(CheckAgain("profile: diffusion, diffusivity: 1 m2/s", &slow));
  PetscCall(CheckAgain("profile: diffusion, diffusivity: 1 m2/s, control: concentration", &held));
  PetscCall(PetscFinalize());
  return CheckResult();
}
