/* SPDX-License-Identifier: BSD-2-Clause */
/* The sharp lines of a smoothed image: edges of the box and what the interfaces draw on its faces.
 * Room-private. Lengths in voxels. */
#ifndef SULFEM_IMAGE_LINES_H
#define SULFEM_IMAGE_LINES_H

#include "image_field.h"

typedef struct {
  int count;           /* of lines */
  int *first;          /* [count + 1] into points */
  double (*points)[3]; /* a loop ends with its first point */
} SulImageLines;

/* Lines meet in their ends only; edges of the box within phases that are not meshed, and interfaces
 * between such phases, are left out. */
void SulImageLinesFind(const SulImageField *field, const bool *meshed, SulImageLines *lines);
void SulImageLinesFree(SulImageLines *lines);

#endif
