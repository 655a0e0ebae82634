/* SPDX-License-Identifier: BSD-2-Clause */
/* Tractions at the quadrature points of a face, from the stress in the cells on both its sides. */
#include "interface_traction.h"

#include <float.h>
#include <math.h>
#include <sulfem/element.h>
#include <sulfem/vector.h>

const SulInterfaceNumbers SulInterfaceNothing = {.extreme = {-DBL_MAX, -DBL_MAX, -DBL_MAX}};

/* Points of a face and where they are in both its cells. */
typedef struct {
  const SulQuadrature *rule;
  PetscInt nodes[SUL_FACE_NODES_MAX];
  int corner[2][3]; /* vertices of the cells that are the face's vertices */
  SulFacePoints points;
} Face;

static int RuleDegree(const SulMesh *mesh, const SulInterfaceFace *face) {
  if (mesh->order == 1) return 1;
  return mesh->cell_affine[face->cell[0]] && mesh->cell_affine[face->cell[1]] ? 2 : 5;
}

int SulInterfacePoints(const SulInterfaces *interfaces, PetscInt face) {
  return SulTriangleQuadrature(RuleDegree(interfaces->mesh, &interfaces->faces[face]))->points;
}

static void FindCorners(const SulMesh *mesh, PetscInt cell, const PetscInt *nodes, int corner[3]) {
  for (int k = 0; k < 3; k++)
    for (int vertex = 0; vertex < 4; vertex++)
      if (mesh->cells[cell * mesh->cell_nodes + vertex] == nodes[k]) corner[k] = vertex;
}

static Face PrepareFace(const SulInterfaces *interfaces, PetscInt f) {
  const SulMesh *mesh = interfaces->mesh;
  int degree = RuleDegree(mesh, &interfaces->faces[f]);
  Face face = {.rule = SulTriangleQuadrature(degree)};
  SulInterfaceNodes(interfaces, f, face.nodes);
  SulTrianglePointsGet(mesh, face.nodes, degree, &face.points);
  for (int side = 0; side < 2; side++)
    FindCorners(mesh, interfaces->faces[f].cell[side], face.nodes, face.corner[side]);
  return face;
}

double SulInterfaceArea(const SulInterfaces *interfaces, PetscInt face) {
  Face prepared = PrepareFace(interfaces, face);
  double area = 0;
  for (int q = 0; q < prepared.points.points; q++)
    area += SulLength(prepared.points.normal[q]);
  return area;
}

/* The hat functions of the face's vertices at a point. */
static void Hats(const Face *face, int q, double hat[3]) {
  const double *xi = face->rule->xi[q];
  hat[0] = 1 - xi[0] - xi[1];
  hat[1] = xi[0];
  hat[2] = xi[1];
}

/* Area and unit normal at a point. */
static double UnitNormal(const Face *face, int q, double n[3]) {
  double area = SulLength(face->points.normal[q]);
  for (int i = 0; i < 3; i++)
    n[i] = face->points.normal[q][i] / area;
  return area;
}

/* P n of one side's cell; `hat` places the point between the cell's vertices `corner`. */
static void SideTraction(const SulInterfaceState *state, PetscInt cell, const int corner[3],
                         const double hat[3], const double n[3], double traction[3]) {
  double at[3] = {0}, p[9];
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      at[i] += hat[k] * sul_tetrahedron_node_xi[corner[k]][i];
  SulNominalAt(state->body->points, cell, at, p);
  for (int i = 0; i < 3; i++)
    traction[i] = p[3 * i] * n[0] + p[3 * i + 1] * n[1] + p[3 * i + 2] * n[2];
}

static void AddToNodes(const Face *face, const double hat[3], double area, const double t[3],
                       SulInterfaceNodal *nodal) {
  for (int v = 0; v < 3; v++) {
    PetscInt node = face->nodes[v];
    nodal->on[node] = true;
    nodal->area[node] += area * hat[v];
    for (int i = 0; i < 3; i++)
      nodal->vector[3 * node + i] += area * hat[v] * t[i];
  }
}

void SulInterfacePlain(const SulInterfaceState *state, const SulInterfacePair *pair, PetscInt f,
                       SulInterfaceNodal *nodal, double *traction, SulInterfaceNumbers *numbers) {
  Face face = PrepareFace(state->interfaces, f);
  for (int q = 0; q < face.points.points; q++) {
    double n[3], hat[3], side[2][3], t[3], jump[3], area = UnitNormal(&face, q, n);
    Hats(&face, q, hat);
    for (int k = 0; k < 2; k++)
      SideTraction(state, state->interfaces->faces[f].cell[k], face.corner[k], hat, n, side[k]);
    for (int i = 0; i < 3; i++) {
      t[i] = pair->weight * side[0][i] + (1 - pair->weight) * side[1][i];
      jump[i] = side[0][i] - side[1][i];
      numbers->sum[SUL_SUM_SIDE_A] += area * side[0][i] * n[i];
      numbers->sum[SUL_SUM_SIDE_B] += area * side[1][i] * n[i];
      if (traction) traction[3 * q + i] = t[i];
    }
    numbers->sum[SUL_SUM_JUMP] += area * SulLength(jump);
    AddToNodes(&face, hat, area, t, nodal);
  }
}

/* Adds a point with its traction and area, and fills in its normal and shear. */
static void AddPoint(double strength, const double n[3], size_t q, SulInterfaceSamples *samples,
                     SulInterfaceNumbers *numbers) {
  const double *t = &samples->traction[3 * q], area = samples->area[q];
  double along = SulDot(t, n), tangential[3], shear;
  double *sum = numbers->sum, *extreme = numbers->extreme;
  for (int i = 0; i < 3; i++) {
    tangential[i] = t[i] - along * n[i];
    sum[SUL_SUM_FORCE + i] += area * t[i];
  }
  samples->normal[q] = along;
  samples->shear[q] = shear = SulLength(tangential);
  sum[SUL_SUM_AREA] += area;
  sum[SUL_SUM_NORMAL] += area * along;
  sum[SUL_SUM_SHEAR] += area * shear;
  sum[SUL_SUM_SIZE] += area * SulLength(t);
  if (along > 0) sum[SUL_SUM_TENSION] += area;
  if (along > strength) sum[SUL_SUM_ABOVE] += area; /* never where none is given, NAN */
  extreme[SUL_HIGHEST] = fmax(extreme[SUL_HIGHEST], along);
  extreme[SUL_LOWEST_NEGATED] = fmax(extreme[SUL_LOWEST_NEGATED], -along);
  extreme[SUL_MOST] = fmax(extreme[SUL_MOST], shear);
}

void SulInterfaceCorrect(const SulInterfaceState *state, double strength, PetscInt f,
                         const SulInterfaceNodal *nodal, SulInterfaceSamples *samples,
                         SulInterfaceNumbers *numbers) {
  Face face = PrepareFace(state->interfaces, f);
  for (int q = 0; q < face.points.points; q++) {
    double n[3], hat[3], *t = &samples->traction[3 * q];
    samples->area[q] = UnitNormal(&face, q, n);
    Hats(&face, q, hat);
    for (int v = 0; v < 3; v++)
      for (int i = 0; i < 3; i++)
        t[i] += hat[v] * nodal->vector[3 * face.nodes[v] + i];
    AddPoint(strength, n, (size_t)q, samples, numbers);
  }
}
