/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers the parts of blocks of 2 x 2 x 2 voxels, and builds the coarse operator on them. */
#include "coarsening.h"

#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* ---- Blocks ---------------------------------------------------------------------------------- */

/* The connected parts of the 256 ways to fill a block; voxel (x, y, z) of it is bit x + 2 y + 4 z.
 */
typedef struct {
  uint8_t count[256];
  int8_t part[256][8]; /* -1: not filled */
} Parts;

static void FindParts(Parts *parts) {
  for (int mask = 0; mask < 256; mask++) {
    int8_t *part = parts->part[mask];
    parts->count[mask] = 0;
    memset(part, -1, 8);
    for (int v = 0; v < 8; v++) {
      if (!(mask >> v & 1) || part[v] >= 0) continue;
      part[v] = (int8_t)parts->count[mask]++;
      for (int sweep = 0; sweep < 8; sweep++) /* no path within a block is longer */
        for (int w = 0; w < 8; w++)
          for (int d = 1; d < 8; d *= 2)
            if (part[w] == part[v] && mask >> (w ^ d) & 1) part[w ^ d] = part[v];
    }
  }
}

/* The 4 x 4 rows around a row of blocks, as one value a voxel (-1: none): entry [0] and [n + 1] lie
 * outside the grid. Row (j, k) of the blocks themselves is line[j + 1 + 4 (k + 1)]. */
typedef struct {
  int length;
  PetscInt *line[16];
} Lines;

static void LinesCreate(int length, Lines *lines) {
  lines->length = length;
  for (int l = 0; l < 16; l++)
    lines->line[l] = SulAllocate((size_t)length + 3, sizeof(PetscInt));
}

static void LinesDestroy(Lines *lines) {
  for (int l = 0; l < 16; l++)
    free(lines->line[l]);
}

/* Place of an unknown among the own and the halo's ones. */
static PetscInt Place(const SulDiffusion *d, PetscInt number) {
  const SulUnknowns *u = d->unknowns;
  PetscInt own = u->end - u->begin;
  if (number < u->begin) return own + number - (u->begin - d->below);
  return number < u->end ? number - u->begin : own + d->below + number - u->end;
}

/* Values of the voxels of a row, from `value` by place, or the place itself without it. */
static void LineFill(const SulDiffusion *d, int j, int k, const PetscInt *value, PetscInt *line) {
  const SulUnknowns *u = d->unknowns;
  for (int i = 0; i < u->size[0] + 3; i++)
    line[i] = -1;
  if (j < 0 || k < 0 || j >= u->size[1] || k >= u->size[2]) return;
  size_t row = (size_t)k * (size_t)u->size[1] + (size_t)j;
  if (SulUnknownsOfRow(u, row) < u->begin - d->below ||
      SulUnknownsOfRow(u, row + 1) > u->end + d->above)
    return; /* nobody's neighbour here */
  for (size_t r = u->first[row]; r < u->first[row + 1]; r++) {
    const SulChannelRun *run = &u->run[r];
    PetscInt place = Place(d, run->number);
    for (int i = run->begin; i < run->end; i++)
      line[i + 1] = value ? value[place + i - run->begin] : place + i - run->begin;
  }
}

static bool OwnRow(const SulUnknowns *u, int j, int k) {
  size_t row = (size_t)k * (size_t)u->size[1] + (size_t)j;
  return j < u->size[1] && k < u->size[2] && row >= u->row_begin && row < u->row_end;
}

/* Own rows of the row of blocks (bits as in a block, without x): 0, 1, 2, 3 for y + 2 z. */
static unsigned OwnRows(const SulUnknowns *u, int j, int k) {
  unsigned rows = 0;
  for (int l = 0; l < 4; l++)
    if (OwnRow(u, j + (l & 1), k + (l >> 1))) rows |= 1U << l;
  return rows;
}

static inline PetscInt *InnerLine(const Lines *lines, int l) {
  return lines->line[(l & 1) + 1 + 4 * ((l >> 1) + 1)];
}

/* Which voxels of a block are own unknowns. */
static int BlockMask(const Lines *lines, unsigned own, int i) {
  int mask = 0;
  for (int l = 0; l < 4; l++) {
    if (!(own >> l & 1)) continue;
    const PetscInt *line = InnerLine(lines, l) + i + 1;
    mask |= (line[0] >= 0) << 2 * l | (line[1] >= 0) << (2 * l + 1);
  }
  return mask;
}

/* ---- Numbering ------------------------------------------------------------------------------- */

/* Calls for the own rows of blocks, in the order in which aggregates are numbered. */
typedef struct {
  const SulDiffusion *diffusion;
  SulCoarsening *coarsening;
  Parts parts;
  Lines lines;
} Pass;

