/* SPDX-License-Identifier: BSD-2-Clause */
/* Forces through the two sides of a period.
 *
 * The forces of a side's cells on its nodes are what the body behind the side does to them. Where
 * nothing but the period holds a row, those of its copies add up to zero, and the sums over the two
 * sides are opposite; where a condition holds it as well, as along a fixed edge, its reaction is in
 * both: half the difference is the period's. */
#include <stdlib.h>
#include <sulfem/report.h>

#include "step.h"

/* Sum of the owned nodes' forces over the nodes of a boundary. */
static void AddSide(const SulMesh *mesh, int boundary, const double *force, double sum[3]) {
  bool *on = SulAllocate((size_t)mesh->nodes_local, sizeof *on);
  for (PetscInt face = 0; face < mesh->faces_local; face++)
    for (int a = 0; a < mesh->face_nodes && mesh->face_boundary[face] == boundary; a++)
      on[mesh->faces[face * mesh->face_nodes + a]] = true;
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    for (int i = 0; i < 3 && on[a]; i++)
      sum[i] += force[3 * a + i];
  free(on);
}

PetscErrorCode SulPeriodicForces(const SulBody *body, double (*forces)[3]) {
  const SulMesh *mesh = body->mesh;
  const int count = body->period_count;

  PetscFunctionBegin;
  if (count == 0) PetscFunctionReturn(0);
  double *force = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof *force);
  double(*sums)[2][3] = SulAllocate((size_t)count, sizeof *sums);
  SulPointsForce(body->points, -1, mesh->nodes_owned, force);
  for (int p = 0; p < count; p++)
    for (int k = 0; k < 2; k++)
      AddSide(mesh, body->periods[p].boundary[k], force, sums[p][k]);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 6 * count, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int p = 0; p < count; p++)
    for (int i = 0; i < 3; i++) {
      double through = 0.5 * (sums[p][1][i] - sums[p][0][i]);
      forces[body->periods[p].boundary[1]][i] += through;
      forces[body->periods[p].boundary[0]][i] -= through;
    }
  free(force);
  free(sums);
  PetscFunctionReturn(0);
}
