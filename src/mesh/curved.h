/* SPDX-License-Identifier: BSD-2-Clause */
/* What the shape of one tetrahedron of a SulSerialMesh is. Private to src/mesh. Arrays x[10][3] are
 * a cell's nodes; the last six count at order 2 only. */
#ifndef SULFEM_MESH_CURVED_H
#define SULFEM_MESH_CURVED_H

#include "serial.h"

/* The points where a curved cell's Jacobian must be positive: nodes and quadrature points. */
enum { SUL_JACOBIAN_POINTS_MAX = 10 + 4 + 14 };
typedef struct {
  int points;
  double gradients[SUL_JACOBIAN_POINTS_MAX][10][3];
} SulJacobianPoints;

void SulJacobianPointsMake(SulJacobianPoints *set);

/* Lowest and highest determinant of the Jacobian over the points. */
void SulJacobianRange(const double (*x)[3], const SulJacobianPoints *set, double range[2]);

void SulCellGather(const SulSerialMesh *serial, PetscInt cell, double (*x)[3]);

/* Six times the volume of the straight tetrahedron. */
double SulCellDeterminant(const double (*x)[3]);
double SulCellLongestEdge(const double (*x)[3]);

/* A determinant that is of the size of rounding errors in coordinates. */
double SulCellTiny(const double (*x)[3]);

/* Do all mid-edge nodes stand in the middle? */
bool SulCellIsAffine(const double (*x)[3]);

/* Puts mid-edge nodes where an affine cell takes them to be: Gmsh leaves those of flat faces a
 * little off, and neighbours must agree on the shape to round-off. */
void SulCellStraighten(SulSerialMesh *serial, PetscInt cell);

/* "element 7 of "sulfur" around (1, 2, 3)", in mesh units, appended to `text`. */
void SulCellTell(const SulSerialMesh *serial, PetscInt cell, char *text, size_t size);

/* Refuses folded cells: `count` of them, the first, and why they were not mended ("" for no more to
 * say). */
void SulRefuseFolded(const SulSerialMesh *serial, PetscInt count, PetscInt first, const char *why,
                     SulError *error);

#endif
