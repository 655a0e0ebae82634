/* SPDX-License-Identifier: BSD-2-Clause */
/* Displacement conditions at nodes and faces: projectors, prescribed values, corners, contradictions;
 * the same at ghosts as at their owners. */
#include "problem.h"

static const double micrometre = 1e-6;

/* Distance of v from the node's conditions: |(I - P) v - g|. */
static double Missed(const SulConstraints *constraints, PetscInt node, const double v[3]) {
  PetscInt slot = constraints->slot[node];
  const double *p = constraints->projector[slot], *g = constraints->prescribed[slot];
  double sum = 0;
  for (int i = 0; i < 3; i++) {
    double held = v[i] - p[3 * i] * v[0] - p[3 * i + 1] * v[1] - p[3 * i + 2] * v[2];
    sum += (held - g[i]) * (held - g[i]);
  }
  return sqrt(sum);
}

/* P is an orthogonal projector of the rank given, g lies in what it takes out. */
static void CheckProjector(const SulConstraints *constraints, PetscInt node, int free_directions) {
  PetscInt slot = constraints->slot[node];
  const double *p = constraints->projector[slot], *g = constraints->prescribed[slot];
  for (int i = 0; i < 3; i++) {
    double along = 0;
    for (int j = 0; j < 3; j++) {
      double square = 0;
      for (int k = 0; k < 3; k++)
        square += p[3 * i + k] * p[3 * k + j];
      CHECK_NEAR(square, p[3 * i + j], 1e-14, 1);
      CHECK_NEAR(p[3 * i + j], p[3 * j + i], 1e-15, 1);
      along += p[3 * i + j] * g[j];
    }
    CHECK_NEAR(along, 0, 1e-14, micrometre);
  }
  CHECK_NEAR(p[0] + p[4] + p[8], free_directions, 1e-14, 1);
}

/* `at`: x in the block's own frame, mesh units. */
static void Local(const Block *block, const double x[3], double at[3]) {
  double c = cos(block->angle), s = sin(block->angle);
  at[0] = (c * x[0] + s * x[1]) / micrometre;
  at[1] = (-s * x[0] + c * x[1]) / micrometre;
  at[2] = x[2] / micrometre;
}

static bool Is(double a, double b) {
  return fabs(a - b) < 1e-9;
}

/* Symmetry on xmin, u_z = 0.2 um on zmax, on a block that is turned: xmin is oblique, and their common
 * edge holds two directions. */
static void CheckNode(const Block *block, const SulMesh *mesh, const SulConstraints *constraints,
                      PetscInt node) {
  double at[3], c = cos(block->angle), s = sin(block->angle);
  Local(block, &mesh->coordinates[3 * node], at);
  bool left = Is(at[0], 0), top = Is(at[2], block->cubes[2]);
  if (!left && !top) {
    CHECK(constraints->slot[node] < 0);
    return;
  }
  CHECK(constraints->slot[node] >= 0);
  CheckProjector(constraints, node, 3 - left - top);
  const double lift[3] = {0, 0, top ? 0.2 * micrometre : 0};
  CHECK_NEAR(Missed(constraints, node, lift), 0, 1e-14, micrometre);
  const double away[3] = {c * micrometre, s * micrometre, lift[2]}; /* along xmin's normal */
  const double along[3] = {-s * micrometre, c * micrometre, lift[2]};
  CHECK_NEAR(Missed(constraints, node, away), left ? micrometre : 0, 1e-12, micrometre);
  CHECK_NEAR(Missed(constraints, node, along), 0, 1e-12, micrometre);
}

/* Faces carry what their own group prescribes, the two faces of one triangle the same. */
static void CheckFaces(const SulMesh *mesh, const SulConstraints *constraints) {
  static const char *const names[] = {"xmin", "zmax", "ymax"};
  static const int held[] = {1, 1, 3};
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    int expected = 0;
    for (int other = 0; other < 3; other++)
      for (PetscInt f = 0; f < mesh->faces_local; f++)
        if (mesh->face_first[f] == mesh->face_first[face] &&
            mesh->face_boundary[f] ==
                SulGroupFind(mesh->boundaries, mesh->boundary_count, names[other]))
          expected = held[other];
    int slot = constraints->face_slot[face];
    CHECK((slot >= 0) == (expected > 0));
    if (slot < 0) continue;
    const double *p = constraints->face_projector[slot];
    CHECK_NEAR(p[0] + p[4] + p[8], expected, 1e-14, 1);
    CHECK(slot == constraints->face_slot[mesh->face_first[face]]);
  }
}

