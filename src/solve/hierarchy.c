/* SPDX-License-Identifier: BSD-2-Clause */
/* Coarse space of the p-multigrid for order 2: the same cells with linear elements. The operator is
 * discretised anew (straight edges, cheap to assemble, good enough for a preconditioner), the
 * interpolation is 1 at vertices and 1/2 at mid-edge nodes, with the displacement conditions'
 * projectors on both sides so that no correction touches a prescribed component. */
#include "hierarchy.h"

#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>

/* Local numbers of the vertices among the vertices, -1 for mid-edge nodes. Owned nodes come first
 * in the fine numbering, so owned vertices come first here too. */
static PetscInt *NumberVertices(const SulMesh *fine, SulMesh *coarse) {
  PetscInt *vertex = SulAllocate((size_t)fine->nodes_local, sizeof *vertex);
  for (PetscInt a = 0; a < fine->nodes_local; a++)
    vertex[a] = -1;
  for (PetscInt cell = 0; cell < fine->cells_local; cell++)
    for (int b = 0; b < 4; b++)
      vertex[fine->cells[cell * fine->cell_nodes + b]] = 0;
  for (PetscInt a = 0; a < fine->nodes_local; a++) {
    if (vertex[a] < 0) continue;
    if (a < fine->nodes_owned) coarse->nodes_owned++;
    vertex[a] = coarse->nodes_local++;
  }
  return vertex;
}

/* Local numbers of the rows of vertices among themselves, -1 for those of mid-edge nodes: copies of
 * vertices are vertices. [fine rows local] */
static PetscInt *NumberRows(const SulMesh *fine, const PetscInt *vertex, SulRows *coarse) {
  const SulRows rows = SulMeshRows(fine);
  PetscInt *number = SulAllocate((size_t)rows.local, sizeof *number);
  for (PetscInt r = 0; r < rows.local; r++)
    number[r] = -1;
  for (PetscInt a = 0; a < fine->nodes_local; a++)
    if (vertex[a] >= 0) number[SulRowOf(&rows, a)] = 0;
  for (PetscInt r = 0; r < rows.local; r++) {
    if (number[r] < 0) continue;
    if (r < rows.owned) coarse->owned++;
    number[r] = coarse->local++;
  }
  return number;
}

/* Collective. Global numbers of the coarse rows [coarse->local]. */
static PetscErrorCode GlobalNumbers(const SulMesh *fine, const PetscInt *number, SulRows *coarse,
                                    PetscInt **made) {
  const SulRows rows = SulMeshRows(fine);
  double *carried = SulAllocate((size_t)rows.local, sizeof *carried); /* hold 2^53: exact */
  PetscInt end, *global = SulAllocate((size_t)coarse->local, sizeof *global);

  PetscFunctionBegin;
  PetscCallMPI(MPI_Scan(&coarse->owned, &end, 1, MPIU_INT, MPI_SUM, fine->comm));
  coarse->first = end - coarse->owned;
  for (PetscInt r = 0; r < rows.owned; r++)
    if (number[r] >= 0) carried[r] = (double)(coarse->first + number[r]);
  PetscCall(SulRowsHalo(&rows, 1, carried));
  for (PetscInt r = 0; r < rows.local; r++)
    if (number[r] >= 0) global[number[r]] = (PetscInt)carried[r];
  free(carried);
  coarse->global = *made = global;
  PetscFunctionReturn(0);
}

/* Where copies of nodes share rows those of vertices do. */
static void ShareRows(const SulMesh *fine, const PetscInt *vertex, const PetscInt *number,
                      SulMesh *coarse) {
  const size_t entries = 4 * (size_t)coarse->cells_local;
  PetscInt *of_node = SulAllocate((size_t)coarse->nodes_local, sizeof *of_node);
  PetscInt *cells = SulAllocate(entries, sizeof *cells);
  for (PetscInt a = 0; a < fine->nodes_local; a++)
    if (vertex[a] >= 0) of_node[vertex[a]] = number[fine->shared->of_node[a]];
  for (size_t i = 0; i < entries; i++)
    cells[i] = of_node[coarse->cells[i]];
  coarse->shared->of_node = of_node;
  coarse->shared->cells = cells;
}

