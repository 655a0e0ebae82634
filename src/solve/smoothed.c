/* SPDX-License-Identifier: BSD-2-Clause */
/* Smoothed aggregation after Vanek, Mandel and Brezina (1996). An aggregate's rigid motions are the
 * tentative interpolation P; one step of damped block Jacobi makes it smooth,
 * P - 4 / (3 lambda) D^-1 A P with lambda the largest eigenvalue of D^-1 A; the coarse matrix is
 * the Galerkin product, in blocks of six. Nothing is drawn at random, so a hierarchy is the same in
 * every run. */
#include "smoothed.h"

#include <petscksp.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

#include "aggregates.h"
#include "spectrum.h"

enum { MOTIONS = SUL_MOTIONS, MOST_LEVELS = 12 };

/* Smoothers take eigenvalues from this share of the largest one; an estimate of that is raised. */
static const double smoothed_share = 1.0 / 12, margin = 1.2;

/* A matrix of the hierarchy with its motions by row, and the interpolation from the next one. */
typedef struct {
  Mat matrix, interpolation;
  double *motions; /* [rows of this rank][6] */
  double largest;  /* eigenvalue of D^-1 A, estimate */
  double bound;    /* of what smoothers are made for */
} Level;

/* For tests. */
typedef struct {
  PetscInt coarsest; /* rows below which a level is factored, -solver_coarsest */
  PetscReal factor;  /* on the estimates, -solver_estimate_factor */
} Wishes;

/* ---- Rows by rank ---------------------------------------------------------------------------- */

/* A sequential part of an AIJ matrix, to read and to change. */
typedef struct {
  PetscInt rows;
  const PetscInt *first, *column;
  PetscScalar *values;
} Part;

/* What is got stays valid as long as the matrix. */
static PetscErrorCode PartGet(Mat sequential, Part *part) {
  PetscBool done;
  PetscScalar *values;

  PetscFunctionBegin;
  PetscCall(MatGetRowIJ(sequential, 0, PETSC_FALSE, PETSC_FALSE, &part->rows, &part->first,
                        &part->column, &done));
  PetscCheck(done, PETSC_COMM_SELF, PETSC_ERR_LIB, "AIJ did not give its rows");
  PetscCall(MatRestoreRowIJ(sequential, 0, PETSC_FALSE, PETSC_FALSE, NULL, NULL, NULL, &done));
  PetscCall(MatSeqAIJGetArray(sequential, &values));
  part->values = values;
  PetscCall(MatSeqAIJRestoreArray(sequential, &values));
  PetscFunctionReturn(0);
}

/* parts[0] in the rank's own columns, parts[1] in others' (NULL on one rank). */
static PetscErrorCode Parts(Mat matrix, Mat parts[2]) {
  PetscBool parallel;

  PetscFunctionBegin;
  parts[0] = matrix;
  parts[1] = NULL;
  PetscCall(PetscObjectTypeCompare((PetscObject)matrix, MATMPIAIJ, &parallel));
  if (parallel) PetscCall(MatMPIAIJGetSeqAIJ(matrix, &parts[0], &parts[1], NULL));
  PetscFunctionReturn(0);
}

/* ---- Aggregates ------------------------------------------------------------------------------ */

/* The squared norms of the blocks in the rank's own columns; all rows of a block have the columns
 * of its first one. */
static void Couple(const Part *own, PetscInt block, PetscInt *first, PetscInt *column,
                   float *coupling) {
  PetscInt nodes = own->rows / block, count = 0;
  for (PetscInt node = 0; node < nodes; node++) {
    first[node] = count;
    for (PetscInt i = 0; i < block; i++) {
      PetscInt row = node * block + i, at = first[node] - 1;
      for (PetscInt k = own->first[row]; k < own->first[row + 1]; k++) {
        bool begins = k == own->first[row] || own->column[k] / block != own->column[k - 1] / block;
        if (begins && ++at == count) {
          column[count] = own->column[k] / block;
          coupling[count++] = 0;
        }
        coupling[at] += (float)(own->values[k] * own->values[k]);
      }
    }
  }
  first[nodes] = count;
}

