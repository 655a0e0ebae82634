/* SPDX-License-Identifier: BSD-2-Clause */
/* Documents of results as JSON: what Jansson leaves to its callers. */
#ifndef SULFEM_JSON_H
#define SULFEM_JSON_H

#include <jansson.h>
#include <sulfem/error.h>

/* A number, or null for NaN and infinities, which JSON does not have. */
json_t *SulJsonReal(double value);
void SulJsonPut(json_t *object, const char *key, double value);

/* Takes `root` and gives it as a text that ends with a newline (free it), reals with `digits`
 * digits. NULL and SUL_INPUT where a name in it is no UTF-8 text, as one that json_string_nocheck
 * made of bytes on a command line or in a mesh; `path` is what the document tells of. */
char *SulJsonText(json_t *root, int digits, const char *path, SulError *error);

#endif
