/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON to columns. Private to src/sweep. */
#ifndef SULFEM_SWEEP_FLATTEN_H
#define SULFEM_SWEEP_FLATTEN_H

#include "table.h"
#include <jansson.h>

/* Sets the numbers (and true, false as 1, 0) below `value` in a row, by dotted names that begin
 * with `name`: keys; entries of a list by their `group`, `name` or `between` ("a-b"), entries of a
 * short list of numbers by their place from 0. Texts, long lists of numbers and lists of entries
 * without a name are no part of a table. null is an empty cell. */
void SulFlatten(const json_t *value, const char *name, SulTable *table, size_t row);

#endif
