/* SPDX-License-Identifier: BSD-2-Clause */
/* Do the names of a point's case and analysis fit the mesh that its recipe will make? Private to
 * src/sweep. */
#ifndef SULFEM_SWEEP_CHECK_GROUPS_H
#define SULFEM_SWEEP_CHECK_GROUPS_H

#include <sulfem/case.h>
#include <sulfem/packing.h>
#include <sulfem/study.h>

/* `input`: NULL where the study has no case. SUL_INPUT names the key, the group, and those there
 * are. */
void SulCheckGroups(const SulStudy *study, const SulRecipe *recipe, const SulCase *input,
                    SulError *error);

#endif
