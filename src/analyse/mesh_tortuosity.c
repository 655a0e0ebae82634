/* SPDX-License-Identifier: BSD-2-Clause */
/* Steady diffusion on the tetrahedra of a mesh, and from its flux the tortuosity. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/fem.h>
#include <sulfem/mesh_tortuosity.h>
#include <sulfem/parallel.h>
#include <sulfem/scalar_matrix.h>
#include <sulfem/steady_flux.h>

enum { NOWHERE = -1, INFLOW = -2, OUTFLOW = -3 }; /* in place of a node's unknown */

typedef struct {
  const SulMesh *mesh;
  double length, area; /* of the box, along the axis and across */
  int groups[2];       /* surface groups of inflow and outflow */
  bool *inside;        /* [cells_local], cells that conduct */
  PetscInt *number;    /* [nodes_local], unknown, or one of the above */
  PetscInt count, begin, total;
  double *potential; /* [nodes_local] */
  SulFluxSystem system;
} Problem;

/* ---- Faces of inflow and outflow ------------------------------------------------------------- */

static bool FindGroups(const SulMesh *mesh, int axis, int groups[2]) {
  for (int side = 0; side < 2; side++) {
    char name[8];
    snprintf(name, sizeof name, "%c%s", "xyz"[axis], side ? "max" : "min");
    groups[side] = SulGroupFind(mesh->boundaries, mesh->boundary_count, name);
  }
  return groups[0] >= 0 && groups[1] >= 0;
}

PetscErrorCode SulMeshTortuosityPossible(const SulMesh *mesh, int axis, PetscBool *possible) {
  int groups[2], flat = FindGroups(mesh, axis, groups);
  double margin = 1e-6 * (mesh->box[1][axis] - mesh->box[0][axis]);

  PetscFunctionBegin;
  for (PetscInt f = 0; f < mesh->faces_owned && flat; f++)
    for (int side = 0; side < 2; side++)
      for (int v = 0; v < mesh->face_nodes && mesh->face_boundary[f] == groups[side]; v++) {
        const double *x = &mesh->coordinates[3 * mesh->faces[f * mesh->face_nodes + v]];
        flat = flat && fabs(x[axis] - mesh->box[side][axis]) <= margin;
      }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &flat, 1, MPI_INT, MPI_LAND, mesh->comm));
  *possible = flat ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(0);
}

/* ---- Cells and nodes ------------------------------------------------------------------------- */

/* Cells of the phase's bodies that have faces on both sides. */
static PetscErrorCode FindCells(Problem *p, int phase) {
  const SulMesh *mesh = p->mesh;

  PetscFunctionBegin;
  uint8_t *sides = SulAllocate((size_t)mesh->component_count, 1);
  for (PetscInt f = 0; f < mesh->faces_owned; f++)
    for (int side = 0; side < 2; side++)
      if (mesh->face_boundary[f] == p->groups[side])
        sides[mesh->cell_component[mesh->face_cell[f]]] |= (uint8_t)(1 << side);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, sides, mesh->component_count, MPI_UINT8_T, MPI_BOR, mesh->comm));
  p->inside = SulAllocate((size_t)mesh->cells_local, sizeof *p->inside);
  for (PetscInt c = 0; c < mesh->cells_local; c++)
    p->inside[c] = mesh->cell_phase[c] == phase && sides[mesh->cell_component[c]] == 3;
  free(sides);
  PetscFunctionReturn(0);
}

/* What stands at the own nodes: all cells and faces around them are at hand. */
static void MarkNodes(Problem *p) {
  const SulMesh *mesh = p->mesh;
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    p->number[a] = NOWHERE;
  for (PetscInt i = 0; i < mesh->cells_local * mesh->cell_nodes; i++)
    if (p->inside[i / mesh->cell_nodes]) p->number[mesh->cells[i]] = 0;
  for (PetscInt i = 0; i < mesh->faces_local * mesh->face_nodes; i++) {
    PetscInt f = i / mesh->face_nodes;
    if (!p->inside[mesh->face_cell[f]]) continue;
    if (mesh->face_boundary[f] == p->groups[0]) p->number[mesh->faces[i]] = INFLOW;
    if (mesh->face_boundary[f] == p->groups[1]) p->number[mesh->faces[i]] = OUTFLOW;
  }
}

