/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of the volume groups that a recipe's mesh will have. */
#include "packing_parts.h"
#include <string.h>

size_t SulRecipeGroups(const SulRecipe *recipe, char (*names)[SUL_NAME_SIZE]) {
  SulPacking packing = {0};
  size_t count = 0;
  SulPackingPhases(recipe, &packing);
  for (int p = 0; p < packing.phase_count; p++)
    if (packing.phases[p].meshed) memcpy(names[count++], packing.phases[p].name, SUL_NAME_SIZE);
  SulPackingFree(&packing);
  return count;
}