/* Collective. Fills what the coarse mesh knows of its rows; gives NumberRows'. */
static PetscErrorCode CoarseRows(const SulMesh *fine, const PetscInt *vertex, SulMesh *coarse,
                                 PetscInt **number) {
  SulRows rows = {0};
  PetscInt *global;

  PetscFunctionBegin;
  *number = NumberRows(fine, vertex, &rows);
  PetscCall(GlobalNumbers(fine, *number, &rows, &global));
  if (fine->shared) {
    coarse->shared = SulAllocate(1, sizeof *coarse->shared);
    *coarse->shared = rows;
    ShareRows(fine, vertex, *number, coarse);
  } else {
    coarse->node_first = rows.first;
    coarse->node_global = global;
  }
  PetscFunctionReturn(0);
}

static void Coordinates(const SulMesh *fine, const PetscInt *vertex, SulMesh *coarse) {
  coarse->coordinates = SulAllocate((size_t)coarse->nodes_local, 3 * sizeof(double));
  for (PetscInt a = 0; a < fine->nodes_local; a++)
    if (vertex[a] >= 0)
      memcpy(&coarse->coordinates[3 * vertex[a]], &fine->coordinates[3 * a], 3 * sizeof(double));
}

static void LinearCells(const SulMesh *fine, const PetscInt *vertex, SulMesh *coarse) {
  size_t cells = (size_t)fine->cells_local;
  coarse->comm = fine->comm;
  coarse->order = 1;
  coarse->cell_nodes = 4;
  coarse->phase_count = fine->phase_count;
  coarse->cells_owned = fine->cells_owned;
  coarse->cells_local = fine->cells_local;
  coarse->cells = SulAllocate(cells, 4 * sizeof *coarse->cells);
  coarse->cell_affine = SulAllocate(cells, sizeof *coarse->cell_affine);
  coarse->cell_phase = fine->cell_phase; /* borrowed */
  for (size_t cell = 0; cell < cells; cell++) {
    coarse->cell_affine[cell] = true;
    for (size_t b = 0; b < 4; b++)
      coarse->cells[4 * cell + b] = vertex[fine->cells[cell * (size_t)fine->cell_nodes + b]];
  }
}

static void VertexConstraints(const SulSystem *system, const PetscInt *number,
                              SulHierarchy *hierarchy) {
  const PetscInt fine = SulMeshRows(system->mesh).local,
                 local = SulMeshRows(&hierarchy->mesh).local;
  SulConstraints *coarse = &hierarchy->constraints;
  *coarse = system->body->constraints; /* projectors are borrowed, slots are our own */
  coarse->slot = SulAllocate((size_t)local, sizeof *coarse->slot);
  for (PetscInt r = 0; r < fine; r++)
    if (number[r] >= 0) coarse->slot[number[r]] = system->body->constraints.slot[r];
}

/* The vertices that a node's value comes from: itself, or the ends of its edge. */
static PetscInt *Parents(const SulMesh *fine) {
  PetscInt *parent = SulAllocate((size_t)fine->nodes_local, 2 * sizeof *parent);
  for (PetscInt cell = 0; cell < fine->cells_local; cell++) {
    const PetscInt *nodes = &fine->cells[cell * fine->cell_nodes];
    for (int a = 0; a < 4; a++)
      parent[2 * nodes[a]] = parent[2 * nodes[a] + 1] = nodes[a];
    for (int e = 0; e < 6; e++)
      for (int i = 0; i < 2; i++)
        parent[2 * nodes[4 + e] + i] = nodes[sul_tetrahedron_edges[e][i]];
  }
  return parent;
}