/* Nodes that nothing is coupled to: the smoother solves for them. */
static bool *Lonely(const SulCouplings *couplings) {
  bool *lonely = SulAllocate((size_t)couplings->rows, sizeof *lonely);
  for (PetscInt i = 0; i < couplings->rows; i++) {
    lonely[i] = true;
    for (PetscInt k = couplings->first[i]; k < couplings->first[i + 1]; k++)
      if (couplings->column[k] != i && couplings->coupling[k] > 0) lonely[i] = false;
  }
  return lonely;
}

static PetscErrorCode Group(const Level *level, double threshold, SulAggregates *aggregates) {
  Mat parts[2];
  Part own;
  PetscInt block;

  PetscFunctionBegin;
  PetscCall(MatGetBlockSize(level->matrix, &block));
  PetscCall(Parts(level->matrix, parts));
  PetscCall(PartGet(parts[0], &own));
  size_t most = own.rows > 0 ? (size_t)own.first[own.rows] : 0;
  PetscInt *first = SulAllocate((size_t)(own.rows / block) + 1, sizeof *first);
  PetscInt *column = SulAllocate(most / (size_t)block + 1, sizeof *column);
  float *coupling = SulAllocate(most / (size_t)block + 1, sizeof *coupling);
  Couple(&own, block, first, column, coupling);
  SulCouplings couplings = {own.rows / block, first, column, coupling};
  bool *lonely = Lonely(&couplings);
  PetscCall(SulAggregatesCreate(PetscObjectComm((PetscObject)level->matrix), &couplings, threshold,
                                lonely, aggregates));
  free(lonely);
  free(first);
  free(column);
  free(coupling);
  PetscFunctionReturn(0);
}

/* ---- Interpolation --------------------------------------------------------------------------- */

