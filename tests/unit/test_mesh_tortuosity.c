/* SPDX-License-Identifier: BSD-2-Clause */
/* Tortuosity factors on meshes: layers exactly, a ball in a box against Rayleigh's series, the same
 * on every communicator. */
#include "check.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/image.h>
#include <sulfem/mesh_tortuosity.h>
#include <unistd.h>

static SulMesh Read(MPI_Comm comm, const char *path, double length, int order) {
  SulMesh mesh = {0};
  SulError error = {0};
  SulLog *log = SulLogCreate(false);
  SulMeshSource source = {.path = path, .length = length, .element_order = order};
  CHECK(SulMeshRead(comm, &source, log, &mesh, &error) == 0);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  SulLogClose(&log);
  return mesh;
}

static SulTortuosity Find(const SulMesh *mesh, const char *phase, int axis, double tolerance) {
  SulTortuosity result = {0};
  SulError error = {0};
  int index = SulGroupFind(mesh->phases, mesh->phase_count, phase);
  CHECK(index >= 0);
  CHECK(SulMeshTortuosityFind(mesh, index, (SulFlux){axis, tolerance}, &result, &error) == 0);
  CHECK(!SulFailed(&error));
  return result;
}

static PetscBool Possible(const SulMesh *mesh, int axis) {
  PetscBool possible = PETSC_FALSE;
  CHECK(SulMeshTortuosityPossible(mesh, axis, &possible) == 0);
  return possible;
}

/* Layers normal to z: straight along x and y; along z sulfur reaches neither face, and the bodies
 * of electrolyte one face each. */
static void TestLayers(int order) {
  static const char *const phases[] = {"sulfur", "electrolyte"};
  SulMesh mesh = Read(PETSC_COMM_WORLD, SULFEM_SOURCE_DIR "/meshes/laminate.msh", 1e-6, order);
  for (int d = 0; d < 3; d++)
    CHECK(Possible(&mesh, d));
  for (int p = 0; p < 2; p++) {
    for (int d = 0; d < 2; d++) {
      SulTortuosity t = Find(&mesh, phases[p], d, 1e-12);
      CHECK(t.percolates);
      CHECK_NEAR(t.factor, 1, 1e-11, 1);
      CHECK_NEAR(t.diffusivity, p ? 0.7 : 0.3, 1e-11, 1);
    }
    SulTortuosity across = Find(&mesh, phases[p], 2, 1e-12);
    CHECK(!across.percolates && isinf(across.factor) && across.unknowns == 0);
  }
  SulMeshDestroy(&mesh);
}

/* A mesh without a box has nothing to measure between. */
static void TestNoFaces(void) {
  SulMesh mesh = Read(PETSC_COMM_WORLD, SULFEM_SOURCE_DIR "/meshes/single-particle.msh", 1e-6, 1);
  for (int d = 0; d < 3; d++)
    CHECK(!Possible(&mesh, d));
  SulMeshDestroy(&mesh);
}

