/* SPDX-License-Identifier: BSD-2-Clause */
/* The shape of every tetrahedron: not flat, not turned inside out. */
#include "curved.h"
#include <stdlib.h>
#include <sulfem/text.h>

/* What the pass over the cells finds. */
typedef struct {
  SulJacobianPoints points;
  PetscInt upright, turned;        /* as they stand in the file */
  PetscInt flat_count, first_flat; /* without volume */
  PetscInt folded_count;           /* curved ones of both signs, or unlike their straight one */
  size_t room;
  PetscInt *folded;
} Findings;

/* Swaps vertices 1 and 2, and the edges that go with them. */
static void Turn(SulSerialMesh *serial, PetscInt cell) {
  static const int pairs[3][2] = {{1, 2}, {4, 6}, {8, 9}};
  PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  for (int p = 0; p < (serial->cell_nodes == 4 ? 1 : 3); p++) {
    PetscInt swap = nodes[pairs[p][0]];
    nodes[pairs[p][0]] = nodes[pairs[p][1]];
    nodes[pairs[p][1]] = swap;
  }
}

static void KeepFolded(Findings *findings, PetscInt cell) {
  findings->folded = SulGrow(findings->folded, &findings->room, (size_t)findings->folded_count + 1,
                             sizeof *findings->folded);
  findings->folded[findings->folded_count++] = cell;
}

/* Turns the cell if it is negative as a whole; notes it if it is flat, or inside out somewhere. A
 * curved cell follows its straight one: if the two differ in sign, bulging faces have swallowed it.
 */
static void LookAtCell(SulSerialMesh *serial, PetscInt cell, Findings *findings) {
  double x[10][3], range[2];
  SulCellGather(serial, cell, x);
  double tiny = SulCellTiny((const double(*)[3])x);
  double straight = SulCellDeterminant((const double(*)[3])x);
  bool affine = serial->order == 1 || SulCellIsAffine((const double(*)[3])x);
  range[0] = range[1] = straight;
  if (!affine) SulJacobianRange((const double(*)[3])x, &findings->points, range);
  serial->cell_affine[cell] = affine;
  if (affine && serial->order == 2) SulCellStraighten(serial, cell);
  bool positive = range[0] > tiny && straight >= -tiny;
  bool negative = range[1] < -tiny && straight <= tiny;
  findings->upright += positive;
  findings->turned += negative;
  if (negative) Turn(serial, cell);
  if (positive || negative) return;
  if (!affine)
    KeepFolded(findings, cell);
  else if (findings->flat_count++ == 0)
    findings->first_flat = cell;
}

static void RefuseFlat(const SulSerialMesh *serial, const Findings *findings, SulError *error) {
  char cell[SUL_NAME_SIZE + 200] = "";
  SulCellTell(serial, findings->first_flat, cell, sizeof cell);
  SulErrorSet(error, SUL_INPUT,
              "%s: tetrahedra without volume: %" PetscInt_FMT " of %" PetscInt_FMT
              "; the first is %s; mesh anew with Mesh.Optimize = 1, or mend the geometry there",
              serial->path, findings->flat_count, serial->cells, cell);
}

/* A folded cell can be mended if its straight one is sound, and stands as most cells of the file
 * do.
 */
static void SortFolded(SulSerialMesh *serial, const Findings *findings, SulError *error) {
  PetscInt lost = 0, first = 0;
  double sign = findings->turned > findings->upright ? -1 : 1;
  for (PetscInt i = 0; i < findings->folded_count; i++) {
    PetscInt cell = findings->folded[i];
    double x[10][3];
    SulCellGather(serial, cell, x);
    double straight = sign * SulCellDeterminant((const double(*)[3])x);
    if (straight <= SulCellTiny((const double(*)[3])x) && lost++ == 0) first = cell;
    if (sign < 0) Turn(serial, cell);
  }
  if (lost > 0)
    SulRefuseFolded(serial, lost, first,
                    " and cannot be mended, as with straight edges they are inside out, too",
                    error);
  serial->folded = findings->folded_count;
}

void SulSerialShapes(SulSerialMesh *serial, SulError *error) {
  Findings *findings = SulAllocate(1, sizeof *findings);
  SulJacobianPointsMake(&findings->points);
  serial->cell_affine = SulAllocate((size_t)serial->cells, sizeof *serial->cell_affine);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    LookAtCell(serial, cell, findings);
  if (findings->flat_count > 0)
    RefuseFlat(serial, findings, error);
  else
    SortFolded(serial, findings, error);
  free(findings->folded);
  free(findings);
}
