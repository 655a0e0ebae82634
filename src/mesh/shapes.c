/* The shape of every tetrahedron: finite, not flat, not turned inside out. */
#include "serial.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>

/* A tetrahedron whose volume is less than this share of its longest edge's cube is flat: it is of
 * the size of rounding errors in coordinates. */
static const double flat = 1e-12;
/* A mid-edge node off the middle by less than this share of the edge's length stands in it. */
static const double in_the_middle = 1e-10;

/* The points where a curved cell's Jacobian must be positive: nodes and quadrature points. */
enum { POINTS_MAX = 10 + 4 + 14 };
typedef struct {
  int points;
  double gradients[POINTS_MAX][10][3];
} JacobianPoints;

/* Bad cells of one kind. */
typedef struct {
  PetscInt count, first;
} Tally;

static void Count(Tally *tally, PetscInt cell) {
  if (tally->count++ == 0) tally->first = cell;
}

static void AddPoints(JacobianPoints *set, int count, const double (*xi)[3]) {
  for (int i = 0; i < count; i++)
    SulTetrahedronShapes(2, xi[i], NULL, set->gradients[set->points++]);
}

static void MakePoints(JacobianPoints *set) {
  const SulQuadrature *stress = SulTetrahedronQuadrature(2), *mass = SulTetrahedronQuadrature(5);
  set->points = 0;
  AddPoints(set, 10, sul_tetrahedron_node_xi);
  AddPoints(set, stress->points, stress->xi);
  AddPoints(set, mass->points, mass->xi);
}

static double Distance(const double a[3], const double b[3]) {
  double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return sqrt(x * x + y * y + z * z);
}

/* Six times the volume of the straight tetrahedron. */
static double Determinant(const double (*x)[3]) {
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int d = 0; d < 3; d++)
      e[i][d] = x[i + 1][d] - x[0][d];
  return e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) -
         e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
         e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]);
}

static double LongestEdge(const double (*x)[3]) {
  double longest = 0;
  for (int e = 0; e < 6; e++) {
    double length = Distance(x[sul_tetrahedron_edges[e][0]], x[sul_tetrahedron_edges[e][1]]);
    if (length > longest) longest = length;
  }
  return longest;
}

static bool Affine(const double (*x)[3]) {
  for (int e = 0; e < 6; e++) {
    const double *a = x[sul_tetrahedron_edges[e][0]], *b = x[sul_tetrahedron_edges[e][1]];
    double middle[3] = {0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]), 0.5 * (a[2] + b[2])};
    if (Distance(x[4 + e], middle) > in_the_middle * Distance(a, b)) return false;
  }
  return true;
}

/* Puts mid-edge nodes where `affine` takes them to be: Gmsh leaves those of flat faces a little
 * off, and neighbours must agree on the shape to round-off. */
static void Straighten(SulSerialMesh *serial, const PetscInt *nodes) {
  for (int e = 0; e < 6; e++) {
    const double *a = serial->coordinates[nodes[sul_tetrahedron_edges[e][0]]];
    const double *b = serial->coordinates[nodes[sul_tetrahedron_edges[e][1]]];
    for (int d = 0; d < 3; d++)
      serial->coordinates[nodes[4 + e]][d] = 0.5 * (a[d] + b[d]);
  }
}

/* Swaps vertices 1 and 2, and the edges that go with them. */
static void Turn(PetscInt *nodes, int cell_nodes) {
  static const int pairs[3][2] = {{1, 2}, {4, 6}, {8, 9}};
  for (int p = 0; p < (cell_nodes == 4 ? 1 : 3); p++) {
    PetscInt swap = nodes[pairs[p][0]];
    nodes[pairs[p][0]] = nodes[pairs[p][1]];
    nodes[pairs[p][1]] = swap;
  }
}

