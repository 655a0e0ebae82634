/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums over a layer against hand calculations in grams, moles and micrometres, and the shares of a
 * recipe's solids against a packing of it. */
#include "check.h"
#include <stdlib.h>
#include <sulfem/expansion.h>
#include <sulfem/library.h>
#include <sulfem/model.h>
#include <sulfem/packing.h>

/* 30 g sulfur, 50 g Li6PS5Cl and 20 g carbon with 10 % pores; cm3. */
static const double sulfur = 30 / 2.07, electrolyte = 50 / 1.64, carbon = 20 / 1.9;

static SulLayer Thesis(double porosity) {
  double solids = sulfur + electrolyte + carbon, all = 1 - porosity;
  return (SulLayer){.active = all * sulfur / solids,
                    .electrolyte = all * electrolyte / solids,
                    .inert = all * carbon / solids,
                    .pores = porosity};
}

/* The published sum, and what it becomes when the carbon and the pores are counted. */
static void CheckThesis(void) {
  SulLayer layer = Thesis(0.1), dense = Thesis(0);
  double pair = SulLayerVolumeChange(&layer, SUL_COUNT_PAIR, 0.80);
  CHECK_NEAR(pair, 0.258, 5e-4, 1); /* 25.8 % */
  CHECK_NEAR(26 * (1 + pair), 32.7, 0.05, 1);
  CHECK_NEAR(pair, SulLayerVolumeChange(&dense, SUL_COUNT_PAIR, 0.80), 1e-14, 0);
  double solids = SulLayerVolumeChange(&layer, SUL_COUNT_SOLIDS, 0.80);
  CHECK_NEAR(solids, 0.80 * 14.492754 / 55.506875, 1e-7, 0);
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_LAYER, 0.80), 0.9 * solids, 1e-14, 0);
  CHECK_NEAR(SulLayerVolumeChange(&dense, SUL_COUNT_LAYER, 0.80), solids, 1e-14, 0);
}

/* The products weighed and their volumes added up, in the place of a formula. */
static void CheckMoles(const SulLibrary *library) {
  double change = NAN, moles = 30 / 32.06, x = 0.4;
  double after = (1 - x) * sulfur + x * moles * 45.94 / 1.66;
  double before = (sulfur + electrolyte + carbon) / 0.85;
  SulLayer layer = Thesis(0.15);
  CHECK(SulReactionVolumeChange(SulLibraryReaction(library, "S + 2 Li -> Li2S"), &change));
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_LAYER, x * change), (after - sulfur) / before,
             1e-12, 0);
  CHECK_NEAR(SulLayerPorosity(&layer, SUL_COUNT_LAYER, x * change),
             0.15 * before / (before + after - sulfur), 1e-12, 0);
}

static void CheckPores(void) {
  SulLayer layer = {.active = 0.25, .electrolyte = 0.5, .inert = 0.15, .pores = 0.1};
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_YIELD, 0.8), 0.1, 1e-14, 0); /* 0.2 - 0.1 */
  CHECK_NEAR(SulLayerPorosity(&layer, SUL_COUNT_YIELD, 0.8), 0, 0, 0);
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_YIELD, 0.2), 0, 0, 0); /* 0.05 < 0.1 */
  CHECK_NEAR(SulLayerPorosity(&layer, SUL_COUNT_YIELD, 0.2), 0.05, 1e-14, 0);
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_YIELD, -0.44), 0, 0, 0);
  CHECK_NEAR(SulLayerPorosity(&layer, SUL_COUNT_YIELD, -0.44), 0.21, 1e-14, 0);
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_LAYER, -0.44), -0.11, 1e-14, 0);
  CHECK_NEAR(SulLayerPorosity(&layer, SUL_COUNT_LAYER, -0.44), 0.1 / 0.89, 1e-14, 0);
  CHECK_NEAR(SulLayerVolumeChange(&layer, SUL_COUNT_SOLIDS, -0.44), -0.11 / 0.9, 1e-14, 0);
  CHECK(SulLayerPorosity(&layer, SUL_COUNT_SOLIDS, 0.8) == 0);
}

/* Published, with 1675 mAh/g: 95, 90, 84 % one way, 91, 86, 80 % the other. */
static void CheckUtilisation(void) {
  const double measured[] = {1694, 1615, 1500}, simple[] = {95, 90, 84},
               consistent[] = {91, 86, 80};
  for (int i = 0; i < 3; i++) {
    double one = 100 * SulUtilisation(measured[i], 100, 1, 1675);
    double other = 100 * SulUtilisation(measured[i], 100, 50. / 30, 1675);
    CHECK_NEAR(round(one), simple[i], 0, 0);
    CHECK_NEAR(round(other), consistent[i], 0, 0);
    CHECK_NEAR(one - other, 100 * (200. / 3) / 1675, 1e-12, 0);
    CHECK(SulLithiation(measured[i], 100, 1, 1675) == SulUtilisation(measured[i], 100, 1, 1675));
  }
  CHECK_NEAR(SulUtilisation(3000, 100, 1, 1671.958), 2900 / 1671.958, 1e-14, 0);
  CHECK_NEAR(SulUtilisation(50, 100, 1, 1671.958), -50 / 1671.958, 1e-14, 0);
}

