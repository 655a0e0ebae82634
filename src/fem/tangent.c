/* SPDX-License-Identifier: BSD-2-Clause */
/* The stiffness of materials that are not linear: element matrices of the points' last
 * linearisation, added up in the rows that this rank owns. Its ghost cells make them whole, so
 * there is no communication. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/matrix_blocks.h>

#include "pattern.h"
#include "spectral_bound.h"
#include "tangent_cell.h"

enum { NODES = SUL_CELL_NODES_MAX };

/* A bound of the spectrum in the making: batches are taken two at a time. */
typedef struct {
  double bound;
  int lanes; /* filled */
  SulBoundCells cells;
} Bound;

/* Where the element matrices go. */
typedef struct {
  const SulTangentRows *asked;
  const SulMesh *mesh;
  SulRows numbers; /* the mesh's rows */
  const SulConstraints *constraints;
  Bound *bound;       /* NULL: not asked for */
  bool direct;        /* into the blocks of a BAIJ; otherwise by PETSc */
  SulBlocks parts[2]; /* in the columns of own rows and of ghosts */
  PetscInt *ghost;    /* [numbers.local - owned] a ghost's column in parts[1] */
  SulTangentShapes shapes;
} Rows;

/* A cell's: block (a, b) at NODES a + b, by columns; and where each goes, NULL: nowhere. */
typedef double CellMatrix[NODES * NODES][9];
typedef double *CellPlaces[NODES * NODES];

static PetscErrorCode RowsCreate(const SulTangentRows *asked, Rows *rows) {
  const SulMesh *mesh = asked->mesh;

  PetscFunctionBegin;
  *rows = (Rows){.asked = asked,
                 .mesh = mesh,
                 .numbers = SulMeshRows(mesh),
                 .constraints = asked->constraints};
  if (asked->bound) {
    rows->bound = aligned_alloc(sizeof(SulBoundLane), sizeof *rows->bound); /* as its vectors are */
    if (!rows->bound) abort();
    memset(rows->bound, 0, sizeof *rows->bound);
    rows->bound->bound = sul_bound_least;
  }
  PetscCall(SulStiffnessZero(mesh, asked->stiffness));
  PetscCall(SulBlocksGet(asked->stiffness, &rows->numbers, rows->parts, &rows->direct));
  if (!rows->parts[1].local) PetscFunctionReturn(0);
  const PetscInt owned = rows->numbers.owned, ghosts = rows->numbers.local - owned;
  rows->ghost = SulAllocate((size_t)ghosts, sizeof *rows->ghost);
  for (PetscInt c = 0; c < rows->parts[1].columns; c++)
    rows->ghost[rows->parts[1].local[c] - owned] = c;
  PetscFunctionReturn(0);
}

static PetscErrorCode RowsFinish(Rows *rows) {
  Mat stiffness = rows->asked->stiffness;

  PetscFunctionBegin;
  SulBlocksFree(rows->parts);
  free(rows->ghost);
  PetscCall(MatAssemblyBegin(stiffness, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(stiffness, MAT_FINAL_ASSEMBLY));
  if (!rows->bound) PetscFunctionReturn(0);
  *rows->asked->bound = fmin(rows->bound->bound, rows->mesh->cell_nodes);
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, rows->asked->bound, 1, MPI_DOUBLE, MPI_MAX, rows->mesh->comm));
  free(rows->bound);
  PetscFunctionReturn(0);
}

/* ---- Displacement conditions ----------------------------------------------------------------- */

/* P K P + s (I - P) with s the mean diagonal of the row's block: a sum over cells, too. `number`: of
 * the rows of a cell's nodes, here and below. */
static void Constrain(const Rows *rows, const PetscInt *number, int count, CellMatrix matrix) {
  const SulConstraints *constraints = rows->constraints;
  bool held[NODES], some = false;
  for (int a = 0; a < count; a++)
    some |= held[a] = constraints->slot[number[a]] >= 0;
  for (int a = 0; a < count && some; a++) {
    double *diagonal = matrix[NODES * a + a];
    double mean = (diagonal[0] + diagonal[4] + diagonal[8]) / 3;
    for (int b = 0; b < count; b++)
      if (held[a] || held[b]) /* by columns */
        SulConstraintsProjectBlock(constraints, number[b], number[a], matrix[NODES * a + b]);
    for (int i = 0; i < 9 && held[a]; i++)
      diagonal[i] +=
          mean * ((i % 4 == 0) - constraints->projector[constraints->slot[number[a]]][i]);
  }
}

