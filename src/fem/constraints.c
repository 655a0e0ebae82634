/* SPDX-License-Identifier: BSD-2-Clause */
/* Displacement conditions gathered row by row: orthonormal prescribed directions, then projector and
 * prescribed displacement. A rank works out its own rows (it has all faces of their nodes) and gets
 * those of its ghosts from their owners. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/fem.h>
#include <sulfem/parallel.h>
#include <sulfem/vector.h>

/* The prescribed directions of one row. */
typedef struct {
  int count;
  const SulDisplacementCondition *by[3]; /* who prescribes it, for messages */
  double direction[3][3];
  double value[3];
} NodeConditions;

enum { PLANES_MAX = 6 };

/* The distinct normals of a surface made of planes. */
typedef struct {
  int count; /* PLANES_MAX + 1: too many, the surface is curved */
  double normal[PLANES_MAX + 1][3];
} Planes;

static bool SameDirection(const double a[3], const double b[3]) {
  double aligned = SulDot(a, b) < 0 ? -1 : 1, distance = 0;
  for (int i = 0; i < 3; i++)
    distance += (a[i] - aligned * b[i]) * (a[i] - aligned * b[i]);
  return distance < 1e-12;
}

static int PlanesAdd(Planes *planes, const double normal[3]) {
  for (int i = 0; i < planes->count; i++)
    if (SameDirection(planes->normal[i], normal)) return i;
  if (planes->count > PLANES_MAX) return PLANES_MAX;
  memcpy(planes->normal[planes->count], normal, 3 * sizeof(double));
  return planes->count++;
}

static void UnitNormal(const double area[3], double normal[3]) {
  double length = sqrt(SulDot(area, area));
  for (int i = 0; i < 3; i++) {
    normal[i] = area[i] / length;
    if (fabs(normal[i]) < 1e-12) normal[i] = 0;
  }
}

static void PlanesOfOwnFaces(const SulMesh *mesh, int boundary, Planes *planes) {
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    if (mesh->face_boundary[face] != boundary) continue;
    SulFacePoints points;
    SulFacePointsGet(mesh, face, &points);
    for (int q = 0; q < points.points; q++) {
      double normal[3];
      UnitNormal(points.normal[q], normal);
      PlanesAdd(planes, normal);
    }
  }
}

/* Collective: the same planes in the same order on every rank. */
static PetscErrorCode PlanesOfBoundary(const SulMesh *mesh, int boundary, Planes *planes) {
  int size;
  Planes mine = {0}, *all;

  PetscFunctionBegin;
  PlanesOfOwnFaces(mesh, boundary, &mine);
  PetscCallMPI(MPI_Comm_size(mesh->comm, &size));
  PetscCall(PetscMalloc1(size, &all));
  PetscCallMPI(MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all, sizeof mine, MPI_BYTE, mesh->comm));
  memset(planes, 0, sizeof *planes);
  for (int r = 0; r < size; r++)
    for (int i = 0; i < all[r].count; i++)
      PlanesAdd(planes, all[r].normal[i]);
  PetscCall(PetscFree(all));
  PetscFunctionReturn(0);
}

static void TellContradiction(const SulMesh *mesh, const SulDisplacementCondition *first,
                              const SulDisplacementCondition *second, const double direction[3],
                              double apart, SulError *error) {
  const SulDisplacementCondition *plate = second->plane ? second : first;
  const SulDisplacementCondition *other = second->plane ? first : second;
  if (plate->plane) {
    SulErrorSet(
        error, SUL_INPUT,
        "%s:%d: boundaries: the plate \"%s\" moves along (%.3g, %.3g, %.3g), and the group "
        "\"%s\" (line %d) holds nodes of its edge in that direction; leave it free there, with "
        "\"symmetry\" or a component \"free\"",
        plate->path, plate->line, mesh->boundaries[plate->boundary].name, direction[0],
        direction[1], direction[2], mesh->boundaries[other->boundary].name, other->line);
    return;
  }
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: boundaries: the groups \"%s\" (line %d) and \"%s\" share nodes and prescribe "
      "different displacements there (they differ by %.6g m along (%.3g, %.3g, %.3g)); leave "
      "that component free on one of them, or prescribe the same value",
      second->path, second->line, mesh->boundaries[first->boundary].name, first->line,
      mesh->boundaries[second->boundary].name, apart, direction[0], direction[1], direction[2]);
}

