/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a constant of a material by its table. Private to src/input. */
#ifndef SULFEM_PARAMETER_H
#define SULFEM_PARAMETER_H

#include <sulfem/model.h>
#include <sulfem/yaml.h>

/* The value at `node`, SI, within the parameter's limits. */
double SulParameterRead(const SulYaml *node, const SulParameter *parameter, SulError *error);

#endif
