/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a constant of a material by its table. Private to src/input. */
#ifndef SULFEM_PARAMETER_H
#define SULFEM_PARAMETER_H

#include <sulfem/model.h>
#include <sulfem/yaml.h>

/* The value at `node`, SI, within the parameter's limits. */
double SulParameterRead(const SulYaml *node, const SulParameter *parameter, SulError *error);

/* Where the entry of a phase or a material gives it, or NULL: its name is a path. */
const SulYaml *SulParameterFind(const SulYaml *entry, const SulParameter *parameter);

/* Complains that the entry does not give it, with an example. */
void SulParameterNeed(const SulYaml *entry, const SulParameter *parameter, SulError *error);

/* Complains of keys of the entry, and of mappings in it, that are neither among `always` (ended by
 * NULL) nor on the path of a parameter of one of `models` (ended by NULL). */
void SulParameterKeys(const SulYaml *entry, const char *const *always,
                      const SulModel *const *models, SulError *error);

#endif
