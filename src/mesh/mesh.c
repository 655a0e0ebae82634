/* SPDX-License-Identifier: BSD-2-Clause */
/* From a mesh file to a distributed mesh: the stages in order. */
#include "serial.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

/* Everything that happens on rank 0 before the cells are dealt out. */
static void ReadSerially(const SulMeshSource *source, SulLog *log, SulSerialMesh *serial,
                         SulError *error) {
  int element_order = source->element_order;
  SulLogProgress(log, "reading the mesh", 0);
  SulMshRead(source->path, element_order, serial, error);
  if (SulFailed(error)) return;
  SulLogProgress(log, "reading the mesh", 0.5);
  SulSerialShapes(serial, error);
  if (SulFailed(error)) return;
  SulSerialSortCells(serial);
  SulSerialNumberNodes(serial);
  SulLogProgress(log, "reading the mesh", 0.7);
  SulSerialFaces(serial, error);
  if (SulFailed(error)) return;
  SulSerialBodies(serial, error);
  if (SulFailed(error)) return;
  SulSerialUnfold(serial, log, error);
  if (SulFailed(error)) return;
  SulSerialDoubled(serial, log);
  SulSerialComponents(serial);
  if (element_order != 0 && element_order != serial->order) {
    SulSerialAddEdges(serial, error);
    if (SulFailed(error)) return;
    SulSerialNumberNodes(serial);
  }
  for (int p = 0; p < source->pair_count && !SulFailed(error); p++)
    SulSerialPair(serial, &source->pairs[p], error);
}

/* Collective. The rest, once rank 0 has a good mesh. */
static PetscErrorCode Distribute(MPI_Comm comm, SulSerialMesh *serial, double length, double start,
                                 SulLog *log, SulMesh *mesh) {
  int *part;
  double read = SulClock(), partitioned, distributed;

  PetscFunctionBegin;
  SulLogProgress(log, "partitioning the mesh", 0);
  PetscCall(SulPartition(comm, serial, log, &part));
  partitioned = SulClock();
  SulLogProgress(log, "distributing the mesh", 0);
  PetscCall(SulDistribute(comm, serial, part, length, mesh));
  free(part);
  PetscCall(SulMeasureGroups(mesh));
  distributed = SulClock();
  SulLogLine(log, "mesh: read %.2f s, partition %.2f s, distribute %.2f s", read - start,
             partitioned - read, distributed - partitioned);
  PetscFunctionReturn(0);
}

PetscErrorCode SulMeshRead(MPI_Comm comm, const SulMeshSource *source, SulLog *log, SulMesh *mesh,
                           SulError *error) {
  SulSerialMesh serial = {0};
  double start = SulClock();
  int rank;

  PetscFunctionBegin;
  memset(mesh, 0, sizeof *mesh);
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) ReadSerially(source, log, &serial, error);
  PetscCall(SulErrorShare(comm, error));
  double found[3] = {(double)serial.mended, serial.mended_move, (double)serial.doubled};
  PetscCallMPI(MPI_Bcast(found, 3, MPI_DOUBLE, 0, comm));
  if (!SulFailed(error)) PetscCall(Distribute(comm, &serial, source->length, start, log, mesh));
  mesh->mended_cells = (PetscInt64)found[0];
  mesh->mended_move = found[1];
  mesh->doubled_nodes = (PetscInt64)found[2];
  SulSerialDestroy(&serial);
  PetscFunctionReturn(0);
}

void SulCellMiddle(const SulMesh *mesh, PetscInt cell, double middle[3]) {
  for (int k = 0; k < 3; k++) {
    middle[k] = 0;
    for (int v = 0; v < 4; v++)
      middle[k] += mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + v] + k] / 4;
  }
}

PetscErrorCode SulMeshDestroy(SulMesh *mesh) {
  PetscFunctionBegin;
  free(mesh->phases);
  free(mesh->boundaries);
  free(mesh->cells);
  free(mesh->cell_phase);
  free(mesh->cell_affine);
  free(mesh->cell_file);
  free(mesh->cell_component);
  free(mesh->component_phase);
  free(mesh->node_global);
  free(mesh->node_file);
  free(mesh->coordinates);
  free(mesh->faces);
  free(mesh->face_cell);
  free(mesh->face_boundary);
  free(mesh->face_interior);
  free(mesh->face_first);
  PetscCall(PetscSFDestroy(&mesh->halo));
  PetscCall(SulRowsDestroy(&mesh->shared));
  memset(mesh, 0, sizeof *mesh);
  PetscFunctionReturn(0);
}
