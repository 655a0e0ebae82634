/* SPDX-License-Identifier: BSD-2-Clause */
/* What a solve cannot do yet. Private to src/run. */
#ifndef SULFEM_RUN_REFUSE_H
#define SULFEM_RUN_REFUSE_H

#include <sulfem/case.h>

/* Is there something in the case that nobody would obey? SUL_INPUT, with its line. */
void SulRefuse(const SulCase *input, SulError *error);

#endif
