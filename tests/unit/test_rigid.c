/* SPDX-License-Identifier: BSD-2-Clause */
/* Rigid motions: found and named for each kind of support, held by the fewest pins, taken out of a
 * displacement, and the work of loads on them. */
#include "problem.h"

typedef struct {
  const char *conditions;
  double angle;
  int count;
  const char *names[6];
} Support;

static const Support supports[] = {
    {"",
     0,
     6,
     {"translation along x", "translation along y", "translation along z", "rotation about x",
      "rotation about y", "rotation about z"}},
    {"boundaries:\n  - {faces: [zmin], condition: fixed}\n", 0, 0, {NULL}},
    {"boundaries:\n  - {faces: [zmin], condition: symmetry}\n",
     0,
     3,
     {"translation along x", "translation along y", "rotation about z"}},
    {"boundaries:\n  - {faces: [zmin, ymin], condition: symmetry}\n",
     0,
     1,
     {"translation along x"}},
    {"boundaries:\n  - {faces: [xmin, zmin], condition: symmetry}\n",
     0.5,
     1,
     {"translation along (-0.479, 0.878, 0)"}},
    {"boundaries:\n  - {faces: [xmin, ymin, zmin], condition: symmetry}\n", 0, 0, {NULL}},
};

static bool Named(const SulRigidMotions *motions, const char *name) {
  for (int m = 0; m < motions->count; m++) {
    if (!strcmp(motions->name[m], name)) return true;
    /* a direction may come out the other way round */
    if (!strcmp(name, "translation along (-0.479, 0.878, 0)") &&
        !strcmp(motions->name[m], "translation along (0.479, -0.878, 0)"))
      return true;
  }
  return false;
}

/* No motion that is told free moves what is held. */
static void CheckFree(const SulMesh *mesh, const SulConstraints *constraints,
                      const SulRigidMotions *motions) {
  for (int m = 0; m < motions->count; m++)
    for (PetscInt a = 0; a < mesh->nodes_local; a++) {
      double u[3], p[3];
      SulRigidDisplacement(motions, m, &mesh->coordinates[3 * a], u);
      memcpy(p, u, sizeof p);
      if (constraints->slot[a] < 0) continue;
      const double *projector = constraints->projector[constraints->slot[a]];
      for (int i = 0; i < 3; i++)
        p[i] = projector[3 * i] * u[0] + projector[3 * i + 1] * u[1] + projector[3 * i + 2] * u[2];
      for (int i = 0; i < 3; i++)
        CHECK_NEAR(p[i], u[i], 1e-12, 1);
    }
}

/* Pins hold what was free, and no node in more directions than there were motions. */
static PetscErrorCode CheckPins(const SulMesh *mesh, const SulRigidMotions *motions,
                                SulConstraints *constraints) {
  SulRigidMotions left;
  double before = 0, after = 0;

  PetscFunctionBegin;
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    const double *p =
        constraints->slot[a] < 0 ? NULL : constraints->projector[constraints->slot[a]];
    before += p ? 3 - p[0] - p[4] - p[8] : 0;
  }
  PetscCall(SulRigidMotionsPin(mesh, motions, constraints));
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    const double *p =
        constraints->slot[a] < 0 ? NULL : constraints->projector[constraints->slot[a]];
    after += p ? 3 - p[0] - p[4] - p[8] : 0;
  }
  CHECK_NEAR(ProblemSum(after - before), motions->count, 1e-9, 1);
  PetscCall(SulRigidMotionsFind(mesh, constraints, &left));
  CHECK(left.count == 0);
  PetscFunctionReturn(0);
}

/* int u . r dV for every motion r, against the size that such an integral may have. */
static double Overlap(const SulMesh *mesh, const SulRigidMotions *motions, int m, const double *u) {
  double sum[2] = {0}; /* of u . r, of |u| |r| */
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    SulCellPoints points;
    SulCellMassPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++) {
      double r[3], v[3] = {0}, squares[2] = {0};
      SulRigidDisplacement(motions, m, points.position[q], r);
      for (int a = 0; a < mesh->cell_nodes; a++)
        for (int i = 0; i < 3; i++)
          v[i] += points.value[q][a] * u[3 * mesh->cells[cell * mesh->cell_nodes + a] + i];
      for (int i = 0; i < 3; i++) {
        sum[0] += points.weight[q] * v[i] * r[i];
        squares[0] += v[i] * v[i];
        squares[1] += r[i] * r[i];
      }
      sum[1] += points.weight[q] * sqrt(squares[0] * squares[1]);
    }
  }
  return fabs(ProblemSum(sum[0])) / ProblemSum(sum[1]);
}