static PetscErrorCode CheckContradiction(int order) {
  static const char conditions[] =
      "boundaries:\n"
      "  - {faces: [xmin], condition: symmetry}\n"
      "  - {faces: [zmax], condition: displacement, displacement: [free, free, 0.2 um]}\n"
      "  - {faces: [ymax], condition: displacement, displacement: [0 um, 0 um, 0 um]}\n";
  Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = order, .angle = 0.3};
  Problem problem;
  SulConstraints constraints;
  SulError error = {0};

  PetscFunctionBegin;
  /* zmax lifts, ymax holds: they contradict each other where they meet */
  PetscCall(ProblemCreate(&block, conditions, &problem));
  PetscCall(SulConstraintsCreate(&problem.mesh, problem.body.displacements,
                                 problem.body.displacement_count, &constraints, &error));
  CHECK(error.status == SUL_INPUT && strstr(error.text, "\"zmax\"") &&
        strstr(error.text, "\"ymax\"") && strstr(error.text, "different displacements"));
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* The same without the lift: all agree. */
static PetscErrorCode CheckAgreeing(int order) {
  static const char conditions[] =
      "boundaries:\n"
      "  - {faces: [xmin], condition: symmetry}\n"
      "  - {faces: [zmax], condition: displacement, displacement: [free, free, 0 um]}\n"
      "  - {faces: [ymax], condition: fixed}\n";
  Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = order, .angle = 0.3};
  Problem problem;
  SulConstraints constraints;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, conditions, &problem));
  const SulMesh *mesh = &problem.mesh;
  PetscCall(ProblemConstraints(&problem, &constraints));
  double *v, *kept;
  PetscCall(ProblemField(mesh, 3, 5, &v));
  kept = SulAllocate(3 * (size_t)mesh->nodes_local, sizeof *kept);
  memcpy(kept, v, 3 * (size_t)mesh->nodes_local * sizeof *v);
  SulConstraintsProject(&constraints, mesh->nodes_local, v);
  for (PetscInt a = 0; a < mesh->nodes_local; a++) {
    bool same = !memcmp(&v[3 * a], &kept[3 * a], 3 * sizeof *v);
    CHECK(same == (constraints.slot[a] < 0));
    if (!same) CHECK_NEAR(Missed(&constraints, a, &v[3 * a]), 0, 1e-14, 1);
  }
  CheckFaces(mesh, &constraints);
  free(v);
  free(kept);
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* Ghost nodes have what their owners have. */
static PetscErrorCode CheckNodes(int order) {
  static const char conditions[] =
      "boundaries:\n"
      "  - {faces: [xmin], condition: symmetry}\n"
      "  - {faces: [zmax], condition: displacement, displacement: [free, free, 0.2 um]}\n";
  Block block = {.cubes = {2, 2, 2}, .file_order = 1, .order = order, .angle = 0.3};
  Problem problem;
  SulConstraints constraints;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, conditions, &problem));
  PetscCall(ProblemConstraints(&problem, &constraints));
  PetscInt held = 0;
  for (PetscInt a = 0; a < problem.mesh.nodes_local; a++) {
    CheckNode(&block, &problem.mesh, &constraints, a);
    held += constraints.slot[a] >= 0;
  }
  CHECK(held == constraints.count);
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* u = G x on the whole surface: every node there is held, where the field says. */
static PetscErrorCode CheckAffine(void) {
  static const char conditions[] = "boundaries:\n"
                                   "  - {faces: [all], condition: displacement, "
                                   "gradient: [[0.1, 0, 0.02], [0, -0.1, 0], [0.03, 0, 0.2]]}\n";
  static const double gradient[9] = {0.1, 0, 0.02, 0, -0.1, 0, 0.03, 0, 0.2};
  Block block = {.cubes = {2, 2, 2}, .file_order = 2, .order = 2, .curve = 0.1};
  Problem problem;
  SulConstraints constraints;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, conditions, &problem));
  PetscCall(ProblemConstraints(&problem, &constraints));
  for (PetscInt a = 0; a < problem.mesh.nodes_local; a++) {
    const double *x = &problem.mesh.coordinates[3 * a];
    if (constraints.slot[a] < 0) continue;
    double u[3];
    for (int i = 0; i < 3; i++)
      u[i] = gradient[3 * i] * x[0] + gradient[3 * i + 1] * x[1] + gradient[3 * i + 2] * x[2];
    CheckProjector(&constraints, a, 0);
    CHECK_NEAR(Missed(&constraints, a, u), 0, 1e-14, micrometre);
  }
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* A curved face has no normal to hold; several flat ones in a group have. */
static PetscErrorCode CheckFlatness(void) {
  Block bent = {.cubes = {2, 2, 2}, .file_order = 2, .order = 2, .curve = 0.1};
  Block straight = {.cubes = {2, 2, 2}, .file_order = 1, .order = 1};
  Problem problem;
  SulConstraints constraints;
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(
      ProblemCreate(&bent, "boundaries:\n  - {faces: [xmin], condition: symmetry}\n", &problem));
  PetscCall(SulConstraintsCreate(&problem.mesh, problem.body.displacements,
                                 problem.body.displacement_count, &constraints, &error));
  CHECK(error.status == SUL_INPUT && strstr(error.text, "case.yaml:") &&
        strstr(error.text, "\"xmin\" is not flat"));
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));

  PetscCall(
      ProblemCreate(&straight, "boundaries:\n  - {faces: [all], condition: symmetry}\n", &problem));
  PetscCall(ProblemConstraints(&problem, &constraints));
  for (PetscInt a = 0; a < problem.mesh.nodes_local; a++) {
    int sides = 0;
    for (int i = 0; i < 3; i++) {
      double at = problem.mesh.coordinates[3 * a + i] / micrometre;
      sides += Is(at, 0) || Is(at, 2);
    }
    CHECK((constraints.slot[a] >= 0) == (sides > 0));
    if (sides > 0) CheckProjector(&constraints, a, 3 - sides);
  }
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* Pins one direction after the other, on a free node and on one that is held already. */
static PetscErrorCode CheckPins(void) {
  static const double oblique[3] = {0.6, 0, 0.8}, upright[3] = {0, 0, 1}, across[3] = {0, 1, 0};
  Block block = {.cubes = {1, 1, 1}, .file_order = 1, .order = 1, .one_phase = true};
  Problem problem;
  SulConstraints constraints;

  PetscFunctionBegin;
  PetscCall(
      ProblemCreate(&block, "boundaries:\n  - {faces: [zmin], condition: symmetry}\n", &problem));
  PetscCall(ProblemConstraints(&problem, &constraints));
  for (PetscInt a = 0; a < problem.mesh.nodes_local; a++) {
    bool held = constraints.slot[a] >= 0;
    SulConstraintsPin(&constraints, a, oblique);
    CheckProjector(&constraints, a, held ? 1 : 2);
    SulConstraintsPin(&constraints, a, across);
    CheckProjector(&constraints, a, held ? 0 : 1);
    if (!held) SulConstraintsPin(&constraints, a, upright);
    CheckProjector(&constraints, a, 0);
  }
  CHECK(constraints.count == problem.mesh.nodes_local);
  SulConstraintsDestroy(&constraints);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (int order = 1; order <= 2; order++) {
    PetscCall(CheckContradiction(order));
    PetscCall(CheckAgreeing(order));
    PetscCall(CheckNodes(order));
  }
  PetscCall(CheckAffine());
  PetscCall(CheckFlatness());
  PetscCall(CheckPins());
  PetscCall(PetscFinalize());
  return CheckResult();
}
