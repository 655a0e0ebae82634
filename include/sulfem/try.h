/* SPDX-License-Identifier: BSD-2-Clause */
/* One try at a part of a load step, whoever takes it: a row of status.csv (docs/formats.md). */
#ifndef SULFEM_TRY_H
#define SULFEM_TRY_H

#include <stdbool.h>

typedef struct {
  int step;     /* of the program's targets, from 1; 0: what acts from the beginning comes on */
  double place; /* in the program (SulLoadAt), where the try ends */
  double time;  /* s, where the try ends; 0 where loads know no time */
  double lithiation; /* the program's value there */
  double size;       /* of the try, as a share of the way to the target */
  int newton;        /* iterations of Newton's method */
  int linear;        /* and of the linear solves in them */
  double residual;   /* of forces at free nodes when it ended, relative to the load */
  double before;  /* the same before the last iteration of Newton's method; NAN: there was none */
  double scatter; /* of the pressure within cells (docs/formats.md); NAN: not looked at */
  bool accepted;
  const char *why; /* it was not, in words without a comma; of an accepted one "", or that its
                      preconditioner had to be blended */
} SulTry;

#endif
