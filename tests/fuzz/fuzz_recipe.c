/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer's target for recipes, of particles and of images: all that is worked out before anything is
 * packed. Built and run by tests/fuzz/run.sh. */
#include "texts.h"
#include <sulfem/image.h>
#include <sulfem/mesh_record.h>
#include <sulfem/packing.h>
#include <sulfem/recipe.h>

static void Particles(const char *text) {
  SulError error = {0};
  SulRecipe recipe;
  SulMeshRecord record = {0};
  double cells, vertices, nodes, sum = 0;
  SulRecipeParse("x.yaml", text, &recipe, &error);
  CheckRefusal(&error);
  if (SulFailed(&error)) return;
  double *share = SulAllocate((size_t)recipe.ingredient_count, sizeof *share);
  SulRecipeSolids(&recipe, share);
  for (int i = 0; i < recipe.ingredient_count; i++)
    sum += share[i];
  Check(sum > 1 - 1e-6 && sum < 1 + 1e-6, "shares that are no whole");
  free(share);
  SulRecipeEstimate(&recipe, &cells, &vertices, &nodes);
  SulRecipeRecord(&recipe, "mesh.json", &record);
  SulMeshRecordFree(&record);
  SulRecipeFree(&recipe);
}

static void Image(const char *text) {
  SulError error = {0};
  SulImageRecipe recipe;
  SulImageRecipeParse("x.yaml", text, &recipe, &error);
  CheckRefusal(&error);
  if (!SulFailed(&error)) SulImageRecipeFree(&recipe);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = TextOf(data, size);
  if (!text) return 0;
  if (SulRecipeHasImage("x.yaml", text))
    Image(text);
  else
    Particles(text);
  free(text);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  return ChangeOurs(data, size, room, seed);
}
