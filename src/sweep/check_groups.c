/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the names of a point's case and analysis against the mesh that its recipe will make. */
#include "check_groups.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

typedef struct {
  const char *const *names;
  size_t count;
} Groups;

static void Expect(const char *key, const char *name, const Groups *groups, SulError *error) {
  if (SulFailed(error)) return;
  for (size_t i = 0; i < groups->count; i++)
    if (strcmp(name, groups->names[i]) == 0) return;
  SulErrorSet(error, SUL_INPUT,
              "key \"%s\": the recipe's mesh has no group \"%s\"; there are: ", key, name);
  SulTextAppendList(error->text, sizeof error->text, groups->names, groups->count);
  const char *near = SulTextNearest(name, groups->names, groups->count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
}

static void CheckPhases(const SulCase *input, const Groups *groups, SulError *error) {
  const char **named = SulAllocate(input->phase_count, sizeof *named);
  for (size_t p = 0; p < input->phase_count; p++) {
    named[p] = input->phases[p].phase.name;
    Expect("case.phases", named[p], groups, error);
  }
  for (size_t g = 0; g < groups->count && !SulFailed(error); g++) {
    bool found = false;
    for (size_t p = 0; p < input->phase_count && !found; p++)
      found = strcmp(named[p], groups->names[g]) == 0;
    if (!found)
      SulErrorSet(error, SUL_INPUT,
                  "key \"case.phases\": the recipe's mesh has the group \"%s\", of which the case "
                  "says nothing",
                  groups->names[g]);
  }
  free(named);
}

/* Walls of pores are surface groups too. */
static void CheckFaces(const SulRecipe *recipe, const SulCase *input, SulError *error) {
  if (recipe->porosity > 0) return;
  for (size_t b = 0; b < input->boundary_count; b++)
    for (size_t f = 0; f < input->boundaries[b].face_count; f++)
      Expect("case.boundaries", input->boundaries[b].faces[f], &(Groups){sul_box_faces, 6}, error);
}

void SulCheckGroups(const SulStudy *study, const SulRecipe *recipe, const SulCase *input,
                    SulError *error) {
  size_t most = (size_t)recipe->ingredient_count + 1;
  char(*names)[SUL_NAME_SIZE] = SulAllocate(most, sizeof *names);
  const char **list = SulAllocate(most, sizeof *list);
  Groups groups = {list, SulRecipeGroups(recipe, names)};
  for (size_t g = 0; g < groups.count; g++)
    list[g] = names[g];
  if (input) CheckPhases(input, &groups, error);
  if (input) CheckFaces(recipe, input, error);
  if (study->active[0]) Expect("analyse.active", study->active, &groups, error);
  if (study->electrolyte[0]) Expect("analyse.electrolyte", study->electrolyte, &groups, error);
  free(list);
  free(names);
}
