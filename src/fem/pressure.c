/* SPDX-License-Identifier: BSD-2-Clause */
/* Forces of pressures on faces. */
#include <sulfem/fem.h>

void SulPressureForce(const SulMesh *mesh, const double *pressure, double factor, const double *u,
                      double *force) {
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (pressure[face] == 0) continue;
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    SulFacePoints points;
    SulFacePointsMoved(mesh, face, u, &points);
    for (int q = 0; q < points.points; q++)
      for (int a = 0; a < mesh->face_nodes; a++) {
        if (nodes[a] >= mesh->nodes_owned) continue;
        for (int i = 0; i < 3; i++)
          force[3 * nodes[a] + i] -=
              factor * pressure[face] * points.value[q][a] * points.normal[q][i];
      }
  }
}