/* Prescribes u . direction = value; directions already prescribed are split off first. */
static void Prescribe(const SulMesh *mesh, NodeConditions *node,
                      const SulDisplacementCondition *condition, const double direction[3],
                      double value, SulError *error) {
  double rest[3] = {direction[0], direction[1], direction[2]}, left = value, size = fabs(value);
  double most = -1;
  const SulDisplacementCondition *other = NULL; /* who has the largest say in this direction */
  for (int k = 0; k < node->count; k++) {
    double share = SulDot(direction, node->direction[k]);
    for (int i = 0; i < 3; i++)
      rest[i] -= share * node->direction[k][i];
    left -= share * node->value[k];
    size = fmax(size, fabs(node->value[k]));
    if (fabs(share) <= most) continue;
    most = fabs(share);
    other = node->by[k];
  }
  double length = sqrt(SulDot(rest, rest));
  if (length < 1e-6) {
    if (other && fabs(left) > 1e-9 * size)
      TellContradiction(mesh, other, condition, direction, left, error);
    return;
  }
  for (int i = 0; i < 3; i++)
    node->direction[node->count][i] = rest[i] / length;
  node->value[node->count] = left / length;
  node->by[node->count++] = condition;
}

static void PrescribeAtNode(const SulMesh *mesh, const SulDisplacementCondition *condition,
                            const double normal[3], PetscInt at, NodeConditions *node,
                            SulError *error) {
  static const double axis[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  if (condition->kind == SUL_CONSTRAIN_NORMAL) {
    Prescribe(mesh, node, condition, normal, condition->value[0], error);
    return;
  }
  for (int i = 0; i < 3; i++) {
    bool affine = condition->kind == SUL_CONSTRAIN_AFFINE;
    if (!affine && !condition->component[i]) continue;
    double value = affine ? SulDot(&condition->gradient[3 * i], &mesh->coordinates[3 * at])
                          : condition->value[i];
    Prescribe(mesh, node, condition, axis[i], value, error);
  }
}

/* The plane that the face lies in. */
static void FaceNormal(const SulMesh *mesh, PetscInt face, Planes *planes, double normal[3]) {
  SulFacePoints points;
  SulFacePointsGet(mesh, face, &points);
  UnitNormal(points.normal[0], normal);
  memcpy(normal, planes->normal[PlanesAdd(planes, normal)], 3 * sizeof(double));
}

/* Only the directions: which values are prescribed, and whether they agree, the nodes tell. */
static void DirectionsOnFace(const SulMesh *mesh, const SulDisplacementCondition *condition,
                             const double normal[3], NodeConditions *face) {
  SulDisplacementCondition still = *condition;
  if (still.kind == SUL_CONSTRAIN_AFFINE) {
    still.kind = SUL_CONSTRAIN_COMPONENTS;
    still.component[0] = still.component[1] = still.component[2] = true;
  }
  memset(still.value, 0, sizeof still.value);
  PrescribeAtNode(mesh, &still, normal, -1, face, NULL);
}

/* `faces` gathers what is prescribed on each triangle, at its first face. */
static PetscErrorCode ApplyCondition(const SulMesh *mesh, const SulDisplacementCondition *condition,
                                     NodeConditions *nodes, NodeConditions *faces,
                                     SulError *error) {
  const SulRows rows = SulMeshRows(mesh);
  Planes planes = {0};
  bool along_normal = condition->kind == SUL_CONSTRAIN_NORMAL;

  PetscFunctionBegin;
  if (along_normal) PetscCall(PlanesOfBoundary(mesh, condition->boundary, &planes));
  if (condition->plane && planes.count != 1) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: the faces of the group \"%s\" do not lie in one plane, and a "
                "\"plate\" is one; name a flat group",
                condition->path, condition->line, mesh->boundaries[condition->boundary].name);
    PetscFunctionReturn(0);
  }
  if (planes.count > PLANES_MAX) {
    SulErrorSet(
        error, SUL_INPUT,
        "%s:%d: boundaries: the group \"%s\" is not flat, and \"symmetry\" needs flat faces (at "
        "most %d planes a group); use \"fixed\" or \"displacement\", or split the group",
        condition->path, condition->line, mesh->boundaries[condition->boundary].name, PLANES_MAX);
    PetscFunctionReturn(0);
  }
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (mesh->face_boundary[face] != condition->boundary) continue;
    double normal[3] = {0};
    if (along_normal) FaceNormal(mesh, face, &planes, normal);
    DirectionsOnFace(mesh, condition, normal, &faces[mesh->face_first[face]]);
    for (int i = 0; i < mesh->face_nodes; i++) {
      PetscInt at = mesh->faces[face * mesh->face_nodes + i], row = SulRowOf(&rows, at);
      if (row < rows.owned) PrescribeAtNode(mesh, condition, normal, at, &nodes[row], error);
    }
  }
  PetscFunctionReturn(0);
}