static PetscErrorCode NumberNodes(Problem *p) {
  const SulMesh *mesh = p->mesh;

  PetscFunctionBegin;
  p->number = SulAllocate((size_t)mesh->nodes_local, sizeof *p->number);
  double *number = SulAllocate((size_t)mesh->nodes_local, sizeof *number);
  MarkNodes(p);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    p->count += p->number[a] >= 0;
  PetscCallMPI(MPI_Scan(&p->count, &p->begin, 1, MPIU_INT, MPI_SUM, mesh->comm));
  p->begin -= p->count;
  PetscCallMPI(MPI_Allreduce(&p->count, &p->total, 1, MPIU_INT, MPI_SUM, mesh->comm));
  PetscInt next = p->begin;
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    number[a] = (double)(p->number[a] >= 0 ? next++ : p->number[a]); /* exact to 2^53 */
  PetscCall(SulMeshHalo(mesh, 1, number));
  for (PetscInt a = 0; a < mesh->nodes_local; a++)
    p->number[a] = (PetscInt)number[a];
  free(number);
  PetscFunctionReturn(0);
}

/* ---- The matrix ------------------------------------------------------------------------------ */

static bool Numbers(const void *context, PetscInt cell, PetscInt *number) {
  const Problem *p = context;
  const PetscInt *nodes = &p->mesh->cells[cell * p->mesh->cell_nodes];
  for (int a = 0; a < p->mesh->cell_nodes && p->inside[cell]; a++)
    number[a] = p->number[nodes[a]];
  return p->inside[cell];
}

/* What stands at nodes of inflow, where the potential is 1, goes to the load. */
static void AddLoad(const Problem *p, const PetscInt *number, SulScalarCell matrix,
                    PetscScalar *load) {
  for (int a = 0; a < p->mesh->cell_nodes; a++) {
    PetscInt row = number[a] - p->begin;
    for (int b = 0; b < p->mesh->cell_nodes && row >= 0 && row < p->count; b++)
      if (number[b] == INFLOW) load[row] -= matrix[a][b];
  }
}

static PetscErrorCode Assemble(Problem *p) {
  const SulScalarNumbers numbers = {p, Numbers, p->begin, p->count};
  PetscInt number[SUL_CELL_NODES_MAX];
  SulScalarCell matrix;
  SulScalarRows rows;
  PetscScalar *load;

  PetscFunctionBegin;
  SulScalarRowsFind(p->mesh, &numbers, &rows);
  PetscCall(VecCreateMPI(p->mesh->comm, p->count, p->total, &p->system.load));
  PetscCall(VecDuplicate(p->system.load, &p->system.solution));
  PetscCall(VecGetArray(p->system.load, &load));
  for (PetscInt cell = 0; cell < p->mesh->cells_local; cell++) {
    if (!Numbers(p, cell, number)) continue;
    SulScalarLaplacian(p->mesh, cell, matrix);
    SulScalarRowsAdd(&rows, p->mesh->cell_nodes, number, 1, matrix);
    AddLoad(p, number, matrix, load);
  }
  PetscCall(VecRestoreArray(p->system.load, &load));
  PetscCall(SulScalarRowsMatrix(p->mesh->comm, &rows, &p->system.matrix));
  PetscFunctionReturn(0);
}

/* ---- Solving --------------------------------------------------------------------------------- */

/* A linear fall from face to face. */
static PetscErrorCode FirstGuess(Problem *p, int axis) {
  const SulMesh *mesh = p->mesh;
  PetscScalar *guess;

  PetscFunctionBegin;
  PetscCall(VecGetArray(p->system.solution, &guess));
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    if (p->number[a] >= 0)
      guess[p->number[a] - p->begin] =
          (mesh->box[1][axis] - mesh->coordinates[3 * a + axis]) / p->length;
  PetscCall(VecRestoreArray(p->system.solution, &guess));
  PetscFunctionReturn(0);
}

