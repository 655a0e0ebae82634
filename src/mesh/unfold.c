/* SPDX-License-Identifier: BSD-2-Clause */
/* Curved tetrahedra that are folded over: the mid-edge nodes of these, and only theirs, go towards
 * the middles of their edges until every cell around is positive. A finer mesh would be the better
 * cure, so it is told what was moved and by how much. */
#include "curved.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>
#include <sulfem/vector.h>

/* A mended cell's Jacobian is at least this share of its straight one's, everywhere: Gmsh's own aim
 * for curved elements (Mesh.HighOrderThresholdMin). */
static const double least_jacobian = 0.1;
/* Cells that are not done after so many rounds become straight. */
enum { ROUNDS = 20, BISECTIONS = 20 };

typedef struct {
  SulSerialMesh *serial;
  SulJacobianPoints points;
  bool *moved;           /* [nodes] */
  bool *on_surface;      /* [nodes], moved ones of the outside or between two phases */
  bool *folded;          /* [cells], in this round */
  bool *mended;          /* [cells], in any */
  double (*before)[3];   /* [nodes] */
  PetscInt count, first; /* of mended cells */
  double move;           /* the largest, in longest edges of the mended cell that it belongs to */
  double surface_move;
  double *volume, *gained; /* [phases], mesh units */
} Unfolding;

/* The cell's nodes with the middles drawn in: `keep` 1 leaves them, 0 puts them on straight edges.
 */
static void DrawIn(const double (*x)[3], double keep, double (*drawn)[3]) {
  memcpy(drawn, x, 10 * sizeof *drawn);
  for (int e = 0; e < 6; e++) {
    const double *a = x[sul_tetrahedron_edges[e][0]], *b = x[sul_tetrahedron_edges[e][1]];
    for (int d = 0; d < 3; d++) {
      double middle = 0.5 * (a[d] + b[d]);
      drawn[4 + e][d] = keep == 0 ? middle : middle + keep * (x[4 + e][d] - middle);
    }
  }
}

/* Good at every point, by the Bernstein coefficients of the Jacobian. */
static bool IsSound(const double (*x)[3]) {
  return SulTetrahedronLeastJacobian(x) >= least_jacobian * SulCellDeterminant(x);
}

static void Unfold(Unfolding *work, PetscInt cell, bool straighten) {
  SulSerialMesh *serial = work->serial;
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  double x[10][3], drawn[10][3], low = 0, high = 1;
  SulCellGather(serial, cell, x);
  if (!straighten && IsSound((const double(*)[3])x)) return; /* by what a neighbour needed */
  for (int i = 0; i < BISECTIONS && !straighten; i++) {
    double middle = 0.5 * (low + high);
    DrawIn((const double(*)[3])x, middle, drawn);
    if (IsSound((const double(*)[3])drawn))
      low = middle;
    else
      high = middle;
  }
  DrawIn((const double(*)[3])x, low, drawn);
  for (int e = 4; e < 10; e++) {
    if (SulDistance(x[e], drawn[e]) == 0) continue;
    memcpy(serial->coordinates[nodes[e]], drawn[e], sizeof drawn[e]);
    work->moved[nodes[e]] = true;
  }
}

static bool TouchesMoved(const Unfolding *work, PetscInt cell) {
  const PetscInt *nodes = work->serial->cell_node + 10 * (size_t)cell;
  for (int e = 4; e < 10; e++)
    if (work->moved[nodes[e]]) return true;
  return false;
}

/* At the points where all cells are looked at; a mended one, which others may have drawn at since,
 * anywhere. */
static bool IsFolded(const Unfolding *work, PetscInt cell, const double (*x)[3]) {
  double range[2];
  if (work->mended[cell]) return SulTetrahedronLeastJacobian(x) <= 0;
  SulJacobianRange(x, &work->points, range);
  return range[0] <= SulCellTiny(x);
}

/* Marks the cells that are folded as the nodes stand now; true if there are any. */
static bool FindFolded(Unfolding *work, int round, SulError *error) {
  const SulSerialMesh *serial = work->serial;
  bool some = false;
  for (PetscInt cell = 0; cell < serial->cells && !SulFailed(error); cell++) {
    work->folded[cell] = false;
    if (round == 0 ? serial->cell_affine[cell] : !TouchesMoved(work, cell)) continue;
    double x[10][3];
    SulCellGather(serial, cell, x);
    if (!IsFolded(work, cell, (const double(*)[3])x)) continue;
    if (SulCellDeterminant((const double(*)[3])x) <= SulCellTiny((const double(*)[3])x))
      SulRefuseFolded(serial, 1, cell,
                      " and cannot be mended, as with straight edges they are flat", error);
    work->folded[cell] = some = true;
    if (!work->mended[cell] && work->count++ == 0) work->first = cell;
    work->mended[cell] = true;
  }
  return some && !SulFailed(error);
}

/* Drawing in the nodes of one cell may fold another, which takes its turn in the next round. Each
 * round beyond ROUNDS makes a cell straight for good, so there is a last one. */