/* What travels to the ghosts: 1 if constrained, projector; then the prescribed displacements. */
enum { PACKED = 10 };

static void Pack(const NodeConditions *node, double packed[PACKED]) {
  double *projector = packed + 1;
  if (node->count == 0) return;
  packed[0] = 1;
  for (int i = 0; i < 3; i++)
    projector[4 * i] = 1;
  for (int k = 0; k < node->count; k++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        projector[3 * i + j] -= node->direction[k][i] * node->direction[k][j];
  if (node->count == 3) memset(projector, 0, 9 * sizeof(double)); /* no rounding left over */
}

/* Collective. Which nodes are constrained, and where they can go still. */
static PetscErrorCode KeepProjectors(const SulMesh *mesh, const NodeConditions *nodes,
                                     SulConstraints *result) {
  const SulRows rows = SulMeshRows(mesh);
  double *packed = SulAllocate((size_t)rows.local * PACKED, sizeof *packed);

  PetscFunctionBegin;
  for (PetscInt a = 0; a < rows.owned; a++)
    Pack(&nodes[a], &packed[PACKED * a]);
  PetscCall(SulRowsHalo(&rows, PACKED, packed));
  result->slot = SulAllocate((size_t)rows.local, sizeof *result->slot);
  for (PetscInt a = 0; a < rows.local; a++)
    result->slot[a] = packed[PACKED * a] != 0 ? result->count++ : -1;
  result->projector = SulAllocate((size_t)result->count, sizeof *result->projector);
  result->prescribed =
      SulAllocate((size_t)result->count * (size_t)result->courses, sizeof *result->prescribed);
  for (PetscInt a = 0; a < rows.local; a++)
    if (result->slot[a] >= 0)
      memcpy(result->projector[result->slot[a]], &packed[PACKED * a + 1], 9 * sizeof(double));
  free(packed);
  PetscFunctionReturn(0);
}

/* Collective. The displacements that one course prescribes. */
static PetscErrorCode KeepPrescribed(const SulMesh *mesh, const NodeConditions *nodes, int course,
                                     SulConstraints *result) {
  const SulRows rows = SulMeshRows(mesh);
  double *sum = SulAllocate((size_t)rows.local, 3 * sizeof *sum);

  PetscFunctionBegin;
  for (PetscInt a = 0; a < rows.owned; a++)
    for (int k = 0; k < nodes[a].count; k++)
      for (int i = 0; i < 3; i++)
        sum[3 * a + i] += nodes[a].value[k] * nodes[a].direction[k][i];
  PetscCall(SulRowsHalo(&rows, 3, sum));
  for (PetscInt a = 0; a < rows.local; a++)
    if (result->slot[a] >= 0)
      memcpy(result->prescribed[result->slot[a] * result->courses + course], &sum[3 * a],
             3 * sizeof *sum);
  free(sum);
  PetscFunctionReturn(0);
}

/* The faces' projectors, shared by the faces of one triangle. */
static void KeepFaces(const SulMesh *mesh, const NodeConditions *faces, SulConstraints *result) {
  int count = 0;
  result->face_slot = SulAllocate((size_t)mesh->faces_local, sizeof *result->face_slot);
  for (PetscInt f = 0; f < mesh->faces_local; f++) {
    PetscInt first = mesh->face_first[f];
    bool prescribed = faces[first].count > 0;
    result->face_slot[f] = !prescribed ? -1 : first < f ? result->face_slot[first] : count++;
  }
  result->face_projector = SulAllocate((size_t)count, sizeof *result->face_projector);
  for (PetscInt f = 0; f < mesh->faces_local; f++) {
    if (result->face_slot[f] < 0 || mesh->face_first[f] != f) continue;
    double *projector = result->face_projector[result->face_slot[f]];
    for (int k = 0; k < faces[f].count; k++)
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          projector[3 * i + j] += faces[f].direction[k][i] * faces[f].direction[k][j];
  }
}

/* A condition as one course sees it: another's prescribes the same directions, and stays. */
static SulDisplacementCondition InCourse(const SulDisplacementCondition *condition, int course) {
  SulDisplacementCondition seen = *condition;
  if (condition->course == course) return seen;
  memset(seen.value, 0, sizeof seen.value);
  memset(seen.gradient, 0, sizeof seen.gradient);
  return seen;
}

/* Collective. One course after the other, since each has its own factor: the directions come out
 * the same, and conditions that agree in every course always do. */
static PetscErrorCode ApplyCourse(const SulMesh *mesh, const SulDisplacementCondition *conditions,
                                  int count, int course, SulConstraints *constraints,
                                  SulError *error) {
  NodeConditions *nodes = SulAllocate((size_t)SulMeshRows(mesh).owned, sizeof *nodes);
  NodeConditions *faces = SulAllocate((size_t)mesh->faces_local, sizeof *faces);
  SulDisplacementCondition *seen = SulAllocate((size_t)count, sizeof *seen);

  PetscFunctionBegin;
  for (int i = 0; i < count; i++) {
    seen[i] = InCourse(&conditions[i], course);
    PetscCall(ApplyCondition(mesh, &seen[i], nodes, faces, error));
  }
  if (course == 0) {
    KeepFaces(mesh, faces, constraints);
    PetscCall(KeepProjectors(mesh, nodes, constraints));
  }
  PetscCall(KeepPrescribed(mesh, nodes, course, constraints));
  free(nodes);
  free(faces);
  free(seen);
  PetscFunctionReturn(0);
}

PetscErrorCode SulConstraintsCreate(const SulMesh *mesh, const SulDisplacementCondition *conditions,
                                    int count, SulConstraints *constraints, SulError *error) {
  PetscFunctionBegin;
  memset(constraints, 0, sizeof *constraints);
  constraints->courses = 1;
  for (int i = 0; i < count; i++)
    if (conditions[i].course >= constraints->courses)
      constraints->courses = conditions[i].course + 1;
  for (int course = 0; course < constraints->courses; course++)
    PetscCall(ApplyCourse(mesh, conditions, count, course, constraints, error));
  PetscCall(SulErrorShare(mesh->comm, error));
  PetscFunctionReturn(0);
}

void SulConstraintsDestroy(SulConstraints *constraints) {
  free(constraints->slot);
  free(constraints->projector);
  free(constraints->prescribed);
  free(constraints->face_slot);
  free(constraints->face_projector);
  memset(constraints, 0, sizeof *constraints);
}

void SulConstraintsProject(const SulConstraints *constraints, PetscInt rows, double *values) {
  for (PetscInt a = 0; a < rows; a++) {
    if (constraints->slot[a] < 0) continue;
    const double *p = constraints->projector[constraints->slot[a]];
    double v[3] = {values[3 * a], values[3 * a + 1], values[3 * a + 2]};
    for (int i = 0; i < 3; i++)
      values[3 * a + i] = SulDot(p + 3 * i, v);
  }
}

/* block := left block right, a free node's projector (NULL) being the identity. */
void SulConstraintsProjectBlock(const SulConstraints *constraints, PetscInt row, PetscInt column,
                                double block[9]) {
  PetscInt left_slot = constraints->slot[row], right_slot = constraints->slot[column];
  const double *left = left_slot < 0 ? NULL : constraints->projector[left_slot];
  const double *right = right_slot < 0 ? NULL : constraints->projector[right_slot];
  double given[9];
  memcpy(given, block, sizeof given);
  for (int i = 0; i < 3 && left; i++)
    for (int k = 0; k < 3; k++)
      block[3 * i + k] =
          left[3 * i] * given[k] + left[3 * i + 1] * given[3 + k] + left[3 * i + 2] * given[6 + k];
  memcpy(given, block, sizeof given);
  for (int i = 0; i < 3 && right; i++)
    for (int k = 0; k < 3; k++)
      block[3 * i + k] = given[3 * i] * right[k] + given[3 * i + 1] * right[3 + k] +
                         given[3 * i + 2] * right[6 + k];
}

void SulConstraintsPin(SulConstraints *c, PetscInt row, const double direction[3]) {
  if (c->slot[row] < 0) {
    c->projector = SulReallocate(c->projector, (size_t)c->count + 1, sizeof *c->projector);
    c->prescribed = SulReallocate(c->prescribed, ((size_t)c->count + 1) * (size_t)c->courses,
                                  sizeof *c->prescribed);
    memset(c->projector[c->count], 0, sizeof *c->projector);
    memset(c->prescribed[c->count * c->courses], 0, (size_t)c->courses * sizeof *c->prescribed);
    c->slot[row] = c->count++;
    for (int i = 0; i < 3; i++)
      c->projector[c->slot[row]][4 * i] = 1;
  }
  double *p = c->projector[c->slot[row]], d[3];
  for (int i = 0; i < 3; i++)
    d[i] = SulDot(p + 3 * i, direction);
  double length2 = SulDot(d, d);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      p[3 * i + j] -= d[i] * d[j] / length2;
}
