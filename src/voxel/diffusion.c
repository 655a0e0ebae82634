/* SPDX-License-Identifier: BSD-2-Clause */
/* Applies the finite-volume operator of steady diffusion, without a matrix. */
#include "diffusion.h"

#include <stdlib.h>
#include <sulfem/text.h>

/* ---- Segments -------------------------------------------------------------------------------- */

typedef struct {
  size_t count, room;
  SulSegment *segment;
} List;

static void Append(List *list, PetscInt to, PetscInt from, PetscInt length) {
  list->segment = SulGrow(list->segment, &list->room, list->count + 1, sizeof *list->segment);
  list->segment[list->count++] = (SulSegment){to, from, length};
}

/* Where the runs of a row and of one beside it overlap; `origin` is subtracted from the latter's
 * unknowns. */
static void Overlaps(const SulUnknowns *u, size_t row, size_t beside, PetscInt origin, List *list) {
  size_t a = u->first[row], b = u->first[beside];
  while (a < u->first[row + 1] && b < u->first[beside + 1]) {
    const SulChannelRun *p = &u->run[a], *q = &u->run[b];
    int begin = p->begin > q->begin ? p->begin : q->begin, end = p->end < q->end ? p->end : q->end;
    if (begin < end)
      Append(list, p->number + begin - p->begin - u->begin, q->number + begin - q->begin - origin,
             end - begin);
    if (p->end < q->end)
      a++;
    else
      b++;
  }
}

static void WithinRuns(const SulUnknowns *u, size_t row, List *list) {
  for (size_t r = u->first[row]; r < u->first[row + 1]; r++) {
    PetscInt number = u->run[r].number - u->begin, links = u->run[r].end - u->run[r].begin - 1;
    if (links == 0) continue;
    Append(list, number + 1, number, links);
    Append(list, number, number + 1, links);
  }
}

static void FindSegments(SulDiffusion *d) {
  const SulUnknowns *u = d->unknowns;
  List own = {0}, other = {0};
  d->first = SulAllocate(u->row_end - u->row_begin + 1, sizeof *d->first);
  for (size_t row = u->row_begin; row < u->row_end; row++) {
    size_t beside[4];
    WithinRuns(u, row, &own);
    SulUnknownsNeighbours(u, row, beside);
    for (int b = 0; b < 4; b++) {
      if (beside[b] == SulUnknownsRows(u)) continue;
      if (beside[b] < u->row_begin)
        Overlaps(u, row, beside[b], u->begin - d->below, &other);
      else if (beside[b] >= u->row_end)
        Overlaps(u, row, beside[b], u->end - d->below, &other);
      else
        Overlaps(u, row, beside[b], u->begin, &own);
    }
    d->first[row - u->row_begin + 1] = own.count;
  }
  d->own_count = own.count;
  d->own = own.segment;
  d->other_count = other.count;
  d->other = other.segment;
}

/* ---- Diagonal and halo ----------------------------------------------------------------------- */

static void CountLinks(const SulSegment *segment, size_t count, uint8_t *diagonal) {
  for (size_t s = 0; s < count; s++)
    for (PetscInt i = 0; i < segment[s].length; i++)
      diagonal[segment[s].to + i]++;
}

static void FillDiagonal(SulDiffusion *d) {
  const SulUnknowns *u = d->unknowns;
  d->diagonal = SulAllocate((size_t)(u->end - u->begin), 1);
  CountLinks(d->own, d->own_count, d->diagonal);
  CountLinks(d->other, d->other_count, d->diagonal);
  for (size_t row = u->row_begin; row < u->row_end; row++)
    for (size_t r = u->first[row]; r < u->first[row + 1]; r++)
      for (int i = u->run[r].begin; i < u->run[r].end; i++) {
        int faces = SulUnknownsFaces(u, row, i);
        d->diagonal[u->run[r].number + i - u->run[r].begin - u->begin] +=
            (uint8_t)(2 * (faces & 1) + (faces & 2));
      }
}

/* A row's neighbours are at most a layer of the grid away: the unknowns of so many rows before the
 * own ones and behind them, whoever has them. */
