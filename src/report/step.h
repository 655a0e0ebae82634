/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of a step's report. Private to src/report. */
#ifndef SULFEM_STEP_H
#define SULFEM_STEP_H

#include <sulfem/report.h>

/* Fills the field's stresses and samples; returns this rank's elastic energy, J. */
double SulStressEvaluate(const SulBody *body, const SulSolution *solution, SulStressField *field);

#endif