/* A ball of radius 0.3 in the middle of a unit cube, meshed by one rank. */
static void MeshBall(const char *path, double size, int order) {
  SulPackedPhase phases[2] = {{.meshed = true}, {.meshed = true, .role = SUL_ROLE_PARTICLE}};
  SulParticle ball = {.radius = 0.3e-6, .phase = 1, .coating_phase = -1};
  SulPacking packing = {.phases = phases,
                        .phase_count = 2,
                        .particles = &ball,
                        .particle_count = 1,
                        .length_unit = 1e-6,
                        .seed = 1};
  SulMeshReport report;
  SulError error = {0};
  SulLog *log = SulLogCreate(false);
  int rank;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  snprintf(phases[0].name, SUL_NAME_SIZE, "electrolyte");
  snprintf(phases[1].name, SUL_NAME_SIZE, "sulfur");
  snprintf(packing.length_unit_name, sizeof packing.length_unit_name, "um");
  for (int k = 0; k < 3; k++) {
    ball.centre[k] = 0.5e-6;
    ball.semi_axes[k] = 0.3e-6;
    ball.rotation[4 * k] = 1;
    packing.edges[k] = 1e-6;
  }
  packing.mesh = (SulMeshWishes){.size_at_particles = size * 1e-6,
                                 .size_far = 2 * size * 1e-6,
                                 .growth = 0.4,
                                 .gap_elements = 1,
                                 .order = order,
                                 .mesher = SUL_MESHER_DELAUNAY,
                                 .quality_floor = 0.02};
  if (rank == 0) SulMeshPacking(&packing, path, log, &report, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  SulLogClose(&log);
  MPI_Barrier(PETSC_COMM_WORLD);
}

/* D_eff / D over that of a simple cubic array of balls of the mesh's own volume, less 1. */
static double BallError(double size, int order) {
  char path[64] = "";
  int rank;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  snprintf(path, sizeof path, "mesh-tortuosity-%d.msh", (int)getpid());
  MPI_Bcast(path, sizeof path, MPI_CHAR, 0, PETSC_COMM_WORLD);
  MeshBall(path, size, order);
  SulMesh mesh = Read(PETSC_COMM_WORLD, path, 1e-6, order);
  SulMesh alone = Read(PETSC_COMM_SELF, path, 1e-6, order);
  MPI_Barrier(PETSC_COMM_WORLD);
  if (rank == 0) remove(path);
  double f = mesh.phases[SulGroupFind(mesh.phases, 2, "sulfur")].measure / 1e-18;
  double rayleigh = 1 - 3 * f / (2 + f - 0.979 * pow(f, 10.0 / 3));
  SulTortuosity t = Find(&mesh, "electrolyte", 2, 1e-9);
  CHECK_NEAR(t.factor, (1 - f) / t.diffusivity, 1e-12, 1);
  CHECK_NEAR(t.flux_in, t.flux_out, 1e-9, 1e-300);
  CHECK_NEAR(t.diffusivity, t.flux_in, 1e-9, 1e-300);
  CHECK(fabs(t.diffusivity - (1 - f)) > 0.03); /* what a mean would say */
  CHECK(!Find(&mesh, "sulfur", 1, 0).percolates);
  CHECK_NEAR(Find(&alone, "electrolyte", 2, 1e-9).factor, t.factor, 1e-8, 1);
  SulMeshDestroy(&mesh);
  SulMeshDestroy(&alone);
  return t.diffusivity / rayleigh - 1;
}

static void TestBall(void) {
  double coarse = BallError(0.12, 1), fine = BallError(0.06, 1);
  double curved = BallError(0.12, 2), finest = BallError(0.06, 2);
  printf("ball: errors %.2e %.2e, curved %.2e %.2e\n", coarse, fine, curved, finest);
  CHECK(coarse > 0 && fine > 0); /* the dissipation comes from above */
  CHECK(coarse < 0.03 && fine < 0.5 * coarse);
  CHECK(curved < 0.2 * coarse && fabs(finest) < 0.3 * curved);
}

/* The message of a solver that is not let finish. */
static void TestFailure(void) {
  SulMesh mesh = Read(PETSC_COMM_WORLD, SULFEM_SOURCE_DIR "/meshes/composite.msh", 1e-6, 1);
  SulTortuosity result;
  SulError error = {0};
  int phase = SulGroupFind(mesh.phases, mesh.phase_count, "electrolyte");
  CHECK(PetscOptionsSetValue(NULL, "-tortuosity_ksp_max_it", "1") == 0);
  CHECK(SulMeshTortuosityFind(&mesh, phase, (SulFlux){.axis = 0}, &result, &error) == 0);
  CHECK(PetscOptionsClearValue(NULL, "-tortuosity_ksp_max_it") == 0);
  CHECK(error.status == SUL_DIVERGED && strstr(error.text, "along x"));
  SulMeshDestroy(&mesh);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  TestLayers(1);
  TestLayers(2);
  TestNoFaces();
  TestBall();
  TestFailure();
  int mine = CheckResult(), worst;
  PetscCallMPI(MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, PETSC_COMM_WORLD));
  PetscCall(PetscFinalize());
  return worst;
}