/* The aggregates' motions; those of the coarse level are the R factors. */
static PetscErrorCode Tentative(const Level *level, const SulAggregates *aggregates, Level *coarse,
                                Mat *tentative) {
  PetscInt rows, first, block;
  MPI_Comm comm = PetscObjectComm((PetscObject)level->matrix);

  PetscFunctionBegin;
  PetscCall(MatGetBlockSize(level->matrix, &block));
  PetscCall(MatGetLocalSize(level->matrix, &rows, NULL));
  PetscCall(MatGetOwnershipRange(level->matrix, &first, NULL));
  double *q = SulAllocate((size_t)rows, MOTIONS * sizeof *q);
  memcpy(q, level->motions, (size_t)rows * MOTIONS * sizeof *q);
  coarse->motions =
      SulAllocate((size_t)aggregates->count, MOTIONS * MOTIONS * sizeof *coarse->motions);
  for (PetscInt a = 0; a < aggregates->count; a++)
    SulOrthonormalize(q, (size_t)block * MOTIONS, (int)block, aggregates, a,
                      (double(*)[MOTIONS]) & coarse->motions[MOTIONS * MOTIONS * a]);
  PetscCall(MatCreateAIJ(comm, rows, MOTIONS * aggregates->count, PETSC_DETERMINE, PETSC_DETERMINE,
                         MOTIONS, NULL, 0, NULL, tentative));
  PetscCall(MatSetBlockSizes(*tentative, block, MOTIONS));
  for (PetscInt i = 0; i < rows; i++) {
    PetscInt aggregate = aggregates->of_node[i / block], row = first + i, columns[MOTIONS];
    if (aggregate < 0) continue;
    for (int m = 0; m < MOTIONS; m++)
      columns[m] = MOTIONS * (aggregates->first_global + aggregate) + m;
    PetscCall(MatSetValues(*tentative, 1, &row, MOTIONS, columns, &q[MOTIONS * i], INSERT_VALUES));
  }
  free(q);
  PetscCall(MatAssemblyBegin(*tentative, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*tentative, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(0);
}

/* Block rows := factor * inverse diagonal block * block rows. The rows of a block have the same
 * columns. */
static PetscErrorCode ScaleBlockRows(Mat sequential, PetscInt block, const PetscScalar *inverse,
                                     double factor) {
  Part part;

  PetscFunctionBegin;
  PetscCall(PartGet(sequential, &part));
  for (PetscInt row = 0; row < part.rows; row += block, inverse += block * block) {
    PetscInt width = part.first[row + 1] - part.first[row];
    PetscScalar *values = &part.values[part.first[row]], column[MOTIONS];
    PetscCheck(part.first[row + block] - part.first[row] == block * width, PETSC_COMM_SELF,
               PETSC_ERR_PLIB, "rows of a block with different columns");
    for (PetscInt k = 0; k < width; k++) {
      for (PetscInt i = 0; i < block; i++)
        column[i] = values[i * width + k];
      for (PetscInt i = 0; i < block; i++) {
        double sum = 0;
        for (PetscInt j = 0; j < block; j++)
          sum += inverse[j * block + i] * column[j]; /* inverse blocks are stored by columns */
        values[i * width + k] = factor * sum;
      }
    }
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode Smooth(const Level *level, Mat tentative, Mat *interpolation) {
  const PetscScalar *inverse;
  PetscInt block;
  Mat parts[2];

  PetscFunctionBegin;
  PetscCall(MatGetBlockSize(level->matrix, &block));
  PetscCall(MatMatMult(level->matrix, tentative, MAT_INITIAL_MATRIX, PETSC_DEFAULT, interpolation));
  PetscCall(MatInvertBlockDiagonal(level->matrix, &inverse));
  PetscCall(Parts(*interpolation, parts));
  for (int p = 0; p < 2; p++)
    if (parts[p]) PetscCall(ScaleBlockRows(parts[p], block, inverse, -4 / (3 * level->largest)));
  PetscCall(MatAXPY(*interpolation, 1, tentative, SUBSET_NONZERO_PATTERN));
  PetscCall(MatSetBlockSizes(*interpolation, block, MOTIONS));
  PetscFunctionReturn(0);
}

/* ---- Coarse matrices ------------------------------------------------------------------------- */

/* Motions that an aggregate cannot make have empty rows: they get a diagonal of 1. */
static PetscErrorCode FillEmptyRows(Mat matrix) {
  Vec diagonal;
  PetscScalar *values;
  PetscInt rows;
  PetscReal largest;

  PetscFunctionBegin;
  PetscCall(MatCreateVecs(matrix, NULL, &diagonal));
  PetscCall(MatGetDiagonal(matrix, diagonal));
  PetscCall(VecNorm(diagonal, NORM_INFINITY, &largest));
  PetscCall(VecGetLocalSize(diagonal, &rows));
  PetscCall(VecGetArray(diagonal, &values));
  for (PetscInt i = 0; i < rows; i++)
    values[i] = values[i] > 1e-14 * largest ? 0 : largest;
  PetscCall(VecRestoreArray(diagonal, &values));
  PetscCall(MatDiagonalSet(matrix, diagonal, ADD_VALUES));
  PetscCall(VecDestroy(&diagonal));
  PetscFunctionReturn(0);
}

/* P^T A P as two products by rows. PETSc's own triple product takes ten times as long on several
 * ranks where it adds in a fixed order ("allatonce"), and its faster forms add what other ranks send
 * as it arrives, so that bits differ from run to run. */
static PetscErrorCode Galerkin(Mat matrix, Mat interpolation, Mat *coarse) {
  Mat product, restriction;

  PetscFunctionBegin;
  PetscCall(MatMatMult(matrix, interpolation, MAT_INITIAL_MATRIX, PETSC_DEFAULT, &product));
  PetscCall(MatProductClear(product));
  PetscCall(MatTranspose(interpolation, MAT_INITIAL_MATRIX, &restriction));
  PetscCall(MatMatMult(restriction, product, MAT_INITIAL_MATRIX, PETSC_DEFAULT, coarse));
  PetscCall(MatProductClear(*coarse));
  PetscCall(MatDestroy(&product));
  PetscCall(MatDestroy(&restriction));
  PetscFunctionReturn(0);
}

/* The next level, or nothing (coarse->matrix NULL) where nodes can hardly be grouped any further.
 */
static PetscErrorCode Coarsen(Level *level, double threshold, Level *coarse) {
  SulAggregates aggregates;
  Mat tentative;
  PetscInt rows, block;

  PetscFunctionBegin;
  PetscCall(Group(level, threshold, &aggregates));
  PetscCall(MatGetSize(level->matrix, &rows, NULL));
  PetscCall(MatGetBlockSize(level->matrix, &block));
  PetscInt64 count = aggregates.count;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPIU_INT64, MPI_SUM,
                             PetscObjectComm((PetscObject)level->matrix)));
  if (count > 0 && MOTIONS * count < 0.8 * rows) {
    PetscCall(Tentative(level, &aggregates, coarse, &tentative));
    PetscCall(Smooth(level, tentative, &level->interpolation));
    PetscCall(MatDestroy(&tentative));
    PetscCall(Galerkin(level->matrix, level->interpolation, &coarse->matrix));
    PetscCall(MatSetBlockSize(coarse->matrix, MOTIONS));
    PetscCall(FillEmptyRows(coarse->matrix));
    PetscCall(MatSetOption(coarse->matrix, MAT_SPD, PETSC_TRUE));
  }
  SulAggregatesDestroy(&aggregates);
  PetscFunctionReturn(0);
}

static PetscErrorCode MotionsByRow(Mat matrix, double **motions) {
  MatNullSpace space;
  const Vec *vectors;
  PetscInt count, rows;

  PetscFunctionBegin;
  PetscCall(MatGetNearNullSpace(matrix, &space));
  PetscCheck(space, PETSC_COMM_SELF, PETSC_ERR_PLIB, "no rigid motions with the matrix");
  PetscCall(MatNullSpaceGetVecs(space, NULL, &count, &vectors));
  PetscCheck(count == MOTIONS, PETSC_COMM_SELF, PETSC_ERR_PLIB, "six rigid motions are needed");
  PetscCall(MatGetLocalSize(matrix, &rows, NULL));
  *motions = SulAllocate((size_t)rows, MOTIONS * sizeof **motions);
  for (int m = 0; m < MOTIONS; m++) {
    const PetscScalar *values;
    PetscCall(VecGetArrayRead(vectors[m], &values));
    for (PetscInt i = 0; i < rows; i++)
      (*motions)[MOTIONS * i + m] = values[i];
    PetscCall(VecRestoreArrayRead(vectors[m], &values));
  }
  PetscFunctionReturn(0);
}

/* ---- The cycle ------------------------------------------------------------------------------- */

static PetscErrorCode SetLevel(PC pc, int number, const Level *level) {
  KSP smoother;
  PC inverse;

  PetscFunctionBegin;
  PetscCall(PCMGGetSmoother(pc, number, &smoother));
  PetscCall(KSPSetOperators(smoother, level->matrix, level->matrix));
  if (number == 0) PetscFunctionReturn(0); /* PETSc's default: factors, on every rank */
  PetscCall(PCMGSetInterpolation(pc, number, level->interpolation));
  PetscCall(KSPSetType(smoother, KSPCHEBYSHEV));
  PetscCall(KSPChebyshevSetEigenvalues(smoother, level->bound, smoothed_share * level->bound));
  PetscCall(KSPSetTolerances(smoother, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 2));
  PetscCall(KSPGetPC(smoother, &inverse));
  PetscCall(PCSetType(inverse, PCPBJACOBI));
  PetscFunctionReturn(0);
}

/* The eigenvalues of a level. A proven bound may be passed by the share, up to which a polynomial
 * of degree 2 stays below 1. */
static PetscErrorCode Measure(const Wishes *wishes, double proven, Level *level) {
  PetscFunctionBegin;
  PetscCall(SulLargestEigenvalue(level->matrix, &level->largest));
  level->largest *= wishes->factor;
  level->bound = proven > 0 ? proven / (1 + smoothed_share) : margin * level->largest;
  PetscFunctionReturn(0);
}

static PetscErrorCode WishesGet(Wishes *wishes) {
  PetscFunctionBegin;
  *wishes = (Wishes){1500, 1};
  PetscCall(PetscOptionsGetInt(NULL, NULL, "-solver_coarsest", &wishes->coarsest, NULL));
  PetscCall(PetscOptionsGetReal(NULL, NULL, "-solver_estimate_factor", &wishes->factor, NULL));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSmoothedAggregation(PC pc, Mat matrix, double proven) {
  Level levels[MOST_LEVELS] = {{0}};
  Wishes wishes;
  int count = 1;
  double threshold = 0.01;

  PetscFunctionBegin;
  PetscCall(WishesGet(&wishes));
  levels[0].matrix = matrix;
  PetscCall(PetscObjectReference((PetscObject)matrix));
  PetscCall(MotionsByRow(matrix, &levels[0].motions));
  for (; count < MOST_LEVELS; count++) {
    Level *level = &levels[count - 1];
    PetscInt rows;
    PetscCall(MatGetSize(level->matrix, &rows, NULL));
    if (rows < wishes.coarsest) break;
    PetscCall(Measure(&wishes, count == 1 ? proven : 0, level));
    PetscCall(Coarsen(level, threshold, &levels[count]));
    if (!levels[count].matrix) break;
  }
  PetscCall(PCSetType(pc, PCMG));
  PetscCall(PCMGSetLevels(pc, count, NULL));
  for (int l = 0; l < count; l++) {
    PetscCall(SetLevel(pc, count - 1 - l, &levels[l]));
    PetscCall(MatDestroy(&levels[l].matrix));
    PetscCall(MatDestroy(&levels[l].interpolation));
    free(levels[l].motions);
  }
  PetscFunctionReturn(0);
}

/* ---- Filled again ---------------------------------------------------------------------------- */

/* What a matrix of a level was multiplied from, kept with it. */
static const char product_key[] = "sulfem_product", restriction_key[] = "sulfem_restriction";

/* P^T A P in the place of what was there. The first time the products are made anew and kept, with
 * what PETSc needs to do them again in place: a run that fills once does without. */
static PetscErrorCode GalerkinAgain(Mat matrix, Mat interpolation, KSP coarse) {
  Mat old, product, restriction;

  PetscFunctionBegin;
  PetscCall(KSPGetOperators(coarse, &old, NULL));
  PetscCall(PetscObjectQuery((PetscObject)old, product_key, (PetscObject *)&product));
  PetscCall(PetscObjectQuery((PetscObject)old, restriction_key, (PetscObject *)&restriction));
  MatReuse reuse = product ? MAT_REUSE_MATRIX : MAT_INITIAL_MATRIX;
  PetscCall(MatMatMult(matrix, interpolation, reuse, PETSC_DEFAULT, &product));
  if (reuse == MAT_INITIAL_MATRIX)
    PetscCall(MatTranspose(interpolation, MAT_INITIAL_MATRIX, &restriction));
  PetscCall(MatMatMult(restriction, product, reuse, PETSC_DEFAULT, &old));
  if (reuse == MAT_INITIAL_MATRIX) {
    PetscCall(PetscObjectCompose((PetscObject)old, product_key, (PetscObject)product));
    PetscCall(PetscObjectCompose((PetscObject)old, restriction_key, (PetscObject)restriction));
    PetscCall(MatDestroy(&product));
    PetscCall(MatDestroy(&restriction));
    PetscCall(MatSetBlockSize(old, MOTIONS));
  }
  PetscCall(FillEmptyRows(old));
  PetscCall(MatSetOption(old, MAT_SPD, PETSC_TRUE));
  PetscCall(KSPSetOperators(coarse, old, old));
  if (reuse == MAT_INITIAL_MATRIX) PetscCall(MatDestroy(&old));
  PetscFunctionReturn(0);
}

PetscErrorCode SulSmoothedRefill(PC pc, double proven) {
  PetscInt count;
  Wishes wishes;

  PetscFunctionBegin;
  PetscCall(WishesGet(&wishes));
  PetscCall(PCMGGetLevels(pc, &count));
  for (PetscInt l = count - 1; l > 0; l--) {
    KSP smoother, coarse;
    Level level = {0};
    PetscCall(PCMGGetSmoother(pc, l, &smoother));
    PetscCall(KSPGetOperators(smoother, &level.matrix, NULL));
    PetscCall(KSPSetOperators(smoother, level.matrix, level.matrix));
    PetscCall(Measure(&wishes, l == count - 1 ? proven : 0, &level));
    PetscCall(KSPChebyshevSetEigenvalues(smoother, level.bound, smoothed_share * level.bound));
    PetscCall(PCMGGetInterpolation(pc, l, &level.interpolation));
    PetscCall(PCMGGetSmoother(pc, l - 1, &coarse));
    PetscCall(GalerkinAgain(level.matrix, level.interpolation, coarse));
  }
  PetscFunctionReturn(0);
}