/* What a motion adds, Remove takes away; what it leaves has no part in any of them. */
static PetscErrorCode CheckRemove(const SulMesh *mesh, const SulRigidMotions *motions) {
  size_t size = 3 * (size_t)mesh->nodes_local;
  double *u, *moved = SulAllocate(size, sizeof *moved);

  PetscFunctionBegin;
  PetscCall(ProblemField(mesh, 3, 3, &u));
  memcpy(moved, u, size * sizeof *u);
  for (int m = 0; m < motions->count; m++) {
    CHECK(Overlap(mesh, motions, m, u) > 1e-6);
    for (PetscInt a = 0; a < mesh->nodes_local; a++) {
      double r[3];
      SulRigidDisplacement(motions, m, &mesh->coordinates[3 * a], r);
      for (int i = 0; i < 3; i++)
        moved[3 * a + i] += (m + 2) * r[i];
    }
  }
  PetscCall(SulRigidMotionsRemove(mesh, motions, u));
  PetscCall(SulRigidMotionsRemove(mesh, motions, moved));
  for (size_t i = 0; i < size; i++)
    CHECK_NEAR(moved[i], u[i], 1e-11, 1);
  for (int m = 0; m < motions->count; m++)
    CHECK(Overlap(mesh, motions, m, u) < 1e-13);
  free(u);
  free(moved);
  PetscFunctionReturn(0);
}

/* A pressure around the whole body does no work on it; a pressure on one side does along its normal. */
static PetscErrorCode CheckWork(const Problem *problem, const SulRigidMotions *motions) {
  const SulMesh *mesh = &problem->mesh;
  double *pressure = SulAllocate((size_t)mesh->faces_local, sizeof *pressure);
  double *force = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *force), work[6];
  static const char *const loads[] = {"all", "zmax"};

  PetscFunctionBegin;
  for (int l = 0; l < 2; l++) {
    int group = SulGroupFind(mesh->boundaries, mesh->boundary_count, loads[l]);
    for (PetscInt f = 0; f < mesh->faces_local; f++)
      pressure[f] = mesh->face_boundary[f] == group ? 1e6 : 0;
    memset(force, 0, 3 * (size_t)mesh->nodes_owned * sizeof *force);
    SulPressureForce(mesh, pressure, 1, NULL, force);
    PetscCall(SulRigidMotionsWork(mesh, motions, force, work));
    for (int m = 0; m < motions->count; m++) {
      bool does = l == 1 && !strcmp(motions->name[m], "translation along z");
      bool none = l == 0 || strcmp(motions->name[m], "translation along z") != 0;
      if (does) CHECK_NEAR(work[m], 1, 1e-12, 1);
      if (none) CHECK(work[m] < 1e-12);
    }
  }
  free(pressure);
  free(force);
  PetscFunctionReturn(0);
}

static PetscErrorCode CheckSupport(const Support *support, int order) {
  Block block = {.cubes = {3, 2, 2}, .file_order = 1, .order = order, .angle = support->angle};
  Problem problem;
  SulConstraints constraints;
  SulRigidMotions motions;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, support->conditions, &problem));
  PetscCall(ProblemConstraints(&problem, &constraints));
  PetscCall(SulRigidMotionsFind(&problem.mesh, &constraints, &motions));
  CHECK(motions.count == support->count);
  for (int m = 0; m < support->count && motions.count == support->count; m++)
    CHECK(Named(&motions, support->names[m]));
  CheckFree(&problem.mesh, &constraints, &motions);
  PetscCall(CheckRemove(&problem.mesh, &motions));
  if (support->count == 6) PetscCall(CheckWork(&problem, &motions));
  PetscCall(CheckPins(&problem.mesh, &motions, &constraints));
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (size_t s = 0; s < sizeof supports / sizeof supports[0]; s++)
    for (int order = 1; order <= 2; order++)
      PetscCall(CheckSupport(&supports[s], order));
  PetscCall(PetscFinalize());
  return CheckResult();
}