static void Gather(const SulSerialMesh *serial, const PetscInt *nodes, double (*x)[3]) {
  for (int i = 0; i < serial->cell_nodes; i++)
    memcpy(x[i], serial->coordinates[nodes[i]], 3 * sizeof(double));
}

/* Lowest and highest determinant of the Jacobian over the points. */
static void JacobianRange(const double (*x)[3], const JacobianPoints *set, double range[2]) {
  double jacobian[9];
  range[0] = INFINITY;
  range[1] = -INFINITY;
  for (int p = 0; p < set->points; p++) {
    double value = SulTetrahedronJacobian(10, x, (const double(*)[3])set->gradients[p], jacobian);
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
  }
}

/* Turns the cell if it is negative as a whole; counts it if it is flat, or inside out somewhere. A
 * curved cell follows its straight one: if the two differ in sign, bulging faces have swallowed it.
 */
static void MendCell(SulSerialMesh *serial, PetscInt cell, const JacobianPoints *set,
                     Tally *flat_cells, Tally *inverted) {
  PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  double x[10][3], range[2];
  Gather(serial, nodes, x);
  double longest = LongestEdge((const double(*)[3])x), tiny = flat * longest * longest * longest;
  double straight = Determinant((const double(*)[3])x);
  bool affine = serial->order == 1 || Affine((const double(*)[3])x);
  range[0] = range[1] = straight;
  if (!affine) JacobianRange((const double(*)[3])x, set, range);
  serial->cell_affine[cell] = affine;
  if (affine && serial->order == 2) Straighten(serial, nodes);
  bool positive = range[0] > tiny && straight >= -tiny;
  bool negative = range[1] < -tiny && straight <= tiny;
  if (negative) Turn(nodes, serial->cell_nodes);
  if (!positive && !negative) Count(affine ? flat_cells : inverted, cell);
}

static void TellCell(const SulSerialMesh *serial, PetscInt cell, SulError *error) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  double x[10][3], centre[3] = {0};
  Gather(serial, nodes, x);
  for (int i = 0; i < 4; i++)
    for (int d = 0; d < 3; d++)
      centre[d] += 0.25 * x[i][d];
  SulErrorAppend(error, "element %" PetscInt64_FMT " of \"%s\" around (%g, %g, %g)",
                 serial->cell_tag[cell], serial->phases[serial->cell_phase[cell]].name, centre[0],
                 centre[1], centre[2]);
}

static void Refuse(const SulSerialMesh *serial, const Tally *flat_cells, const Tally *inverted,
                   SulError *error) {
  if (flat_cells->count > 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s: tetrahedra without volume: %" PetscInt_FMT " of %" PetscInt_FMT
                "; the first is ",
                serial->path, flat_cells->count, serial->cells);
    TellCell(serial, flat_cells->first, error);
    SulErrorAppend(error, "; mesh anew with Mesh.Optimize = 1, or mend the geometry there");
  } else if (inverted->count > 0) {
    SulErrorSet(
        error, SUL_INPUT,
        "%s: curved tetrahedra that are folded over (their Jacobian changes sign): %" PetscInt_FMT
        " of %" PetscInt_FMT "; the first is ",
        serial->path, inverted->count, serial->cells);
    TellCell(serial, inverted->first, error);
    SulErrorAppend(error, "; mesh anew with Mesh.HighOrderOptimize = 1 or a finer size at curved "
                          "surfaces (Mesh.MeshSizeFromCurvature), or run with element_order: 1");
  }
}

void SulSerialShapes(SulSerialMesh *serial, SulError *error) {
  Tally flat_cells = {0}, inverted = {0};
  JacobianPoints *set = SulAllocate(1, sizeof *set);
  MakePoints(set);
  serial->cell_affine = SulAllocate((size_t)serial->cells, sizeof *serial->cell_affine);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    MendCell(serial, cell, set, &flat_cells, &inverted);
  free(set);
  Refuse(serial, &flat_cells, &inverted, error);
}
