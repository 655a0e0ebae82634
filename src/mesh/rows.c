/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of nodes and of rows, carried to where they are needed: ghosts and copies. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh.h>

SulRows SulMeshRows(const SulMesh *mesh) {
  if (mesh->shared) return *mesh->shared;
  return (SulRows){.owned = mesh->nodes_owned,
                   .local = mesh->nodes_local,
                   .first = mesh->node_first,
                   .global = mesh->node_global,
                   .cells = mesh->cells,
                   .halo = mesh->halo};
}

PetscErrorCode SulRowsDestroy(SulRows **shared) {
  PetscFunctionBegin;
  if (!*shared) PetscFunctionReturn(0);
  free((void *)(*shared)->global);
  free((void *)(*shared)->of_node);
  free((void *)(*shared)->cells);
  PetscCall(PetscSFDestroy(&(*shared)->halo));
  free(*shared);
  *shared = NULL;
  PetscFunctionReturn(0);
}

/* A single double goes as that: PetscSF would use what it has made for a derived type of one again for
 * sums of doubles, which derived types do not have. */
static PetscErrorCode Fill(PetscSF halo, int components, double *values) {
  MPI_Datatype entry = MPI_DOUBLE;

  PetscFunctionBegin;
  if (components > 1) {
    PetscCallMPI(MPI_Type_contiguous(components, MPI_DOUBLE, &entry));
    PetscCallMPI(MPI_Type_commit(&entry));
  }
  PetscCall(PetscSFBcastBegin(halo, entry, values, values, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(halo, entry, values, values, MPI_REPLACE));
  if (components > 1) PetscCallMPI(MPI_Type_free(&entry));
  PetscFunctionReturn(0);
}

PetscErrorCode SulMeshHalo(const SulMesh *mesh, int components, double *values) {
  PetscFunctionBegin;
  PetscCall(Fill(mesh->halo, components, values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRowsHalo(const SulRows *rows, int components, double *values) {
  PetscFunctionBegin;
  PetscCall(Fill(rows->halo, components, values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRowsToNodes(const SulMesh *mesh, int components, double *values) {
  const size_t width = (size_t)components;
  const SulRows rows = SulMeshRows(mesh);

  PetscFunctionBegin;
  for (PetscInt a = rows.owned; a < mesh->nodes_owned; a++)
    memcpy(&values[width * (size_t)a], &values[width * (size_t)rows.of_node[a]],
           width * sizeof *values);
  PetscCall(Fill(mesh->halo, components, values));
  PetscFunctionReturn(0);
}
