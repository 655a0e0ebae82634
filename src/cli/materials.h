/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of `sulfem materials`: what it prints. All print to standard output. */
#ifndef SULFEM_CLI_MATERIALS_H
#define SULFEM_CLI_MATERIALS_H

#include <sulfem/library.h>

void SulMaterialsTable(const SulLibrary *library);

/* Everything about the material, reaction or species called `name`; SUL_INPUT when there is none.
 */
void SulMaterialsEntry(const SulLibrary *library, const char *name, SulError *error);

/* The whole library, SI units; what is not known is null. SUL_INPUT where a text of it has no JSON.
 */
void SulMaterialsJson(const SulLibrary *library, SulError *error);

#endif
