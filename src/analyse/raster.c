/* SPDX-License-Identifier: BSD-2-Clause */
/* From cells to voxels: every rank fills the centres that its own cells hold, line by line; the
 * lowest label wins where cells meet, on one rank and among ranks alike. */
#include "raster.h"
#include "cell_shape.h"
#include "label_faces.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>
#include <unistd.h>

/* ---- The grid -------------------------------------------------------------------------------- */

double SulVoxelDefault(const SulMesh *mesh, const SulGeometry *geometry, int active) {
  double faces = 0, box = 1, shortest = INFINITY;
  for (int label = 0; label < SulLabels(geometry); label++)
    faces += geometry->faces[active * SulLabels(geometry) + label];
  for (int k = 0; k < 3; k++) {
    double edge = mesh->box[1][k] - mesh->box[0][k];
    box *= edge;
    shortest = fmin(shortest, edge);
  }
  /* of an equilateral triangle of the mean area; every body has a surface, so there are faces */
  double edge = sqrt(SulGeometrySurface(geometry, active) / faces * 4 / sqrt(3));
  edge = fmax(edge / 4, cbrt(box / SUL_VOXELS_QUICK));
  return shortest / fmax(1, ceil(shortest / edge * (1 - 1e-9)));
}

/* Bytes of memory that a grid on every rank of a machine may take. */
static PetscErrorCode MemoryAllowed(MPI_Comm comm, double *bytes) {
  MPI_Comm machine;
  int ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine));
  PetscCallMPI(MPI_Comm_size(machine, &ranks));
  PetscCallMPI(MPI_Comm_free(&machine));
  *bytes = 0.5 * (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / ranks;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, bytes, 1, MPI_DOUBLE, MPI_MIN, comm));
  PetscFunctionReturn(0);
}

static void CheckEdge(const double box[3], double edge, double allowed, SulError *error) {
  if (!(edge > 0)) {
    SulErrorSet(error, SUL_INPUT, "the voxel size must be larger than 0, and is %g m", edge);
    return;
  }
  double count = 1, volume = box[0] * box[1] * box[2];
  bool many = false;
  for (int k = 0; k < 3; k++) {
    double along = floor(box[k] / edge * (1 + 1e-9));
    if (along < 1)
      SulErrorSet(error, SUL_INPUT,
                  "the voxel size %g m is larger than the box of the mesh, %g x %g x %g m", edge,
                  box[0], box[1], box[2]);
    many = many || along > INT_MAX / 2;
    count *= along;
  }
  if (!SulFailed(error) && (many || count > allowed))
    SulErrorSet(error, SUL_INPUT,
                "a voxel size of %g m makes %.3g voxels, which take %.3g GB on every rank: more "
                "than half of the memory; from about %.2g m on they fit",
                edge, count, 1e-9 * count, cbrt(volume / allowed));
}

PetscErrorCode SulGridMake(const SulMesh *mesh, double edge, SulVoxels *grid, SulError *error) {
  double box[3], allowed;
  int size[3];

  PetscFunctionBegin;
  for (int k = 0; k < 3; k++)
    box[k] = mesh->box[1][k] - mesh->box[0][k];
  PetscCall(MemoryAllowed(mesh->comm, &allowed));
  CheckEdge(box, edge, allowed, error);
  if (!SulFailed(error) && mesh->phase_count >= SUL_VOXEL_VOID)
    SulErrorSet(error, SUL_INPUT, "the mesh has %d volume groups; voxels can tell %d apart",
                mesh->phase_count, SUL_VOXEL_VOID - 1);
  if (SulFailed(error)) PetscFunctionReturn(0);
  for (int k = 0; k < 3; k++)
    size[k] = (int)floor(box[k] / edge * (1 + 1e-9));
  SulVoxelsMake(grid, size, mesh->phase_count, error);
  SulCall(error, SulErrorShare(mesh->comm, error));
  grid->edge = edge;
  for (int k = 0; k < 3; k++)
    grid->origin[k] = mesh->box[0][k] + 0.5 * (box[k] - size[k] * edge);
  for (int p = 0; p < mesh->phase_count; p++)
    memcpy(grid->names[p], mesh->phases[p].name, SUL_NAME_SIZE);
  PetscFunctionReturn(0);
}

double SulVoxelCentre(const SulVoxels *grid, int axis, int i) {
  return grid->origin[axis] + (i + 0.5) * grid->edge;
}

