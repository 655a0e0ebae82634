/* SPDX-License-Identifier: BSD-2-Clause */
/* Balance of plates: the work of nodal forces on their movement, and what it has to be.
 *
 * A plate moves its nodes by u_a = d n. Where it is in equilibrium the forces that the body takes
 * through these nodes do the work of the pressure P + k d on its area, so for the movement g of
 * amplitude 1
 *
 *     sum_a f_a . g_a  =  - (P + k d) A size,     f = internal less applied forces. */
#include <sulfem/body.h>

double SulPlateMovement(const SulPlate *plate, const SulLoad *load) {
  return load->course[plate->amplitude] * plate->size;
}

double SulPlatePressure(const SulPlate *plate, const SulLoad *load) {
  return load->course[plate->course] * plate->pressure +
         plate->stiffness * SulPlateMovement(plate, load);
}

PetscErrorCode SulPlatesWork(const SulBody *body, const double *force, double *work) {
  const SulConstraints *constraints = &body->constraints;
  const PetscInt owned = SulMeshRows(body->mesh).owned;

  PetscFunctionBegin;
  for (int p = 0; p < body->plate_count; p++) {
    work[p] = 0;
    for (PetscInt a = 0; a < owned; a++) {
      PetscInt slot = constraints->slot[a];
      if (slot < 0) continue;
      const double *g =
          constraints->prescribed[slot * constraints->courses + body->plates[p].amplitude];
      for (int i = 0; i < 3; i++)
        work[p] += force[3 * a + i] * g[i];
    }
  }
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, work, body->plate_count, MPI_DOUBLE, MPI_SUM, body->mesh->comm));
  PetscFunctionReturn(0);
}

void SulPlatesDue(const SulBody *body, const SulLoad *load, double *due) {
  for (int p = 0; p < body->plate_count; p++) {
    const SulPlate *plate = &body->plates[p];
    due[p] = -SulPlatePressure(plate, load) * body->mesh->boundaries[plate->boundary].measure *
             plate->size;
  }
}
