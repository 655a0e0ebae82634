/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of a step's report. Private to src/report. */
#ifndef SULFEM_STEP_H
#define SULFEM_STEP_H

#include <sulfem/report.h>

/* Fills a field from what the body's points answered last. */
void SulStressFill(const SulBody *body, const SulLoad *load, SulStressField *field);

#endif