void SulVoxelRange(const SulVoxels *grid, int axis, double low, double high, int *first,
                   int *last) {
  double a = ceil((low - grid->origin[axis]) / grid->edge - 0.5);
  double b = floor((high - grid->origin[axis]) / grid->edge - 0.5);
  *first = a > 0 ? (int)fmin(a, grid->size[axis]) : 0;
  *last = b < grid->size[axis] - 1 ? (int)fmax(b, -1) : grid->size[axis] - 1;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* Where the line through `point` along x meets {b >= low - slack}, as distances from the point. */
static void Clip(const SulCellShape *shape, const double point[3], double *from, double *to) {
  double b[4];
  SulCellBarycentric(shape, point, b);
  for (int f = 0; f < 4; f++) {
    double above = b[f] - shape->low[f] + sul_cell_slack, slope = shape->slope[f][0];
    if (slope > 0)
      *from = fmax(*from, -above / slope);
    else if (slope < 0)
      *to = fmin(*to, -above / slope);
    else if (above < 0)
      *to = -INFINITY;
  }
}

static void FillLine(const SulCellShape *shape, int j, int k, uint8_t label, SulVoxels *grid) {
  double point[3] = {0, SulVoxelCentre(grid, 1, j) - shape->origin[1],
                     SulVoxelCentre(grid, 2, k) - shape->origin[2]};
  double from = shape->box[0][0], to = shape->box[1][0], b[4];
  double slack = sul_cell_slack * (to - from);
  int first, last;
  from -= slack;
  to += slack;
  if (!shape->hopeless) Clip(shape, point, &from, &to);
  if (!(from <= to)) return;
  SulVoxelRange(grid, 0, shape->origin[0] + from, shape->origin[0] + to, &first, &last);
  uint8_t *line = grid->labels + SulVoxelIndex(grid, 0, j, k);
  double guess[3] = {0.25, 0.25, 0.25};
  bool known = false;
  for (int i = first; i <= last; i++) {
    if (line[i] <= label) continue;
    if (shape->curved) {
      point[0] = SulVoxelCentre(grid, 0, i) - shape->origin[0];
      SulCellBarycentric(shape, point, b);
      if (!known && !shape->hopeless) memcpy(guess, b + 1, sizeof guess);
      known = SulCellHolds(shape, point, guess);
      if (!known) continue;
    }
    line[i] = label;
  }
}

static void FillCell(const SulMesh *mesh, PetscInt cell, SulVoxels *grid) {
  SulCellShape shape;
  double x[SUL_TETRAHEDRON_NODES_MAX][3];
  int order = mesh->cell_affine[cell] ? 1 : 2, first[3], last[3];
  SulGatherNodes(mesh, mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes,
                 SulTetrahedronNodes(order), x);
  SulCellShapeMake(order, (const double(*)[3])x, &shape);
  for (int d = 1; d < 3; d++) {
    double low = shape.origin[d] + shape.box[0][d], high = shape.origin[d] + shape.box[1][d];
    double slack = sul_cell_slack * (high - low);
    SulVoxelRange(grid, d, low - slack, high + slack, &first[d], &last[d]);
  }
  for (int k = first[2]; k <= last[2]; k++)
    for (int j = first[1]; j <= last[1]; j++)
      FillLine(&shape, j, k, (uint8_t)mesh->cell_phase[cell], grid);
}

/* The lowest label of all ranks, in pieces that MPI can count. */
static PetscErrorCode Combine(MPI_Comm comm, SulVoxels *grid) {
  size_t total = SulVoxelIndex(grid, 0, 0, grid->size[2]), piece = (size_t)1 << 28;

  PetscFunctionBegin;
  for (size_t first = 0; first < total; first += piece) {
    size_t count = total - first < piece ? total - first : piece;
    PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, grid->labels + first, (int)count, MPI_UNSIGNED_CHAR,
                               MPI_MIN, comm));
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulVoxelsOfMesh(const SulMesh *mesh, double edge, SulLog *log, SulVoxels *grid,
                               SulError *error) {
  int ranks;

  PetscFunctionBegin;
  *grid = (SulVoxels){0};
  SulCall(error, SulGridMake(mesh, edge, grid, error));
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    if (cell % 1000 == 0)
      SulLogProgress(log, "filling voxels", (double)cell / (double)mesh->cells_owned);
    FillCell(mesh, cell, grid);
  }
  PetscCallMPI(MPI_Comm_size(mesh->comm, &ranks));
  if (ranks > 1) PetscCall(Combine(mesh->comm, grid));
  PetscFunctionReturn(0);
}

/* ---- Neighbours ------------------------------------------------------------------------------ */

double SulVoxelSurfaceRatio(const SulVoxels *grid, int a, int b) {
  const uint8_t *labels = grid->labels;
  const int *n = grid->size;
  size_t row = (size_t)n[0], layer = row * (size_t)n[1], of_a = 0, touching = 0;
  for (int k = 0; k < n[2]; k++)
    for (int j = 0; j < n[1]; j++)
      for (int i = 0; i < n[0]; i++) {
        size_t at = SulVoxelIndex(grid, i, j, k);
        if (labels[at] != a) continue;
        of_a++;
        touching += (i > 0 && labels[at - 1] == b) || (i + 1 < n[0] && labels[at + 1] == b) ||
                    (j > 0 && labels[at - row] == b) || (j + 1 < n[1] && labels[at + row] == b) ||
                    (k > 0 && labels[at - layer] == b) || (k + 1 < n[2] && labels[at + layer] == b);
      }
  return of_a > 0 && b >= 0 ? (double)touching / (double)of_a : NAN;
}
