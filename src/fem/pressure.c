/* SPDX-License-Identifier: BSD-2-Clause */
/* Forces of pressures on faces, and how they change where the faces move.
 *
 * A pressure p makes f_a = p int N_a n dA (of forces that are internal less applied), with n dA =
 * x,1 x x,2 d xi, so that  df_a/du_b . v = p int N_a (N_b,1 v x x,2 - N_b,2 v x x,1) d xi. */
#include <string.h>
#include <sulfem/body.h>
#include <sulfem/element.h>

void SulPressureForce(const SulMesh *mesh, const double *pressure, double factor, const double *u,
                      double *force) {
  const SulRows rows = SulMeshRows(mesh);
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (pressure[face] == 0) continue;
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    SulFacePoints points;
    SulFacePointsMoved(mesh, face, u, &points);
    for (int q = 0; q < points.points; q++)
      for (int a = 0; a < mesh->face_nodes; a++) {
        PetscInt row = SulRowOf(&rows, nodes[a]);
        if (row >= rows.owned) continue;
        for (int i = 0; i < 3; i++)
          force[3 * row + i] += factor * pressure[face] * points.value[q][a] * points.normal[q][i];
      }
  }
}

typedef struct {
  double block[SUL_FACE_NODES_MAX][SUL_FACE_NODES_MAX][9];
} FaceMatrix;

/* block += factor times the matrix of v -> v x axis. */
static void AddCross(double factor, const double axis[3], double block[9]) {
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    block[3 * i + j] += factor * axis[k];
    block[3 * i + k] -= factor * axis[j];
  }
}

/* df_a/du_b on the face where u has moved it, for the pressure 1. */
static void Derivative(const SulMesh *mesh, const PetscInt *nodes, const double *u,
                       FaceMatrix *matrix) {
  const SulQuadrature *rule = SulTriangleQuadrature(mesh->order == 1 ? 2 : 6);
  memset(matrix, 0, sizeof *matrix);
  for (int q = 0; q < rule->points; q++) {
    double value[SUL_FACE_NODES_MAX], slope[SUL_FACE_NODES_MAX][2], along[2][3] = {{0}};
    SulTriangleShapes(mesh->order, rule->xi[q], value, slope);
    for (int a = 0; a < mesh->face_nodes; a++)
      for (int i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++)
          along[k][i] += slope[a][k] * (mesh->coordinates[3 * nodes[a] + i] + u[3 * nodes[a] + i]);
    for (int a = 0; a < mesh->face_nodes; a++)
      for (int b = 0; b < mesh->face_nodes; b++) {
        double weight = rule->weights[q] * value[a];
        AddCross(weight * slope[b][0], along[1], matrix->block[a][b]);
        AddCross(-weight * slope[b][1], along[0], matrix->block[a][b]);
      }
  }
}

/* The rows of this rank. */
static PetscErrorCode AddFace(const SulBody *body, const PetscInt *nodes, double factor,
                              const FaceMatrix *matrix, Mat stiffness) {
  const SulMesh *mesh = body->mesh;
  const SulRows rows = SulMeshRows(mesh);

  PetscFunctionBegin;
  for (int a = 0; a < mesh->face_nodes; a++)
    for (int b = 0; b < mesh->face_nodes && SulRowOf(&rows, nodes[a]) < rows.owned; b++) {
      PetscInt row = SulRowOf(&rows, nodes[a]), column = SulRowOf(&rows, nodes[b]);
      double block[9];
      for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
          block[3 * i + k] =
              0.5 * factor * (matrix->block[a][b][3 * i + k] + matrix->block[b][a][3 * k + i]);
      SulConstraintsProjectBlock(&body->constraints, row, column, block);
      PetscCall(MatSetValuesBlocked(stiffness, 1, &rows.global[row], 1, &rows.global[column], block,
                                    ADD_VALUES));
    }
  PetscFunctionReturn(0);
}

PetscErrorCode SulBodyPushStiffness(const SulBody *body, const SulLoad *load, const double *u,
                                    double scale, Mat stiffness) {
  const SulMesh *mesh = body->mesh;
  FaceMatrix matrix;

  PetscFunctionBegin;
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    double pressure = SulBodyPressure(body, load, face);
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    if (pressure == 0) continue;
    Derivative(mesh, nodes, u, &matrix);
    PetscCall(AddFace(body, nodes, scale * pressure, &matrix, stiffness));
  }
  PetscCall(MatAssemblyBegin(stiffness, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(stiffness, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}
