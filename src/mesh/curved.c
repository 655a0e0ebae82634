/* SPDX-License-Identifier: BSD-2-Clause */
/* The shape of one tetrahedron: its Jacobian, straight and curved. */
#include "curved.h"
#include <math.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>
#include <sulfem/vector.h>

/* A tetrahedron whose volume is less than this share of its longest edge's cube is flat: it is of
 * the size of rounding errors in coordinates. */
static const double flat = 1e-12;
/* A mid-edge node off the middle by less than this share of the edge's length stands in it. */
static const double in_the_middle = 1e-10;

static void AddPoints(SulJacobianPoints *set, int count, const double (*xi)[3]) {
  for (int i = 0; i < count; i++)
    SulTetrahedronShapes(2, xi[i], NULL, set->gradients[set->points++]);
}

void SulJacobianPointsMake(SulJacobianPoints *set) {
  const SulQuadrature *stress = SulTetrahedronQuadrature(2), *mass = SulTetrahedronQuadrature(5);
  set->points = 0;
  AddPoints(set, 10, sul_tetrahedron_node_xi);
  AddPoints(set, stress->points, stress->xi);
  AddPoints(set, mass->points, mass->xi);
}

double SulCellDeterminant(const double (*x)[3]) {
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int d = 0; d < 3; d++)
      e[i][d] = x[i + 1][d] - x[0][d];
  return e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
         e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
         e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]);
}

double SulCellLongestEdge(const double (*x)[3]) {
  double longest = 0;
  for (int e = 0; e < 6; e++) {
    double length = SulDistance(x[sul_tetrahedron_edges[e][0]], x[sul_tetrahedron_edges[e][1]]);
    if (length > longest) longest = length;
  }
  return longest;
}

double SulCellTiny(const double (*x)[3]) {
  double longest = SulCellLongestEdge(x);
  return flat * longest * longest * longest;
}

bool SulCellIsAffine(const double (*x)[3]) {
  for (int e = 0; e < 6; e++) {
    const double *a = x[sul_tetrahedron_edges[e][0]], *b = x[sul_tetrahedron_edges[e][1]];
    double middle[3] = {0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]), 0.5 * (a[2] + b[2])};
    if (SulDistance(x[4 + e], middle) > in_the_middle * SulDistance(a, b)) return false;
  }
  return true;
}

void SulCellStraighten(SulSerialMesh *serial, PetscInt cell) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  for (int e = 0; e < 6; e++) {
    const double *a = serial->coordinates[nodes[sul_tetrahedron_edges[e][0]]];
    const double *b = serial->coordinates[nodes[sul_tetrahedron_edges[e][1]]];
    for (int d = 0; d < 3; d++)
      serial->coordinates[nodes[4 + e]][d] = 0.5 * (a[d] + b[d]);
  }
}

void SulCellGather(const SulSerialMesh *serial, PetscInt cell, double (*x)[3]) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  for (int i = 0; i < serial->cell_nodes; i++)
    memcpy(x[i], serial->coordinates[nodes[i]], 3 * sizeof(double));
}

void SulJacobianRange(const double (*x)[3], const SulJacobianPoints *set, double range[2]) {
  double jacobian[9];
  range[0] = INFINITY;
  range[1] = -INFINITY;
  for (int p = 0; p < set->points; p++) {
    double value = SulTetrahedronJacobian(10, x, (const double(*)[3])set->gradients[p], jacobian);
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
  }
}

void SulCellTell(const SulSerialMesh *serial, PetscInt cell, char *text, size_t size) {
  double x[10][3], centre[3] = {0};
  SulCellGather(serial, cell, x);
  for (int i = 0; i < 4; i++)
    for (int d = 0; d < 3; d++)
      centre[d] += 0.25 * x[i][d];
  SulTextAppend(text, size, "element %" PetscInt64_FMT " of \"%s\" around (%g, %g, %g)",
                serial->cell_tag[cell], serial->phases[serial->cell_phase[cell]].name, centre[0],
                centre[1], centre[2]);
}

void SulRefuseFolded(const SulSerialMesh *serial, PetscInt count, PetscInt first, const char *why,
                     SulError *error) {
  char cell[SUL_NAME_SIZE + 200] = "";
  SulCellTell(serial, first, cell, sizeof cell);
  SulErrorSet(
      error, SUL_INPUT,
      "%s: curved tetrahedra that are folded over (their Jacobian changes sign)%s: %" PetscInt_FMT
      " of %" PetscInt_FMT
      "; the first is %s; mesh anew with Mesh.HighOrderOptimize = 1 or a finer "
      "size at curved surfaces (Mesh.MeshSizeFromCurvature), or run with element_order: 1",
      serial->path, why, count, serial->cells, cell);
}
