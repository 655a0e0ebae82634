/* SPDX-License-Identifier: BSD-2-Clause */
/* Decimal numbers in text, exactly and fast. Private to src/mesh. */
#ifndef SULFEM_MESH_MSH_NUMBER_H
#define SULFEM_MESH_MSH_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the number at `*at`, which ends in a blank, a line's end or a zero byte, and goes behind
 * it; false, without a step, where there is none or it is out of range. A real number is the double
 * that is nearest to the text (that of strtod, whatever the locale), and finite. */
bool SulReadInteger(const unsigned char **at, int64_t *number);
bool SulReadReal(const unsigned char **at, double *number);

#endif