static void UnfoldAll(Unfolding *work, SulError *error) {
  for (int round = 0; FindFolded(work, round, error); round++)
    for (PetscInt cell = 0; cell < work->serial->cells; cell++)
      if (work->folded[cell]) Unfold(work, cell, round > ROUNDS);
}

/* Marks the moved nodes of the cell's faces that are outside or between two phases. */
static void MarkSurface(Unfolding *work, PetscInt cell) {
  const SulSerialMesh *serial = work->serial;
  const PetscInt *nodes = serial->cell_node + 10 * (size_t)cell;
  for (int side = 0; side < 4; side++) {
    PetscInt behind = serial->neighbour[4 * (size_t)cell + (size_t)side];
    if (behind >= 0 && serial->cell_phase[behind] == serial->cell_phase[cell]) continue;
    for (int k = 3; k < 6; k++) {
      PetscInt node = nodes[sul_tetrahedron_face_nodes[side][k]];
      work->on_surface[node] = work->moved[node];
    }
  }
}

static void MeasureCell(Unfolding *work, PetscInt cell) {
  SulSerialMesh *serial = work->serial;
  const PetscInt *nodes = serial->cell_node + 10 * (size_t)cell;
  double x[10][3], before[10][3];
  int phase = serial->cell_phase[cell];
  SulCellGather(serial, cell, x);
  double volume = SulTetrahedronVolume(2, (const double(*)[3])x);
  work->volume[phase] += volume;
  if (!TouchesMoved(work, cell)) return;
  for (int i = 0; i < 10; i++)
    memcpy(before[i], work->before[nodes[i]], sizeof before[i]);
  work->gained[phase] += volume - SulTetrahedronVolume(2, (const double(*)[3])before);
  MarkSurface(work, cell);
  serial->cell_affine[cell] = SulCellIsAffine((const double(*)[3])x);
  if (serial->cell_affine[cell]) SulCellStraighten(serial, cell);
}

static void MeasureMoves(Unfolding *work, PetscInt cell) {
  const PetscInt *nodes = work->serial->cell_node + 10 * (size_t)cell;
  double x[10][3];
  SulCellGather(work->serial, cell, x);
  double longest = SulCellLongestEdge((const double(*)[3])x);
  for (int e = 4; e < 10; e++) {
    double move = SulDistance(x[e], work->before[nodes[e]]) / longest;
    work->move = fmax(work->move, move);
    if (work->on_surface[nodes[e]]) work->surface_move = fmax(work->surface_move, move);
  }
}

static void Tell(const Unfolding *work, SulLog *log) {
  const SulSerialMesh *serial = work->serial;
  char first[SUL_NAME_SIZE + 200] = "", volumes[1000] = "";
  SulCellTell(serial, work->first, first, sizeof first);
  for (int p = 0; p < serial->phase_count; p++)
    if (fabs(work->gained[p]) > 1e-12 * work->volume[p]) /* more than rounding */
      SulTextAppend(volumes, sizeof volumes, "%s\"%s\" %+.1e", volumes[0] ? ", " : "",
                    serial->phases[p].name, work->gained[p] / work->volume[p]);
  SulLogWarning(
      log,
      "%s: curved tetrahedra that were folded over are mended: %" PetscInt_FMT " of %" PetscInt_FMT
      ", the first is %s. Their mid-edge nodes went towards the edges' "
      "middles, by up to %.2g of the cell's longest edge (%.2g on the outside and between "
      "phases); relative change of volumes: %s. A mesh with Mesh.HighOrderOptimize = 1 or a "
      "finer size at curved surfaces needs no mending",
      serial->path, work->count, serial->cells, first, work->move, work->surface_move,
      volumes[0] ? volumes : "none");
}

static void Measure(Unfolding *work) {
  const SulSerialMesh *serial = work->serial;
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    MeasureCell(work, cell);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    if (work->mended[cell]) MeasureMoves(work, cell);
}

void SulSerialUnfold(SulSerialMesh *serial, SulLog *log, SulError *error) {
  if (serial->folded == 0) return;
  size_t nodes = (size_t)serial->nodes, cells = (size_t)serial->cells;
  size_t phases = (size_t)serial->phase_count;
  Unfolding *work = SulAllocate(1, sizeof *work);
  work->serial = serial;
  SulJacobianPointsMake(&work->points);
  work->moved = SulAllocate(nodes, sizeof *work->moved);
  work->on_surface = SulAllocate(nodes, sizeof *work->on_surface);
  work->folded = SulAllocate(cells, sizeof *work->folded);
  work->mended = SulAllocate(cells, sizeof *work->mended);
  work->before = SulAllocate(nodes, sizeof *work->before);
  work->volume = SulAllocate(phases, sizeof *work->volume);
  work->gained = SulAllocate(phases, sizeof *work->gained);
  memcpy(work->before, serial->coordinates, nodes * sizeof *work->before);
  UnfoldAll(work, error);
  if (!SulFailed(error)) {
    Measure(work);
    Tell(work, log);
    serial->mended = work->count;
    serial->mended_move = work->move;
  }
  free(work->moved);
  free(work->on_surface);
  free(work->folded);
  free(work->mended);
  free(work->before);
  free(work->volume);
  free(work->gained);
  free(work);
}