static PetscErrorCode TakePotential(Problem *p) {
  const PetscScalar *solution;

  PetscFunctionBegin;
  PetscCall(VecGetArrayRead(p->system.solution, &solution));
  for (PetscInt a = 0; a < p->mesh->nodes_owned; a++)
    p->potential[a] =
        p->number[a] >= 0 ? solution[p->number[a] - p->begin] : (double)(p->number[a] == INFLOW);
  PetscCall(VecRestoreArrayRead(p->system.solution, &solution));
  PetscCall(SulMeshHalo(p->mesh, 1, p->potential));
  PetscFunctionReturn(0);
}

/* Reactions at the nodes of inflow and outflow, and the dissipation. */
static PetscErrorCode Fluxes(void *context, SulTortuosity *result) {
  Problem *p = context;
  const SulMesh *mesh = p->mesh;
  double sum[3] = {0, 0, 0}, scale = p->length / p->area;

  PetscFunctionBegin;
  PetscCall(TakePotential(p));
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    SulScalarCell matrix;
    const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
    if (!p->inside[cell]) continue;
    SulScalarLaplacian(mesh, cell, matrix);
    for (int a = 0; a < mesh->cell_nodes; a++) {
      double flux = 0;
      for (int b = 0; b < mesh->cell_nodes; b++)
        flux += matrix[a][b] * p->potential[nodes[b]];
      if (p->number[nodes[a]] == INFLOW) sum[0] += flux;
      if (p->number[nodes[a]] == OUTFLOW) sum[1] -= flux;
      sum[2] += flux * p->potential[nodes[a]];
    }
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sum, 3, MPI_DOUBLE, MPI_SUM, mesh->comm));
  result->flux_in = scale * sum[0];
  result->flux_out = scale * sum[1];
  result->diffusivity = scale * sum[2];
  PetscFunctionReturn(0);
}

static PetscErrorCode Solve(Problem *p, SulFlux flux, SulTortuosity *result, SulError *error) {
  PC pc;

  PetscFunctionBegin;
  PetscCall(Assemble(p));
  p->potential = SulAllocate((size_t)p->mesh->nodes_local, sizeof *p->potential);
  if (p->total == 0) { /* every node lies in one of the two faces */
    PetscCall(Fluxes(p, result));
    PetscFunctionReturn(0);
  }
  PetscCall(FirstGuess(p, flux.axis));
  PetscCall(SulFluxSolverCreate(&p->system, flux.tolerance));
  PetscCall(KSPGetPC(p->system.ksp, &pc));
  PetscCall(PCSetType(pc, PCGAMG));
  PetscCall(KSPSetFromOptions(p->system.ksp));
  PetscCall(SulFluxSolve(&p->system, flux, result, error));
  PetscFunctionReturn(0);
}

static PetscErrorCode Destroy(Problem *p) {
  PetscFunctionBegin;
  PetscCall(SulFluxSystemDestroy(&p->system));
  free(p->inside);
  free(p->number);
  free(p->potential);
  PetscFunctionReturn(0);
}

PetscErrorCode SulMeshTortuosityFind(const SulMesh *mesh, int phase, SulFlux flux,
                                     SulTortuosity *result, SulError *error) {
  Problem p = {.mesh = mesh, .area = 1, .system = {.fluxes = Fluxes, .context = &p}};
  int axis = flux.axis;

  PetscFunctionBegin;
  *result = (SulTortuosity){.factor = INFINITY};
  p.length = mesh->box[1][axis] - mesh->box[0][axis];
  for (int d = 0; d < 3; d++)
    if (d != axis) p.area *= mesh->box[1][d] - mesh->box[0][d];
  FindGroups(mesh, axis, p.groups);
  PetscCall(FindCells(&p, phase));
  PetscCall(NumberNodes(&p));
  int inside = 0;
  for (PetscInt c = 0; c < mesh->cells_owned; c++)
    inside |= p.inside[c];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &inside, 1, MPI_INT, MPI_LOR, mesh->comm));
  result->percolates = inside != 0;
  result->unknowns = p.total;
  if (result->percolates) {
    PetscCall(Solve(&p, SulFluxWanted(flux), result, error));
    double share = mesh->phases[phase].measure / (p.length * p.area);
    result->factor = share / result->diffusivity;
  }
  PetscCall(Destroy(&p));
  PetscFunctionReturn(0);
}
