/* SPDX-License-Identifier: BSD-2-Clause */
/* The registered models: a new material is a new file here and one line in registry.c. */
#ifndef SULFEM_MODELS_H
#define SULFEM_MODELS_H

#include <sulfem/model.h>

extern const SulModel sul_linear_elastic;

#endif
