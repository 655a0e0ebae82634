/* SPDX-License-Identifier: BSD-2-Clause */
/* Which nodes and faces the interfaces' grid has, and in which order. */
#include "surface.h"
#include "compact.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* The nodes of this rank's faces. */
typedef struct {
  PetscInt count;
  PetscInt *local; /* [count] */
  PetscInt *place; /* [nodes_local] in `local`, or -1 */
} Used;

static Used FindUsed(const SulMesh *mesh, const SulSurfaceGrid *grid) {
  size_t room = (size_t)mesh->nodes_local;
  Used used = {.local = SulAllocate(room, sizeof(PetscInt)),
               .place = SulAllocate(room, sizeof(PetscInt))};
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    used.place[i] = -1;
  for (PetscInt i = 0; i < grid->count * mesh->face_nodes; i++) {
    PetscInt node = grid->nodes[i];
    if (used.place[node] >= 0) continue;
    used.place[node] = used.count;
    used.local[used.count++] = node;
  }
  return used;
}

/* Collective. Keeps the nodes that this rank shall write, and where they go. number[used.count] are
 * the new numbers of all of them. */
static PetscErrorCode NumberNodes(const SulMesh *mesh, const Used *used, PetscInt64 *number,
                                  SulSurface *surface) {
  size_t count = (size_t)used->count;
  PetscInt64 *file, *named = SulAllocate(count, sizeof *named);
  bool *mine = SulAllocate(count, sizeof *mine);

  PetscFunctionBegin;
  PetscCall(SulFieldsNodeNumbers(mesh, &file));
  for (PetscInt i = 0; i < used->count; i++)
    named[i] = file[used->local[i]];
  free(file);
  SulCompact entries = {used->count, named, number, mine};
  PetscCall(SulCompactNumbers(mesh->comm, mesh->nodes_total, &entries, &surface->nodes_total));
  surface->nodes = SulAllocate(count, sizeof *surface->nodes);
  for (PetscInt i = 0; i < used->count; i++) {
    if (!mine[i]) continue;
    named[surface->node_count] = number[i];
    surface->nodes[surface->node_count++] = used->local[i];
  }
  PetscCall(SulFileOrderCreate(mesh->comm, surface->nodes_total, surface->node_count, named,
                               &surface->node_order));
  free(named);
  free(mine);
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode NumberFaces(const SulMesh *mesh, SulSurface *surface) {
  const SulSurfaceGrid *grid = surface->grid;
  size_t count = (size_t)grid->count;
  PetscInt64 *number = SulAllocate(count, sizeof *number), total = grid->count;
  bool *mine = SulAllocate(count, sizeof *mine);

  PetscFunctionBegin;
  SulCompact entries = {grid->count, grid->number, number, mine};
  PetscCall(SulCompactNumbers(mesh->comm, grid->number_end, &entries, &surface->faces_total));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &total, 1, MPIU_INT64, MPI_SUM, mesh->comm));
  PetscCheck(total == surface->faces_total, PETSC_COMM_SELF, PETSC_ERR_PLIB,
             "%lld faces of a surface are on more than one rank",
             (long long)(total - surface->faces_total));
  PetscCall(SulFileOrderCreate(mesh->comm, total, grid->count, number, &surface->face_order));
  free(number);
  free(mine);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceCreate(const SulMesh *mesh, const SulSurfaceGrid *grid,
                                SulSurface **surface, PetscInt64 **faces) {
  size_t corners = (size_t)grid->count * (size_t)mesh->face_nodes;
  Used used = FindUsed(mesh, grid);
  PetscInt64 *number = SulAllocate((size_t)used.count, sizeof *number);

  PetscFunctionBegin;
  *surface = SulAllocate(1, sizeof **surface);
  (*surface)->grid = grid;
  PetscCall(NumberNodes(mesh, &used, number, *surface));
  PetscCall(NumberFaces(mesh, *surface));
  *faces = SulAllocate(corners, sizeof **faces);
  for (size_t i = 0; i < corners; i++)
    (*faces)[i] = number[used.place[grid->nodes[i]]];
  free(used.local);
  free(used.place);
  free(number);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceDestroy(SulSurface **surface) {
  PetscFunctionBegin;
  if (!*surface) PetscFunctionReturn(0);
  PetscCall(SulFileOrderDestroy(&(*surface)->node_order));
  PetscCall(SulFileOrderDestroy(&(*surface)->face_order));
  free((*surface)->nodes);
  free(*surface);
  *surface = NULL;
  PetscFunctionReturn(0);
}
