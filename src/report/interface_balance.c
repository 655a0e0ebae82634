/* SPDX-License-Identifier: BSD-2-Clause */
/* The correction that brings tractions into balance, vertex by vertex. */
#include "interface_balance.h"

#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>

void SulInterfaceNodalCreate(const SulMesh *mesh, SulInterfaceNodal *nodal) {
  size_t nodes = (size_t)mesh->nodes_local;
  nodal->on = SulAllocate(nodes, sizeof *nodal->on);
  nodal->area = SulAllocate(nodes, sizeof *nodal->area);
  nodal->vector = SulAllocate(nodes, 3 * sizeof *nodal->vector);
}

void SulInterfaceNodalDestroy(SulInterfaceNodal *nodal) {
  free(nodal->on);
  free(nodal->area);
  free(nodal->vector);
}

/* Takes int grad N . sigma dV of the particle's cells from the sums at the vertices. The hat
 * function of a vertex, linear in a cell's own coordinates, is at order 2 the vertex's shape
 * function and half of those in the middle of its edges; so are the forces on these nodes. */
static void SubtractForces(const SulMesh *mesh, int phase, const double *force,
                           SulInterfaceNodal *nodal) {
  bool *seen = SulAllocate((size_t)mesh->nodes_local, sizeof *seen);
  for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++)
    nodal->vector[i] -= force[i];
  for (PetscInt cell = 0; cell < mesh->cells_local && mesh->order == 2; cell++) {
    const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
    for (int e = 0; e < 6 && mesh->cell_phase[cell] == phase; e++) {
      const PetscInt middle = nodes[4 + e];
      for (int i = 0; i < 3 && !seen[middle]; i++)
        for (int k = 0; k < 2; k++)
          nodal->vector[3 * nodes[sul_tetrahedron_edges[e][k]] + i] -= 0.5 * force[3 * middle + i];
      seen[middle] = true;
    }
  }
  free(seen);
}

/* Nodes whose balance contains more than the pair's traction, or less, as where a copy has the rest:
 * bad[nodes_local], to be freed. */
static bool *FindBad(const SulInterfacePair *pair, const SulBody *body,
                     const SulInterfaceNodal *nodal) {
  const SulMesh *mesh = body->mesh;
  const SulRows rows = SulMeshRows(mesh);
  bool *bad = SulAllocate((size_t)mesh->nodes_local, sizeof *bad);
  for (PetscInt a = rows.owned; a < mesh->nodes_owned; a++)
    bad[a] = bad[rows.of_node[a]] = true;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    int phase = mesh->cell_phase[cell];
    if (phase == pair->phase[0] || phase == pair->phase[1]) continue;
    for (int v = 0; v < 4; v++)
      bad[mesh->cells[cell * mesh->cell_nodes + v]] = true;
  }
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    for (int v = 0; v < 3 && SulBodyIsPressed(body, face); v++)
      bad[mesh->faces[face * mesh->face_nodes + v]] = true;
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    bad[i] |= !nodal->on[i];
  return bad;
}

PetscErrorCode SulInterfaceBalance(const SulInterfacePair *pair, const SulBody *body,
                                   SulInterfaceNodal *nodal) {
  const SulMesh *mesh = body->mesh;
  bool *bad = FindBad(pair, body, nodal);
  double *force = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *force);

  PetscFunctionBegin;
  SulPointsForce(body->points, pair->phase[0], mesh->nodes_local, force);
  SubtractForces(mesh, pair->phase[0], force, nodal);
  free(force);
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    for (int d = 0; d < 3; d++)
      nodal->vector[3 * i + d] = bad[i] ? 0 : -nodal->vector[3 * i + d] / nodal->area[i];
  free(bad);
  SulConstraintsProject(&body->constraints, SulMeshRows(mesh).owned, nodal->vector);
  PetscCall(SulMeshHalo(mesh, 3, nodal->vector));
  PetscFunctionReturn(0);
}
