/* SPDX-License-Identifier: BSD-2-Clause */
/* What the points remember, as arrays of a checkpoint. Private to src/solve. */
#ifndef SULFEM_POINT_ARRAYS_H
#define SULFEM_POINT_ARRAYS_H

#include <sulfem/array.h>
#include <sulfem/points.h>

typedef struct SulPointArrays SulPointArrays;

/* Collective. Of the states in which the points begin their next step; the points must outlive it. */
PetscErrorCode SulPointArraysCreate(SulPoints *points, SulPointArrays **made);
PetscErrorCode SulPointArraysDestroy(SulPointArrays **arrays);

/* The same on all ranks. */
int SulPointArraysCount(const SulPointArrays *arrays);

/* list[count] := the arrays, with what the points remember now; valid until the next call. */
void SulPointArraysFill(SulPointArrays *arrays, SulArray *list);

/* Collective. The other way round: the points remember what stands in the arrays' values, on ghost
 * cells too. */
PetscErrorCode SulPointArraysTake(SulPointArrays *arrays);

#endif