static void NumberRow(Pass *pass, int j, int k, unsigned own) {
  SulCoarsening *c = pass->coarsening;
  for (int l = 0; l < 4; l++)
    LineFill(pass->diffusion, j + (l & 1), k + (l >> 1), NULL, InnerLine(&pass->lines, l));
  for (int i = 0; i < pass->lines.length; i += 2) {
    int mask = BlockMask(&pass->lines, own, i);
    for (int v = 0; v < 8; v++)
      if (mask >> v & 1)
        c->of[InnerLine(&pass->lines, v >> 1)[i + 1 + (v & 1)]] =
            c->count + pass->parts.part[mask][v];
    c->count += pass->parts.count[mask];
  }
}

static PetscErrorCode Number(Pass *pass) {
  const SulUnknowns *u = pass->diffusion->unknowns;
  SulCoarsening *c = pass->coarsening;

  PetscFunctionBegin;
  for (int k = 0; k < u->size[2]; k += 2)
    for (int j = 0; j < u->size[1]; j += 2) {
      unsigned own = OwnRows(u, j, k);
      if (own) NumberRow(pass, j, k, own);
    }
  PetscCallMPI(MPI_Scan(&c->count, &c->begin, 1, MPIU_INT, MPI_SUM, u->comm));
  c->begin -= c->count;
  for (PetscInt n = 0; n < c->own; n++)
    c->of[n] += c->begin;
  PetscCall(PetscSFBcastBegin(pass->diffusion->halo, MPIU_INT, c->of, c->of + c->own, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(pass->diffusion->halo, MPIU_INT, c->of, c->of + c->own, MPI_REPLACE));
  PetscFunctionReturn(0);
}

/* ---- The coarse operator --------------------------------------------------------------------- */

enum { ROW_LIMIT = 25, PARTS_LIMIT = 4 }; /* 8 voxels have 24 neighbours outside their block */

typedef struct {
  int count;
  PetscInt column[ROW_LIMIT];
  double value[ROW_LIMIT];
} Row;

typedef struct {
  PetscInt rows;
  size_t room;
  PetscInt *first, *column;
  PetscScalar *value;
} Compressed;

static const double distance = 2; /* of neighbouring aggregates, in voxels */

static void RowAdd(Row *row, PetscInt column, double value) {
  int c = 0;
  while (c < row->count && row->column[c] < column)
    c++;
  if (c == row->count || row->column[c] != column) {
    memmove(&row->column[c + 1], &row->column[c], (size_t)(row->count - c) * sizeof *row->column);
    memmove(&row->value[c + 1], &row->value[c], (size_t)(row->count - c) * sizeof *row->value);
    row->column[c] = column;
    row->value[c] = 0;
    row->count++;
  }
  row->value[c] += value;
}

static void CompressedAppend(Compressed *matrix, const Row *row) {
  PetscInt end = matrix->first[matrix->rows];
  size_t room = SulRoomFor(matrix->room, (size_t)end + (size_t)row->count);
  if (room > matrix->room) {
    matrix->column = SulReallocate(matrix->column, room, sizeof(PetscInt));
    matrix->value = SulReallocate(matrix->value, room, sizeof(PetscScalar));
    matrix->room = room;
  }
  memcpy(&matrix->column[end], row->column, (size_t)row->count * sizeof *row->column);
  memcpy(&matrix->value[end], row->value, (size_t)row->count * sizeof *row->value);
  matrix->first[++matrix->rows] = end + row->count;
}

/* One voxel's links to other aggregates and to the outer faces. */
static void AddVoxel(const Lines *lines, int l, int i, int faces, Row *row) {
  int line = (l & 1) + 1 + 4 * ((l >> 1) + 1);
  PetscInt mine = lines->line[line][i + 1];
  PetscInt beside[6] = {lines->line[line][i],         lines->line[line][i + 2],
                        lines->line[line - 1][i + 1], lines->line[line + 1][i + 1],
                        lines->line[line - 4][i + 1], lines->line[line + 4][i + 1]};
  RowAdd(row, mine, (2 * (faces & 1) + (faces & 2)) / distance);
  for (int b = 0; b < 6; b++) {
    if (beside[b] < 0 || beside[b] == mine) continue;
    RowAdd(row, beside[b], -1 / distance);
    RowAdd(row, mine, 1 / distance);
  }
}

static void CoarseRows(Pass *pass, int j, int k, unsigned own, Compressed *matrix) {
  const SulUnknowns *u = pass->diffusion->unknowns;
  for (int l = 0; l < 16; l++)
    LineFill(pass->diffusion, j + l % 4 - 1, k + l / 4 - 1, pass->coarsening->of,
             pass->lines.line[l]);
  for (int i = 0; i < pass->lines.length; i += 2) {
    Row row[PARTS_LIMIT];
    int mask = BlockMask(&pass->lines, own, i), count = pass->parts.count[mask];
    for (int part = 0; part < count; part++)
      row[part].count = 0;
    for (int v = 0; v < 8; v++) {
      if (!(mask >> v & 1)) continue;
      int l = v >> 1, at = i + (v & 1);
      size_t grid_row = (size_t)(k + (l >> 1)) * (size_t)u->size[1] + (size_t)(j + (l & 1));
      AddVoxel(&pass->lines, l, at, SulUnknownsFaces(u, grid_row, at),
               &row[pass->parts.part[mask][v]]);
    }
    for (int part = 0; part < count; part++)
      CompressedAppend(matrix, &row[part]);
  }
}

static PetscErrorCode CreateCoarse(Pass *pass, Mat *coarse) {
  const SulUnknowns *u = pass->diffusion->unknowns;
  const SulCoarsening *c = pass->coarsening;
  Compressed m = {.first = SulAllocate((size_t)c->count + 1, sizeof(PetscInt))};

  PetscFunctionBegin;
  for (int k = 0; k < u->size[2]; k += 2)
    for (int j = 0; j < u->size[1]; j += 2) {
      unsigned own = OwnRows(u, j, k);
      if (own) CoarseRows(pass, j, k, own, &m);
    }
  PetscCall(MatCreate(u->comm, coarse));
  PetscCall(MatSetSizes(*coarse, c->count, c->count, PETSC_DETERMINE, PETSC_DETERMINE));
  PetscCall(MatSetType(*coarse, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocationCSR(*coarse, m.first, m.column, m.value));
  PetscCall(MatMPIAIJSetPreallocationCSR(*coarse, m.first, m.column, m.value));
  PetscCall(MatSetOption(*coarse, MAT_SPD, PETSC_TRUE));
  free(m.first);
  free(m.column);
  free(m.value);
  PetscFunctionReturn(0);
}

/* ---- The interpolation ----------------------------------------------------------------------- */

static PetscErrorCode InterpolateAdd(Mat interpolation, Vec from, Vec base, Vec to) {
  SulCoarsening *c;
  const PetscScalar *x;
  PetscScalar *y;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(interpolation, &c));
  if (base != to) PetscCall(VecCopy(base, to));
  PetscCall(VecGetArrayRead(from, &x));
  PetscCall(VecGetArray(to, &y));
  for (PetscInt n = 0; n < c->own; n++)
    y[n] += x[c->of[n] - c->begin];
  PetscCall(VecRestoreArray(to, &y));
  PetscCall(VecRestoreArrayRead(from, &x));
  PetscFunctionReturn(0);
}

static PetscErrorCode Interpolate(Mat interpolation, Vec from, Vec to) {
  PetscFunctionBegin;
  PetscCall(VecZeroEntries(to));
  PetscCall(InterpolateAdd(interpolation, from, to, to));
  PetscFunctionReturn(0);
}

static PetscErrorCode Restrict(Mat interpolation, Vec from, Vec to) {
  SulCoarsening *c;
  const PetscScalar *x;
  PetscScalar *y;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(interpolation, &c));
  PetscCall(VecZeroEntries(to));
  PetscCall(VecGetArrayRead(from, &x));
  PetscCall(VecGetArray(to, &y));
  for (PetscInt n = 0; n < c->own; n++)
    y[c->of[n] - c->begin] += x[n];
  PetscCall(VecRestoreArray(to, &y));
  PetscCall(VecRestoreArrayRead(from, &x));
  PetscFunctionReturn(0);
}

