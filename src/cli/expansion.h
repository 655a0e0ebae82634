/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of `sulfem expansion`: what the command line asks for, and how the sums are printed.
 * Private to src/cli. */
#ifndef SULFEM_CLI_EXPANSION_H
#define SULFEM_CLI_EXPANSION_H

#include "expansion_arguments.h"
#include <sulfem/layer_expansion.h>

/* Words to numbers, checked so that everything asked for can be summed. Zeroes `request` first;
 * SUL_INPUT names the flag. Free with SulExpansionRequestFree, after an error too. */
void SulExpansionRequestRead(const SulExpansionArguments *arguments, const SulRecipe *recipe,
                             const SulLibrary *library, SulExpansionRequest *request,
                             SulError *error);
void SulExpansionRequestFree(SulExpansionRequest *request);

/* --charge and --area, after thickness and capacity or lithiation have been read. */
void SulExpansionChargeRead(const SulExpansionArguments *arguments, SulExpansionRequest *request,
                            SulError *error);

/* The table for people, on standard output. */
void SulExpansionTable(const SulExpansion *expansion);

/* The document that docs/expansion.md describes; free() it. NULL with `error` set where a name is
 * no UTF-8 text. */
char *SulExpansionJson(const SulExpansion *expansion, SulError *error);

#endif