/* A charge per area counted in g/cm2 and mAh/g, and the thickness that it makes. */
static void CheckCharge(const SulLibrary *library) {
  double grams = 26e-4 * 0.9 * 30 / (sulfur + electrolyte + carbon); /* sulfur, per cm2 */
  SulLayer layer = Thesis(0.1);
  double charge = SulArealCharge(26e-6, layer.active, 2070, 1615 * 3600); /* mAh/g = 3600 C/kg */
  CHECK_NEAR(charge / 3.6e4, grams * 1615, 1e-12, 0);
  const char *const names[] = {"S + 2 Li -> Li2S", "Li2S -> S", "Si -> Li15Si4"};
  const double expected[] = {2.2735, -2.2735, 3.3627}; /* um per mAh/cm2 */
  for (int i = 0; i < 3; i++) {
    const SulReaction *reaction = SulLibraryReaction(library, names[i]);
    double change = NAN, volume = NAN;
    CHECK(SulReactionVolumeChange(reaction, &change));
    CHECK(SulReactionVolumePerCharge(reaction, &volume));
    double mine =
        SulVolumePerCharge(change, reaction->active->density, SulReactionCapacity(reaction));
    CHECK_NEAR(mine, volume, 1e-13, 0);
    CHECK_NEAR(mine * 3.6e4 * 1e6, expected[i], 1e-4, 0);
  }
  /* from both ends: thickness times change is charge times volume per charge */
  const SulReaction *reaction = SulLibraryReaction(library, names[0]);
  double capacity = SulReactionCapacity(reaction), change = NAN;
  CHECK(SulReactionVolumeChange(reaction, &change));
  CHECK_NEAR(26e-6 * SulLayerVolumeChange(&layer, SUL_COUNT_LAYER, change),
             SulArealCharge(26e-6, layer.active, 2070, capacity) *
                 SulVolumePerCharge(change, 2070, capacity),
             1e-14, 0);
}

static void CheckDirections(const SulLibrary *library) {
  const char *const enters[] = {"S + 2 Li -> Li2S",
                                "FeS2 + 4 Li -> Fe + 2 Li2S",
                                "FeS + 2 Li -> Fe + Li2S",
                                "MoS2 + 4 Li -> Mo + 2 Li2S",
                                "MoS6 + 12 Li",
                                "Si -> Li15Si4"};
  for (int i = 0; i < 6; i++)
    CHECK(SulReactionTakesLithium(SulLibraryReaction(library, enters[i])));
  CHECK(!SulReactionTakesLithium(SulLibraryReaction(library, "Li2S -> S")));
  CHECK(!SulReactionTakesLithium(SulLibraryReaction(library, "Li metal")));
}

static void ParseRecipe(const char *text, SulRecipe *recipe) {
  SulError error = {0};
  SulRecipeParse("recipe.yaml", text, recipe, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
}

/* Coated spheres and coated spheroids of several sizes: as many percent as a packing has. */
static void CheckCoating(const char *shape) {
  SulError error = {0};
  SulRecipe recipe;
  SulPacking packing = {0};
  SulLog *log = SulLogCreate(false);
  char text[700];
  snprintf(text, sizeof text,
           "box: {edge: 40 um, boundary: periodic}\n"
           "composition: {by: weight, sulfur: 0.2, electrolyte: 0.6, carbon: 0.2}\n"
           "porosity: 0.05\n"
           "particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 3 um},\n"
           "  minimum_gap: 0.05 um, coating: {phase: Li7P3S11, thickness: 0.3 um}%s}\n",
           shape);
  ParseRecipe(text, &recipe);
  double share[4] = {0};
  CHECK(recipe.ingredient_count == 4);
  SulRecipeSolids(&recipe, share);
  CHECK_NEAR(share[0] + share[1] + share[2] + share[3], 1, 1e-14, 0);
  CHECK_NEAR(share[0] / share[1], 0.2 / 2.07 / (0.6 / 1.86), 1e-12, 0); /* ratios as written */
  SulPack(&recipe, log, &packing, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  for (int i = 0; i < packing.substance_count; i++) /* a hundred particles, drawn by lot */
    CHECK_NEAR(packing.substances[i].volume_reached / 0.95, share[i], 0.02, 0);
  CHECK(share[3] > 0.03);
  SulPackingFree(&packing);
  SulRecipeFree(&recipe);
  SulLogClose(&log);
}

/* Equal coated spheres, counted by hand; and a library of the caller's choice. */
static void CheckSolids(SulLibrary *library) {
  static const char text[] = "box: {edge: 20 um}\n"
                             "composition: {by: volume, sulfur: 0.25, electrolyte: 0.75}\n"
                             "particles: {phase: sulfur, radius: 2 um,\n"
                             "  coating: {phase: Li7P3S11, thickness: 1 um}}\n";
  SulRecipe recipe;
  double share[3];
  ParseRecipe(text, &recipe);
  SulRecipeSolids(&recipe, share);
  double shell = 0.25 * (27. / 8 - 1);
  CHECK_NEAR(share[2], shell / (1 + shell), 1e-12, 0);
  CHECK_NEAR(share[0], 0.25 / (1 + shell), 1e-12, 0);
  SulRecipeFree(&recipe);
  SulError error = {0};
  SulLibraryAdd(library, "own.yaml", "materials: {S: {density: 1 g/cm3, source: own}}\n", &error);
  SulRecipeParseWith("recipe.yaml", text, library, &recipe, &error);
  CHECK(!SulFailed(&error));
  CHECK_NEAR(recipe.ingredients[0].density, 1000, 1e-14, 0);
  SulRecipeFree(&recipe);
}

int main(void) {
  SulError error = {0};
  SulLibrary *library = SulLibraryCreate(&error);
  CHECK(library != NULL);
  if (!library) return CheckResult();
  CheckThesis();
  CheckMoles(library);
  CheckPores();
  CheckUtilisation();
  CheckCharge(library);
  CheckDirections(library);
  CheckCoating("");
  CheckCoating(", shape: {aspect_ratio: 2.5}");
  CheckSolids(library);
  SulLibraryFree(&library);
  return CheckResult();
}
