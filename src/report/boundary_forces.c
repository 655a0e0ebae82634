/* SPDX-License-Identifier: BSD-2-Clause */
/* Forces through boundaries, triangle by triangle, so that a group's force is the sum over its
 * triangles, whichever group carried the condition. The nodal reactions are exact (they balance the
 * internal forces). A node's reaction belongs to the triangles around it that prescribe its
 * direction. Where several do, as at the edge of two fixed faces, the traction of the neighbouring
 * cells tells the shares, and what these miss is split by area: the sum stays exact, a direction
 * that one face alone prescribes is that face's wholly, and a uniform stress gives each its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

#include "step.h"

#include <petscblaslapack.h> /* wants PETSc's types before it */

/* An eigenvalue below this share of the largest is a direction that no triangle prescribes. */
static const double not_prescribed = 1e-13;

typedef struct {
  const SulBody *body;
  const SulSolution *solution;
  double *area;          /* [faces_local], m^2, of constrained triangles */
  double (*traction)[3]; /* [faces_local][face_nodes], N, their prescribed part */
  SulRows rows;
  double (*missed)[3];     /* [rows.owned], reaction less the tractions around its nodes */
  double (*prescribed)[9]; /* [rows.owned], sum of the triangles' projectors times areas */
  double (*force)[3];      /* [faces_local], N, at the first of a triangle's faces */
} Shares;

static void Multiply(const double matrix[9], const double v[3], double result[3]) {
  for (int i = 0; i < 3; i++)
    result[i] = matrix[3 * i] * v[0] + matrix[3 * i + 1] * v[1] + matrix[3 * i + 2] * v[2];
}

/* Does a condition hold the triangle, and is this the face that stands for it? */
static const double *Projector(const Shares *shares, PetscInt face) {
  const SulConstraints *constraints = &shares->body->constraints;
  if (constraints->face_slot[face] < 0) return NULL;
  if (shares->body->mesh->face_first[face] != face) return NULL;
  return constraints->face_projector[constraints->face_slot[face]];
}

/* What has moved the faces that pressures push on; NULL: nothing that counts. */
static const double *Moved(const Shares *shares) {
  return shares->body->finite ? shares->solution->displacement : NULL;
}

/* The traction of the cell behind the face that a condition has to balance: what a pressure on the
 * same triangle carries is the pressure's. Inside the body a reaction is the jump between two
 * cells, which one of them does not know: there all is left to the areas. */
static void FaceTraction(Shares *shares, PetscInt face, const double projector[9]) {
  const SulMesh *mesh = shares->body->mesh;
  double p = SulBodyPressure(shares->body, &shares->solution->load, face), s[9];
  double(*traction)[3] = &shares->traction[face * mesh->face_nodes];
  SulFacePoints points, pushed;
  SulFacePointsGet(mesh, face, &points);
  SulFacePointsMoved(mesh, face, Moved(shares), &pushed);
  SulNominalOfCell(shares->body->points, mesh->face_cell[face], s);
  for (int q = 0; q < points.points; q++) {
    const double *n = points.normal[q];
    double t[3], held[3];
    Multiply(s, n, t);
    for (int i = 0; i < 3; i++)
      t[i] += p * pushed.normal[q][i];
    Multiply(projector, t, held);
    shares->area[face] += sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (int a = 0; a < mesh->face_nodes && !mesh->face_interior[face]; a++)
      for (int i = 0; i < 3; i++)
        traction[a][i] += points.value[q][a] * held[i];
  }
}

/* Takes the triangles' tractions from the nodes' reactions, and sums who could carry the rest. */
static void GatherAtNodes(Shares *shares) {
  const SulMesh *mesh = shares->body->mesh;
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const double *projector = Projector(shares, face);
    if (!projector) continue;
    FaceTraction(shares, face, projector);
    for (int a = 0; a < mesh->face_nodes; a++) {
      PetscInt row = SulRowOf(&shares->rows, mesh->faces[face * mesh->face_nodes + a]);
      if (row >= shares->rows.owned) continue;
      for (int i = 0; i < 3; i++)
        shares->missed[row][i] -= shares->traction[face * mesh->face_nodes + a][i];
      for (int i = 0; i < 9; i++)
        shares->prescribed[row][i] += shares->area[face] * projector[i];
    }
  }
}