/* Both ends of an edge across a whole period have one row, so shares are added up. */
static PetscErrorCode Interpolation(const SulSystem *system, const PetscInt *number,
                                    SulHierarchy *hierarchy) {
  const SulRows fine = SulMeshRows(system->mesh), coarse = SulMeshRows(&hierarchy->mesh);
  PetscInt *parent = Parents(system->mesh);

  PetscFunctionBegin;
  PetscCall(MatCreate(system->mesh->comm, &hierarchy->interpolation));
  PetscCall(MatSetSizes(hierarchy->interpolation, 3 * fine.owned, 3 * coarse.owned, PETSC_DETERMINE,
                        PETSC_DETERMINE));
  PetscCall(MatSetBlockSize(hierarchy->interpolation, 3));
  PetscCall(MatSetType(hierarchy->interpolation, MATBAIJ));
  PetscCall(MatSeqBAIJSetPreallocation(hierarchy->interpolation, 3, 2, NULL));
  PetscCall(MatMPIBAIJSetPreallocation(hierarchy->interpolation, 3, 2, NULL, 2, NULL));
  for (PetscInt a = 0; a < fine.owned; a++) { /* a row's master */
    bool middle = parent[2 * a] != parent[2 * a + 1];
    for (int i = 0; i < (middle ? 2 : 1); i++) {
      double share = middle ? 0.5 : 1, block[9] = {share, 0, 0, 0, share, 0, 0, 0, share};
      PetscInt from = SulRowOf(&fine, parent[2 * a + i]), row = fine.first + a;
      SulConstraintsProjectBlock(&system->body->constraints, a, from, block);
      PetscCall(MatSetValuesBlocked(hierarchy->interpolation, 1, &row, 1,
                                    &coarse.global[number[from]], block, ADD_VALUES));
    }
  }
  free(parent);
  PetscCall(MatAssemblyBegin(hierarchy->interpolation, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(hierarchy->interpolation, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}

PetscErrorCode SulHierarchyCreate(const SulSystem *system, double scale, SulHierarchy **hierarchy) {
  SulHierarchy *h = SulAllocate(1, sizeof *h);

  PetscFunctionBegin;
  *hierarchy = h;
  PetscInt *vertex = NumberVertices(system->mesh, &h->mesh), *number;
  LinearCells(system->mesh, vertex, &h->mesh);
  Coordinates(system->mesh, vertex, &h->mesh);
  PetscCall(CoarseRows(system->mesh, vertex, &h->mesh, &number));
  free(vertex);
  VertexConstraints(system, number, h);
  PetscCall(
      SulStiffnessCreate(&h->mesh, system->body->phases, &h->constraints, scale, &h->stiffness));
  PetscCall(Interpolation(system, number, h));
  free(number);
  PetscFunctionReturn(0);
}

PetscErrorCode SulHierarchyRefill(const SulSystem *system, double scale) {
  const SulHierarchy *h = system->hierarchy;
  SulPattern *pattern;

  PetscFunctionBegin;
  PetscCall(SulPatternCreate(&h->mesh, NULL, 0, &pattern));
  PetscCall(
      SulStiffnessAtRest(pattern, system->body->phases, &h->constraints, scale, h->stiffness));
  SulPatternDestroy(&pattern);
  PetscFunctionReturn(0);
}

PetscErrorCode SulHierarchyDestroy(SulHierarchy **hierarchy) {
  PetscFunctionBegin;
  if (!*hierarchy) PetscFunctionReturn(0);
  SulHierarchy *h = *hierarchy;
  PetscCall(MatDestroy(&h->stiffness));
  PetscCall(MatDestroy(&h->interpolation));
  free(h->constraints.slot);
  free(h->mesh.cells);
  free(h->mesh.cell_affine);
  free(h->mesh.node_global);
  free(h->mesh.coordinates);
  PetscCall(SulRowsDestroy(&h->mesh.shared));
  free(h);
  *hierarchy = NULL;
  PetscFunctionReturn(0);
}