static PetscErrorCode CreateHalo(SulDiffusion *d) {
  const SulUnknowns *u = d->unknowns;
  size_t layer = (size_t)u->size[1], rows = SulUnknownsRows(u);
  PetscLayout layout;
  PetscInt *remote;

  PetscFunctionBegin;
  if (u->row_begin < u->row_end) {
    size_t lowest = u->row_begin > layer ? u->row_begin - layer : 0;
    size_t highest = u->row_end + layer < rows ? u->row_end + layer : rows;
    d->below = u->begin - SulUnknownsOfRow(u, lowest);
    d->above = SulUnknownsOfRow(u, highest) - u->end;
  }
  PetscCall(PetscMalloc1(d->below + d->above, &remote));
  for (PetscInt g = 0; g < d->below + d->above; g++)
    remote[g] = g < d->below ? u->begin - d->below + g : u->end + g - d->below;
  PetscCall(PetscLayoutCreateFromSizes(u->comm, u->end - u->begin, u->total, 1, &layout));
  PetscCall(PetscSFCreate(u->comm, &d->halo));
  PetscCall(
      PetscSFSetGraphLayout(d->halo, layout, d->below + d->above, NULL, PETSC_OWN_POINTER, remote));
  PetscCall(PetscLayoutDestroy(&layout));
  PetscCall(PetscFree(remote));
  d->beside = SulAllocate((size_t)d->below + (size_t)d->above, sizeof *d->beside);
  PetscFunctionReturn(0);
}

/* ---- The shell matrix ------------------------------------------------------------------------ */

static inline void Subtract(const SulSegment *segment, const PetscScalar *restrict from,
                            PetscScalar *restrict to) {
  const PetscScalar *restrict f = from + segment->from;
  PetscScalar *restrict t = to + segment->to;
  for (PetscInt i = 0; i < segment->length; i++)
    t[i] -= f[i];
}

static void OwnPart(const SulDiffusion *d, const PetscScalar *restrict x, PetscScalar *restrict y) {
  const SulUnknowns *u = d->unknowns;
  for (size_t row = u->row_begin; row < u->row_end; row++) {
    PetscInt end = SulUnknownsOfRow(u, row + 1) - u->begin;
    for (PetscInt n = SulUnknownsOfRow(u, row) - u->begin; n < end; n++)
      y[n] = d->diagonal[n] * x[n];
    for (size_t s = d->first[row - u->row_begin]; s < d->first[row - u->row_begin + 1]; s++)
      Subtract(&d->own[s], x, y);
  }
}

static PetscErrorCode Multiply(Mat matrix, Vec from, Vec to) {
  SulDiffusion *d;
  const PetscScalar *x;
  PetscScalar *y;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(matrix, &d));
  PetscCall(VecGetArrayRead(from, &x));
  PetscCall(VecGetArrayWrite(to, &y));
  PetscCall(PetscSFBcastBegin(d->halo, MPIU_SCALAR, x, d->beside, MPI_REPLACE));
  OwnPart(d, x, y);
  PetscCall(PetscSFBcastEnd(d->halo, MPIU_SCALAR, x, d->beside, MPI_REPLACE));
  for (size_t s = 0; s < d->other_count; s++)
    Subtract(&d->other[s], d->beside, y);
  PetscCall(VecRestoreArrayRead(from, &x));
  PetscCall(VecRestoreArrayWrite(to, &y));
  PetscCall(PetscLogFlops(12.0 * (double)(d->unknowns->end - d->unknowns->begin)));
  PetscFunctionReturn(0);
}

static PetscErrorCode GetDiagonal(Mat matrix, Vec diagonal) {
  SulDiffusion *d;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(matrix, &d));
  PetscCall(VecGetArrayWrite(diagonal, &values));
  for (PetscInt n = 0; n < d->unknowns->end - d->unknowns->begin; n++)
    values[n] = d->diagonal[n];
  PetscCall(VecRestoreArrayWrite(diagonal, &values));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionCreate(const SulUnknowns *unknowns, SulDiffusion *diffusion,
                                  Mat *matrix) {
  PetscInt count = unknowns->end - unknowns->begin;

  PetscFunctionBegin;
  *diffusion = (SulDiffusion){.unknowns = unknowns};
  PetscCall(CreateHalo(diffusion));
  FindSegments(diffusion);
  FillDiagonal(diffusion);
  PetscCall(MatCreateShell(unknowns->comm, count, count, unknowns->total, unknowns->total,
                           diffusion, matrix));
  PetscCall(MatShellSetOperation(*matrix, MATOP_MULT, (void (*)(void))Multiply));
  PetscCall(MatShellSetOperation(*matrix, MATOP_MULT_TRANSPOSE, (void (*)(void))Multiply));
  PetscCall(MatShellSetOperation(*matrix, MATOP_GET_DIAGONAL, (void (*)(void))GetDiagonal));
  PetscCall(MatSetOption(*matrix, MAT_SPD, PETSC_TRUE));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDiffusionDestroy(SulDiffusion *diffusion) {
  PetscFunctionBegin;
  PetscCall(PetscSFDestroy(&diffusion->halo));
  free(diffusion->beside);
  free(diffusion->first);
  free(diffusion->own);
  free(diffusion->other);
  free(diffusion->diagonal);
  *diffusion = (SulDiffusion){0};
  PetscFunctionReturn(0);
}
