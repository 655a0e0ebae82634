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

/* Gradient of the hat function of a vertex: 1 there, linear in the cell's own coordinates. At order
 * 2 it is the vertex's shape function and half of those in the middle of its edges. */
static void HatGradient(const SulMesh *mesh, const double (*gradient)[3], int vertex,
                        double hat[3]) {
  memcpy(hat, gradient[vertex], 3 * sizeof *hat);
  for (int e = 0; mesh->order == 2 && e < 6; e++) {
    const int *ends = sul_tetrahedron_edges[e];
    if (ends[0] != vertex && ends[1] != vertex) continue;
    for (int i = 0; i < 3; i++)
      hat[i] += 0.5 * gradient[4 + e][i];
  }
}

/* Takes int grad N . sigma dV of one of the particle's cells from the sums at its owned vertices.
 */
static void SubtractCell(const SulBody *body, const SulSolution *solution, PetscInt cell,
                         SulInterfaceNodal *nodal) {
  const SulMesh *mesh = body->mesh;
  const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
  int p = mesh->cell_phase[cell];
  const SulPhase *phase = &body->phases[p];
  SulCellPoints points;
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    double gradient[9], strain[6], s[6], g[3], w = points.weight[q];
    SulCellGradient(mesh, cell, (const double(*)[3])points.gradient[q], solution->displacement,
                    gradient);
    SulStrain(gradient, strain);
    phase->model->stress(phase->parameters, strain, solution->load.swelling[p], s);
    for (int v = 0; v < 4; v++) {
      if (nodes[v] >= mesh->nodes_owned || !nodal->on[nodes[v]]) continue;
      double *to = &nodal->vector[3 * nodes[v]];
      HatGradient(mesh, (const double(*)[3])points.gradient[q], v, g);
      to[0] -= w * (s[0] * g[0] + s[3] * g[1] + s[5] * g[2]);
      to[1] -= w * (s[3] * g[0] + s[1] * g[1] + s[4] * g[2]);
      to[2] -= w * (s[5] * g[0] + s[4] * g[1] + s[2] * g[2]);
    }
  }
}

/* Nodes whose balance contains more than the pair's traction: bad[nodes_local], to be freed. */
static bool *FindBad(const SulInterfacePair *pair, const SulBody *body,
                     const SulInterfaceNodal *nodal) {
  const SulMesh *mesh = body->mesh;
  bool *bad = SulAllocate((size_t)mesh->nodes_local, sizeof *bad);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    int phase = mesh->cell_phase[cell];
    if (phase == pair->phase[0] || phase == pair->phase[1]) continue;
    for (int v = 0; v < 4; v++)
      bad[mesh->cells[cell * mesh->cell_nodes + v]] = true;
  }
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    for (int v = 0; v < 3 && body->face_pressure[face] != 0; v++)
      bad[mesh->faces[face * mesh->face_nodes + v]] = true;
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    bad[i] |= !nodal->on[i];
  return bad;
}

PetscErrorCode SulInterfaceBalance(const SulInterfacePair *pair, const SulBody *body,
                                   const SulSolution *solution, SulInterfaceNodal *nodal) {
  const SulMesh *mesh = body->mesh;
  bool *bad = FindBad(pair, body, nodal);

  PetscFunctionBegin;
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
    bool touches = false;
    if (mesh->cell_phase[cell] != pair->phase[0]) continue;
    for (int v = 0; v < 4; v++)
      touches |= nodes[v] < mesh->nodes_owned && nodal->on[nodes[v]];
    if (touches) SubtractCell(body, solution, cell, nodal);
  }
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    for (int d = 0; d < 3; d++)
      nodal->vector[3 * i + d] = bad[i] ? 0 : -nodal->vector[3 * i + d] / nodal->area[i];
  free(bad);
  SulConstraintsProject(&body->constraints, mesh->nodes_owned, nodal->vector);
  PetscCall(SulMeshHalo(mesh, 3, nodal->vector));
  PetscFunctionReturn(0);
}
