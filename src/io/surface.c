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

static Used FindUsed(const SulInterfaces *interfaces) {
  const SulMesh *mesh = interfaces->mesh;
  size_t room = (size_t)mesh->nodes_local;
  Used used = {.local = SulAllocate(room, sizeof(PetscInt)),
               .place = SulAllocate(room, sizeof(PetscInt))};
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    used.place[i] = -1;
  for (PetscInt f = 0; f < interfaces->count; f++) {
    PetscInt nodes[SUL_FACE_NODES_MAX];
    SulInterfaceNodes(interfaces, f, nodes);
    for (int k = 0; k < mesh->face_nodes; k++) {
      if (used.place[nodes[k]] >= 0) continue;
      used.place[nodes[k]] = used.count;
      used.local[used.count++] = nodes[k];
    }
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
  PetscCall(SulCompactNumbers(mesh->comm, mesh->nodes_total, used->count, named, number, mine,
                              &surface->nodes_total));
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
static PetscErrorCode NumberFaces(const SulInterfaces *interfaces, SulSurface *surface) {
  const SulMesh *mesh = interfaces->mesh;
  size_t count = (size_t)interfaces->count;
  PetscInt64 *named = SulAllocate(count, sizeof *named), *number, total;
  bool *mine = SulAllocate(count, sizeof *mine);

  PetscFunctionBegin;
  number = SulAllocate(count, sizeof *number);
  for (PetscInt f = 0; f < interfaces->count; f++)
    named[f] = 4 * mesh->cell_file[interfaces->faces[f].cell[0]] + interfaces->faces[f].side;
  PetscCall(SulCompactNumbers(mesh->comm, 4 * mesh->cells_total, interfaces->count, named, number,
                              mine, &total));
  PetscCheck(total == interfaces->total, PETSC_COMM_SELF, PETSC_ERR_PLIB,
             "%lld faces of interfaces are on more than one rank",
             (long long)(interfaces->total - total));
  PetscCall(SulFileOrderCreate(mesh->comm, total, interfaces->count, number, &surface->face_order));
  free(named);
  free(number);
  free(mine);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSurfaceCreate(const SulInterfaces *interfaces, SulSurface **surface,
                                PetscInt64 **faces) {
  const SulMesh *mesh = interfaces->mesh;
  size_t width = (size_t)mesh->face_nodes;
  Used used = FindUsed(interfaces);
  PetscInt64 *number = SulAllocate((size_t)used.count, sizeof *number);

  PetscFunctionBegin;
  *surface = SulAllocate(1, sizeof **surface);
  (*surface)->interfaces = interfaces;
  PetscCall(NumberNodes(mesh, &used, number, *surface));
  PetscCall(NumberFaces(interfaces, *surface));
  *faces = SulAllocate((size_t)interfaces->count * width, sizeof **faces);
  for (PetscInt f = 0; f < interfaces->count; f++) {
    PetscInt nodes[SUL_FACE_NODES_MAX];
    SulInterfaceNodes(interfaces, f, nodes);
    for (size_t k = 0; k < width; k++)
      (*faces)[(size_t)f * width + k] = number[used.place[nodes[k]]];
  }
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