/* ---- The spectrum ---------------------------------------------------------------------------- */

static void RaiseBound(Bound *bound) {
  int filled = bound->lanes;
  for (int l = filled; l < SUL_BOUND_LANES && filled > 0; l++)
    for (int at = 0; at < SUL_BOUND_BLOCKS; at++)
      for (int i = 0; i < 9; i++)
        bound->cells.block[at][i][l] = bound->cells.block[at][i][0];
  if (filled > 0) bound->bound = SulBoundRaise(&bound->cells, bound->bound);
  bound->lanes = 0;
}

/* The bound of linear elements is their number of nodes: any mesh has a cell that comes near. */
static void AddToBound(const SulTangentShapes *shapes, const SulLane (*batch)[9], Bound *bound) {
  if (shapes->nodes < NODES || !shapes->symmetric) {
    bound->bound = shapes->nodes;
    return;
  }
  for (int b = 0; b < NODES; b++)
    for (int a = 0; a <= b; a++)
      for (int i = 0; i < 9; i++) /* K_ba by rows is K_ab by columns */
        for (int l = 0; l < SUL_LANES; l++)
          bound->cells.block[b * (b + 1) / 2 + a][i][bound->lanes + l] = batch[NODES * a + b][i][l];
  bound->lanes += SUL_LANES;
  if (bound->lanes == SUL_BOUND_LANES) RaiseBound(bound);
}

/* ---- Places ---------------------------------------------------------------------------------- */

/* The nodes of a cell whose columns are in one of the parts, and these columns. */
typedef struct {
  int count, node[NODES];
  PetscInt column[NODES];
} Columns;

/* Where the columns of a row are, which it has, in ascending order. All are looked for at a time, and
 * without a branch, since what is found is as good as random. */
static void LocateInRow(const SulBlocks *part, PetscInt row, const Columns *columns, double **to) {
  const PetscInt *column = &part->column[part->first[row]];
  PetscInt at[NODES] = {0}, half;
  for (PetscInt left = part->first[row + 1] - part->first[row]; left > 1; left -= half) {
    half = left / 2;
    for (int b = 0; b < columns->count; b++)
      at[b] += column[at[b] + half] <= columns->column[b] ? half : 0;
  }
  for (int b = 0; b < columns->count; b++) {
    double *place = &part->values[9 * (size_t)(part->first[row] + at[b])];
    __builtin_prefetch(place, 1);
    __builtin_prefetch(place + 8, 1);
    to[columns->node[b]] = place;
  }
}

static void Locate(const Rows *rows, const PetscInt *number, CellPlaces to) {
  const PetscInt owned = rows->numbers.owned;
  const int count = rows->shapes.nodes;
  Columns parts[2] = {{0}};
  for (int b = 0; b < count; b++) {
    bool ghost = number[b] >= owned;
    Columns *part = &parts[ghost];
    part->node[part->count] = b;
    part->column[part->count++] = ghost ? rows->ghost[number[b] - owned] : number[b];
  }
  for (int a = 0; a < count; a++)
    for (int p = 0; p < 2; p++)
      if (number[a] < owned && parts[p].count > 0)
        LocateInRow(&rows->parts[p], number[a], &parts[p], &to[NODES * a]);
}

/* ---- Adding up ------------------------------------------------------------------------------- */

/* One lane's matrix out of a batch. */
static void Take(const SulTangentShapes *shapes, int lane, const SulLane (*batch)[9],
                 CellMatrix matrix) {
  int count = shapes->nodes;
  for (int a = 0; a < count; a++)
    for (int b = shapes->symmetric ? a : 0; b < count; b++)
      for (int i = 0; i < 9; i++)
        matrix[NODES * a + b][i] = batch[count * a + b][i][lane];
  for (int a = 0; a < count && shapes->symmetric; a++)
    for (int b = 0; b < a; b++)
      for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
          matrix[NODES * a + b][3 * k + i] = matrix[NODES * b + a][3 * i + k];
}

