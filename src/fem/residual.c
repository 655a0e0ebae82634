/* SPDX-License-Identifier: BSD-2-Clause */
/* Internal forces through the materials' point functions, and surface loads. */
#include <sulfem/fem.h>

/* Adds int B^T sigma dV of one cell to the forces of its owned nodes. */
static void CellForce(const SulMesh *mesh, const SulPhase *phase, double swelling, const double *u,
                      PetscInt cell, double *force) {
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    double gradient[9], strain[6], s[6], w = points.weight[q];
    SulCellGradient(mesh, cell, (const double(*)[3])points.gradient[q], u, gradient);
    SulStrain(gradient, strain);
    phase->model->stress(phase->parameters, strain, swelling, s);
    for (int a = 0; a < mesh->cell_nodes; a++) {
      if (nodes[a] >= mesh->nodes_owned) continue;
      const double *g = points.gradient[q][a];
      double *f = &force[3 * nodes[a]];
      f[0] += w * (s[0] * g[0] + s[3] * g[1] + s[5] * g[2]);
      f[1] += w * (s[3] * g[0] + s[1] * g[1] + s[4] * g[2]);
      f[2] += w * (s[5] * g[0] + s[4] * g[1] + s[2] * g[2]);
    }
  }
}

void SulInternalForce(const SulMesh *mesh, const SulPhase *phases, const double *swelling,
                      const double *u, double *force) {
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    int phase = mesh->cell_phase[cell];
    CellForce(mesh, &phases[phase], swelling[phase], u, cell, force);
  }
}

void SulPressureForce(const SulMesh *mesh, const double *pressure, double factor, double *force) {
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (pressure[face] == 0) continue;
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    SulFacePoints points;
    SulFacePointsGet(mesh, face, &points);
    for (int q = 0; q < points.points; q++)
      for (int a = 0; a < mesh->face_nodes; a++) {
        if (nodes[a] >= mesh->nodes_owned) continue;
        for (int i = 0; i < 3; i++)
          force[3 * nodes[a] + i] -=
              factor * pressure[face] * points.value[q][a] * points.normal[q][i];
      }
  }
}
