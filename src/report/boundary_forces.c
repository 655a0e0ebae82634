/* Forces through boundaries. The nodal reactions are exact (they balance the internal forces), but
 * at an edge where two constrained faces meet a node's reaction belongs to both: there the traction
 * of the neighbouring cells tells the shares, and what these miss is split evenly, so that the sum
 * stays exact and a uniform stress gives each face exactly its own force. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/report.h>

typedef struct {
  const SulSystem *system;
  const SulLoad *load;
  const double *u;
  unsigned char *groups; /* [nodes_owned], how many constrained boundaries a node lies in */
  double *traction;      /* [nodes_owned][3], sum of the boundaries' nodal tractions */
} Shares;

static bool IsConstrained(const SulBody *body, int boundary) {
  for (int i = 0; i < body->displacement_count; i++)
    if (body->displacements[i].boundary == boundary) return true;
  return false;
}

/* Volume average over a cell, which may be a ghost. */
static void CellMeanStress(const Shares *shares, PetscInt cell, double mean[6]) {
  const SulMesh *mesh = shares->system->mesh;
  int p = mesh->cell_phase[cell];
  const SulPhase *phase = &shares->system->body->phases[p];
  SulCellPoints points;
  double volume = 0;
  memset(mean, 0, 6 * sizeof(double));
  SulCellStressPoints(mesh, cell, &points);
  for (int q = 0; q < points.points; q++) {
    double gradient[9], strain[6], stress[6];
    SulCellGradient(mesh, cell, (const double(*)[3])points.gradient[q], shares->u, gradient);
    SulStrain(gradient, strain);
    phase->model->stress(phase->parameters, strain, shares->load->swelling[p], stress);
    for (int i = 0; i < 6; i++)
      mean[i] += points.weight[q] * stress[i];
    volume += points.weight[q];
  }
  for (int i = 0; i < 6; i++)
    mean[i] /= volume;
}

/* The prescribed part of a nodal force. */
static void PrescribedPart(const SulConstraints *constraints, PetscInt node, double force[3]) {
  const double *p = constraints->projector[constraints->slot[node]];
  double f[3] = {force[0], force[1], force[2]};
  for (int i = 0; i < 3; i++)
    force[i] = f[i] - p[3 * i] * f[0] - p[3 * i + 1] * f[1] - p[3 * i + 2] * f[2];
}

static bool TouchesShared(const Shares *shares, const PetscInt *nodes) {
  const SulMesh *mesh = shares->system->mesh;
  for (int a = 0; a < mesh->face_nodes; a++)
    if (nodes[a] < mesh->nodes_owned && shares->groups[nodes[a]] > 1) return true;
  return false;
}

/* Adds the nodal tractions of one boundary at nodes that it shares. */
static void AddTraction(const Shares *shares, int boundary, double *traction) {
  const SulMesh *mesh = shares->system->mesh;
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const PetscInt *nodes = &mesh->faces[face * mesh->face_nodes];
    if (mesh->face_boundary[face] != boundary || !TouchesShared(shares, nodes)) continue;
    SulFacePoints points;
    double s[6];
    SulFacePointsGet(mesh, face, &points);
    CellMeanStress(shares, mesh->face_cell[face], s);
    for (int a = 0; a < mesh->face_nodes; a++) {
      if (nodes[a] >= mesh->nodes_owned || shares->groups[nodes[a]] < 2) continue;
      double n[3] = {0};
      for (int q = 0; q < points.points; q++)
        for (int i = 0; i < 3; i++)
          n[i] += points.value[q][a] * points.normal[q][i];
      double t[3] = {s[0] * n[0] + s[3] * n[1] + s[5] * n[2],
                     s[3] * n[0] + s[1] * n[1] + s[4] * n[2],
                     s[5] * n[0] + s[4] * n[1] + s[2] * n[2]};
      PrescribedPart(&shares->system->constraints, nodes[a], t);
      for (int i = 0; i < 3; i++)
        traction[3 * nodes[a] + i] += t[i];
    }
  }
}

/* Marks the owned nodes of a boundary: mark[a] = 1. */
static void MarkNodes(const SulMesh *mesh, int boundary, unsigned char *mark) {
  memset(mark, 0, (size_t)mesh->nodes_owned);
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    if (mesh->face_boundary[face] != boundary) continue;
    for (int a = 0; a < mesh->face_nodes; a++) {
      PetscInt node = mesh->faces[face * mesh->face_nodes + a];
      if (node < mesh->nodes_owned) mark[node] = 1;
    }
  }
}

static void SumBoundary(const Shares *shares, int boundary, const double *reaction,
                        unsigned char *mark, double *own, double force[3]) {
  const SulMesh *mesh = shares->system->mesh;
  MarkNodes(mesh, boundary, mark);
  memset(own, 0, 3 * sizeof(double) * (size_t)mesh->nodes_owned);
  AddTraction(shares, boundary, own);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++) {
    if (!mark[a]) continue;
    for (int i = 0; i < 3; i++) {
      double missed = reaction[3 * a + i] - shares->traction[3 * a + i];
      force[i] += own[3 * a + i] + missed / shares->groups[a];
    }
  }
}

static void AddPressures(const Shares *shares, double (*forces)[3]) {
  const SulMesh *mesh = shares->system->mesh;
  const SulBody *body = shares->system->body;
  for (int k = 0; k < body->pressure_count; k++)
    for (PetscInt face = 0; face < mesh->faces_owned; face++) {
      if (mesh->face_boundary[face] != body->pressures[k].boundary) continue;
      SulFacePoints points;
      SulFacePointsGet(mesh, face, &points);
      double p = shares->load->mechanical * body->pressures[k].pressure;
      for (int q = 0; q < points.points; q++)
        for (int i = 0; i < 3; i++)
          forces[body->pressures[k].boundary][i] -= p * points.normal[q][i];
    }
}

PetscErrorCode SulBoundaryForces(const SulSystem *system, const SulLoad *load, const double *u,
                                 const double *reaction, double (*forces)[3]) {
  const SulMesh *mesh = system->mesh;
  size_t nodes = (size_t)mesh->nodes_owned;
  Shares shares = {.system = system,
                   .load = load,
                   .u = u,
                   .groups = SulAllocate(nodes, 1),
                   .traction = SulAllocate(nodes, 3 * sizeof(double))};
  unsigned char *mark = SulAllocate(nodes, 1);
  double *own = SulAllocate(nodes, 3 * sizeof(double));

  PetscFunctionBegin;
  memset(forces, 0, 3 * sizeof(double) * (size_t)mesh->boundary_count);
  for (int b = 0; b < mesh->boundary_count; b++) {
    if (!IsConstrained(system->body, b)) continue;
    MarkNodes(mesh, b, mark);
    for (size_t a = 0; a < nodes; a++)
      shares.groups[a] += mark[a];
  }
  for (int b = 0; b < mesh->boundary_count; b++)
    if (IsConstrained(system->body, b)) AddTraction(&shares, b, shares.traction);
  for (int b = 0; b < mesh->boundary_count; b++)
    if (IsConstrained(system->body, b)) SumBoundary(&shares, b, reaction, mark, own, forces[b]);
  AddPressures(&shares, forces);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, forces, 3 * mesh->boundary_count, MPI_DOUBLE, MPI_SUM,
                             mesh->comm));
  free(shares.groups);
  free(shares.traction);
  free(mark);
  free(own);
  PetscFunctionReturn(0);
}