PetscErrorCode SulCoarseningCreate(const SulDiffusion *diffusion, SulCoarsening *coarsening,
                                   Mat *coarse, Mat *interpolation) {
  const SulUnknowns *u = diffusion->unknowns;
  Pass pass = {.diffusion = diffusion, .coarsening = coarsening};

  PetscFunctionBegin;
  *coarsening = (SulCoarsening){.own = u->end - u->begin};
  coarsening->of =
      SulAllocate((size_t)coarsening->own + (size_t)diffusion->below + (size_t)diffusion->above,
                  sizeof *coarsening->of);
  FindParts(&pass.parts);
  LinesCreate(u->size[0], &pass.lines);
  PetscCall(Number(&pass));
  PetscCall(CreateCoarse(&pass, coarse));
  LinesDestroy(&pass.lines);
  PetscCall(MatCreateShell(u->comm, coarsening->own, coarsening->count, PETSC_DETERMINE,
                           PETSC_DETERMINE, coarsening, interpolation));
  PetscCall(MatShellSetOperation(*interpolation, MATOP_MULT, (void (*)(void))Interpolate));
  PetscCall(MatShellSetOperation(*interpolation, MATOP_MULT_ADD, (void (*)(void))InterpolateAdd));
  PetscCall(MatShellSetOperation(*interpolation, MATOP_MULT_TRANSPOSE, (void (*)(void))Restrict));
  PetscFunctionReturn(0);
}

void SulCoarseningDestroy(SulCoarsening *coarsening) {
  free(coarsening->of);
  *coarsening = (SulCoarsening){0};
}
