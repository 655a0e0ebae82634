/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of the study file's reading. Private to src/input. */
#ifndef SULFEM_STUDY_PARTS_H
#define SULFEM_STUDY_PARTS_H

#include <sulfem/study.h>

/* The list `axes`: fills axes, entries and point_count; tries every value on its base file. */
void SulStudyAxes(const SulYaml *root, SulStudy *study, SulError *error);

/* Puts `value` at the axis's place in `tree`, with all on the way to it that is missing; paths in
 * it are told from the study file. Not for ingredients of a composition. */
void SulStudyPut(const SulStudy *study, const SulAxis *axis, const SulYaml *value, SulYaml *tree,
                 SulError *error);

/* The ingredient X where the axis sets recipe.composition.X, else NULL. */
const char *SulStudyIngredient(const SulAxis *axis);

/* For each of the values the number of the first one that says the same: [values->count], free()
 * it. `key`: the last one on the way to where they stand. */
size_t *SulStudyKinds(const SulStudy *study, const SulYaml *values, const char *key);

/* Makes the paths in a tree absolute; they are told from the file `from`. `key`: of the tree, where
 * it is to stand elsewhere; NULL for a whole file. */
void SulStudyResolve(SulYaml *tree, const char *key, const char *from);

#endif