/* v := the smallest x with (matrix x) nearest to v, for a symmetric matrix, not negative. */
static PetscErrorCode SolveSingular(const double matrix[9], double v[3]) {
  double vectors[9], values[3], work[32], x[3] = {0};
  PetscBLASInt size = 3, room = 32, info;

  PetscFunctionBegin;
  memcpy(vectors, matrix, sizeof vectors);
  LAPACKsyev_("V", "U", &size, vectors, &size, values, work, &room, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "LAPACK's syev failed: %d", (int)info);
  for (int k = 0; k < 3; k++) {
    const double *e = &vectors[3 * k];
    if (values[k] <= not_prescribed * values[2]) continue;
    double share = (e[0] * v[0] + e[1] * v[1] + e[2] * v[2]) / values[k];
    for (int i = 0; i < 3; i++)
      x[i] += share * e[i];
  }
  memcpy(v, x, sizeof x);
  PetscFunctionReturn(0);
}

/* missed := l with  sum of area P l = missed  at each node: area P l is a triangle's share. */
static PetscErrorCode SplitMissed(Shares *shares) {
  PetscFunctionBegin;
  for (PetscInt a = 0; a < shares->rows.owned; a++) {
    const double *sum = shares->prescribed[a];
    if (sum[0] + sum[4] + sum[8] > 0) PetscCall(SolveSingular(sum, shares->missed[a]));
  }
  PetscFunctionReturn(0);
}

static void SumFaces(Shares *shares) {
  const SulMesh *mesh = shares->body->mesh;
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const double *projector = Projector(shares, face);
    for (int a = 0; a < mesh->face_nodes && projector; a++) {
      PetscInt row = SulRowOf(&shares->rows, mesh->faces[face * mesh->face_nodes + a]);
      double share[3];
      if (row >= shares->rows.owned) continue;
      Multiply(projector, shares->missed[row], share);
      for (int i = 0; i < 3; i++)
        shares->force[face][i] +=
            shares->traction[face * mesh->face_nodes + a][i] + shares->area[face] * share[i];
    }
  }
}

static void AddPressures(Shares *shares) {
  const SulMesh *mesh = shares->body->mesh;
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    double p = SulBodyPressure(shares->body, &shares->solution->load, face);
    if (p == 0) continue;
    SulFacePoints points;
    SulFacePointsMoved(mesh, face, Moved(shares), &points);
    for (int q = 0; q < points.points; q++)
      for (int i = 0; i < 3; i++)
        shares->force[face][i] -= p * points.normal[q][i];
  }
}

PetscErrorCode SulBoundaryForces(const SulBody *body, const SulSolution *solution,
                                 double (*forces)[3]) {
  const SulMesh *mesh = body->mesh;
  Shares shares = {.body = body, .solution = solution, .rows = SulMeshRows(mesh)};
  size_t owned = (size_t)shares.rows.owned, faces = (size_t)mesh->faces_local;

  PetscFunctionBegin;
  shares.area = SulAllocate(faces, sizeof *shares.area);
  shares.traction = SulAllocate(faces * (size_t)mesh->face_nodes, sizeof *shares.traction);
  shares.missed = SulAllocate(owned, sizeof *shares.missed);
  shares.prescribed = SulAllocate(owned, sizeof *shares.prescribed);
  shares.force = SulAllocate(faces, sizeof *shares.force);
  memcpy(shares.missed, solution->reaction, owned * sizeof *shares.missed);
  GatherAtNodes(&shares);
  PetscCall(SplitMissed(&shares));
  SumFaces(&shares);
  AddPressures(&shares);
  memset(forces, 0, 3 * sizeof(double) * (size_t)mesh->boundary_count);
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    for (int i = 0; i < 3; i++)
      forces[mesh->face_boundary[face]][i] += shares.force[mesh->face_first[face]][i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, forces, 3 * mesh->boundary_count, MPI_DOUBLE, MPI_SUM,
                             mesh->comm));
  PetscCall(SulPeriodicForces(body, forces));
  free(shares.area);
  free(shares.traction);
  free(shares.missed);
  free(shares.prescribed);
  free(shares.force);
  PetscFunctionReturn(0);
}