static void AddDirectly(const Rows *rows, const PetscInt *number, CellPlaces to,
                        CellMatrix matrix) {
  const int count = rows->shapes.nodes;
  for (int a = 0; a < count; a++) {
    if (number[a] >= rows->numbers.owned) continue;
    for (int b = 0; b < count; b++)
      for (int i = 0; i < 9; i++)
        to[NODES * a + b][i] += matrix[NODES * a + b][i];
  }
}

/* Another type of matrix, from the command line. */
static PetscErrorCode AddByPetsc(const Rows *rows, const PetscInt *number, CellMatrix matrix) {
  const int count = rows->shapes.nodes;
  PetscInt row[NODES], column[NODES];
  double values[9 * NODES * NODES];

  PetscFunctionBegin;
  for (int a = 0; a < count; a++) {
    column[a] = rows->numbers.global[number[a]];
    row[a] = number[a] < rows->numbers.owned ? column[a] : -1;
    for (int b = 0; b < count; b++)
      for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
          values[(3 * a + i) * 3 * count + 3 * b + k] = matrix[NODES * a + b][3 * k + i];
  }
  PetscCall(
      MatSetValuesBlocked(rows->asked->stiffness, count, row, count, column, values, ADD_VALUES));
  PetscFunctionReturn(0);
}

/* A batch's, `lanes` of which are cells. Their places are looked for first: they come nearer while
 * the matrices are worked out. */
static PetscErrorCode AddBatch(const Rows *rows, const SulTangentBatch *batch,
                               const PetscInt *cells, int lanes) {
  const SulTangentShapes *shapes = &rows->shapes;
  const PetscInt *number[SUL_LANES];
  SulLane matrices[NODES * NODES][9];
  CellPlaces to[SUL_LANES];
  CellMatrix matrix;

  PetscFunctionBegin;
  for (int l = 0; l < lanes; l++) {
    number[l] = &rows->numbers.cells[cells[l] * shapes->nodes];
    if (rows->direct) Locate(rows, number[l], to[l]);
  }
  SulTangentCells(batch, shapes, matrices);
  if (rows->bound) AddToBound(shapes, (const SulLane(*)[9])matrices, rows->bound);
  for (int l = 0; l < lanes; l++) {
    Take(shapes, l, (const SulLane(*)[9])matrices, matrix);
    Constrain(rows, number[l], shapes->nodes, matrix);
    if (rows->direct)
      AddDirectly(rows, number[l], to[l], matrix);
    else
      PetscCall(AddByPetsc(rows, number[l], matrix));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode AddBlock(const SulPoints *points, const SulBlock *block, Rows *rows,
                               int count, SulTangentBatch *batch) {
  PetscFunctionBegin;
  SulTangentBegin(points, block, batch);
  for (int r = 0; r < count; r++)
    SulTangentShapesGet(batch, rows[r].mesh->order, rows[r].asked->scale, rows[r].asked->at_rest,
                        &rows[r].shapes);
  for (PetscInt b = 0; b < block->batches; b++) {
    PetscInt left = block->cells - b * SUL_LANES;
    SulTangentTake(b, batch);
    for (int r = 0; r < count; r++)
      PetscCall(AddBatch(&rows[r], batch, &block->cell[b * SUL_LANES],
                         left < SUL_LANES ? (int)left : SUL_LANES));
  }
  for (int r = 0; r < count; r++)
    if (rows[r].bound) RaiseBound(rows[r].bound);
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessTangents(const SulPoints *points, const SulTangentRows *asked,
                                    int count) {
  Rows *rows = SulAllocate((size_t)count, sizeof *rows);
  SulTangentBatch *batch = SulAllocate(1, sizeof *batch);

  PetscFunctionBegin;
  for (int r = 0; r < count; r++)
    PetscCall(RowsCreate(&asked[r], &rows[r]));
  for (int b = 0; b < points->block_count; b++)
    PetscCall(AddBlock(points, &points->blocks[b], rows, count, batch));
  for (int r = 0; r < count; r++)
    PetscCall(RowsFinish(&rows[r]));
  free(rows);
  free(batch);
  PetscFunctionReturn(0);
}

PetscErrorCode SulStiffnessTangent(const SulPoints *points, const SulMesh *rows,
                                   const SulConstraints *constraints, double scale, Mat stiffness) {
  SulTangentRows asked = {rows, constraints, scale, 0, stiffness, NULL};

  PetscFunctionBegin;
  PetscCall(SulStiffnessTangents(points, &asked, 1));
  PetscFunctionReturn(0);
}
