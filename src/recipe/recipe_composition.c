/* SPDX-License-Identifier: BSD-2-Clause */
/* Composition and materials: what the solids are made of. */
#include "recipe_parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#define COMPOSITION_EXAMPLE "composition: {by: weight, sulfur: 0.3, electrolyte: 0.5, carbon: 0.2}"

/* The material a well-known ingredient stands for where the recipe and the library's names say
 * nothing else. */
static const char *Customary(const char *ingredient) {
  return strcmp(ingredient, "electrolyte") == 0 ? "Li6PS5Cl" : ingredient;
}

static double ReadDensity(const SulYaml *node, SulError *error) {
  double density = SulYamlQuantity(node, SUL_DENSITY, error);
  if (node && !(density > 0))
    SulYamlFail(node, error, "must be larger than 0, found \"%s\"", node->text);
  return density;
}

static void ReadModuli(const SulYaml *entry, SulIngredient *one, SulError *error) {
  const SulYaml *young = SulYamlFind(entry, "youngs_modulus");
  const SulYaml *poisson = SulYamlFind(entry, "poissons_ratio");
  if (young) one->youngs_modulus = SulYamlQuantity(young, SUL_PRESSURE, error);
  if (young && !(one->youngs_modulus > 0))
    SulYamlFail(young, error, "must be larger than 0, found \"%s\"", young->text);
  if (poisson) one->poissons_ratio = SulYamlNumber(poisson, error);
  if (poisson && !(one->poissons_ratio > -1 && one->poissons_ratio < 0.5))
    SulYamlFail(poisson, error, "must lie above -1 and below 0.5, found \"%s\"", poisson->text);
}

static const SulMaterial *FindMaterial(const SulYaml *named, const char *ingredient,
                                       const SulLibrary *library, SulError *error) {
  const char *name = named ? SulYamlText(named, error) : ingredient;
  const SulMaterial *material = name[0] ? SulLibraryMaterial(library, name) : NULL;
  if (!material && !named) material = SulLibraryMaterial(library, Customary(ingredient));
  if (!material && named && !SulFailed(error)) {
    char text[2000] = "";
    SulLibraryTellMaterials(library, name, text, sizeof text);
    SulYamlFail(named, error, "the library has no material \"%s\"%s", name, text);
  }
  return material;
}

static void TakeMaterial(const SulMaterial *material, SulIngredient *one) {
  if (!material) return;
  snprintf(one->material, sizeof one->material, "%s", material->entry.name);
  snprintf(one->source, sizeof one->source, "%s", material->entry.source);
  one->density = material->density;
  one->youngs_modulus = material->youngs_modulus;
  one->poissons_ratio = material->poissons_ratio;
}

/* `entry` of `materials`: a library name, or keys of its own with or without one. */
static void ReadMaterial(const SulYaml *entry, const SulLibrary *library, SulIngredient *one,
                         SulError *error) {
  static const char *const keys[] = {"material", "density", "youngs_modulus", "poissons_ratio",
                                     NULL};
  bool name = entry && entry->kind == SUL_YAML_SCALAR;
  if (entry && !name) SulYamlKeys(entry, keys, error);
  TakeMaterial(
      FindMaterial(name ? entry : SulYamlFind(entry, "material"), one->name, library, error), one);
  const SulYaml *density = SulYamlFind(entry, "density");
  if (density) one->density = ReadDensity(density, error);
  if (entry && !name) ReadModuli(entry, one, error);
}

static void TellDensity(const SulYaml *node, const SulIngredient *one, const SulLibrary *library,
                        SulError *error) {
  static const char *const customary[] = {"electrolyte", "sulfur", "carbon"};
  char text[1500] = "";
  const char *nearest = one->material[0] ? NULL : SulTextNearest(one->name, customary, 3);
  if (nearest)
    snprintf(text, sizeof text, "the library has no material \"%s\" (did you mean \"%s\"?)",
             one->name, nearest);
  else if (one->material[0])
    snprintf(text, sizeof text, "the library has no density for \"%s\"", one->material);
  else {
    snprintf(text, sizeof text, "the library has no material \"%s\"", one->name);
    SulLibraryTellMaterials(library, one->name, text, sizeof text);
  }
  SulYamlFail(node, error,
              "no density is known: %s; give the material or the density, for example: materials: "
              "{%s: {density: 2.0 g/cm3}}",
              text, one->name);
}

/* Names of groups that every mesh has already. */
static void CheckName(const SulYaml *node, SulError *error) {
  static const char *const none = "cannot be the name of an ingredient";
  if (strcmp(node->key, "pore") == 0)
    SulYamlFail(node, error, "%s; pores are given by the key \"porosity\"", none);
  if (strlen(node->key) >= SUL_NAME_SIZE) SulYamlFail(node, error, "%s: it is too long", none);
  for (int f = 0; f < 6; f++)
    if (strcmp(node->key, sul_box_faces[f]) == 0)
      SulYamlFail(node, error,
                  "%s: the mesh calls a face of the box so; write another, for example: sulfur",
                  none);
}

static void ReadIngredient(const SulYaml *node, const SulYaml *materials, const SulLibrary *library,
                           bool by_weight, SulIngredient *one, SulError *error) {
  snprintf(one->name, sizeof one->name, "%s", node->key);
  one->line = node->key_line;
  one->fraction = SulYamlNumber(node, error);
  if (!(one->fraction >= 0 && one->fraction <= 1))
    SulYamlFail(node, error, "must lie from 0 to 1 (0.3 for 30 %%), found \"%s\"", node->text);
  CheckName(node, error);
  ReadMaterial(SulYamlFind(materials, node->key), library, one, error);
  if (by_weight && !SulFailed(error) && !(one->density > 0)) TellDensity(node, one, library, error);
}

static void CheckSum(const SulYaml *composition, const SulRecipe *recipe, SulError *error) {
  double sum = 0;
  char text[1000] = "";
  for (int i = 0; i < recipe->ingredient_count; i++) {
    sum += recipe->ingredients[i].fraction;
    SulTextAppend(text, sizeof text, "%s%s %g", i ? " + " : "", recipe->ingredients[i].name,
                  recipe->ingredients[i].fraction);
  }
  if (fabs(sum - 1) > 1e-6)
    SulYamlFail(composition, error,
                "the fractions add up to %.10g, not to 1: %s (they are shares of the solids; pores "
                "have their own key, \"porosity\")",
                sum, text);
}

/* A coating of given thickness need not stand in the composition: it becomes an ingredient here. */
static void AddDerived(const SulYaml *coating, const SulYaml *materials, const SulLibrary *library,
                       SulRecipe *recipe, SulError *error) {
  const SulYaml *phase = SulYamlFind(coating, "phase");
  if (!phase || !SulYamlFind(coating, "thickness")) return;
  const char *name = SulYamlName(phase, error);
  for (int i = 0; i < recipe->ingredient_count; i++)
    if (strcmp(recipe->ingredients[i].name, name) == 0) return;
  size_t count = (size_t)recipe->ingredient_count + 1;
  recipe->ingredients = SulReallocate(recipe->ingredients, count, sizeof *recipe->ingredients);
  SulIngredient *one = &recipe->ingredients[recipe->ingredient_count++];
  *one = (SulIngredient){.line = phase->key_line, .derived = true};
  snprintf(one->name, sizeof one->name, "%s", name);
  ReadMaterial(SulYamlFind(materials, name), library, one, error);
  if (recipe->by_weight && !SulFailed(error) && !(one->density > 0))
    TellDensity(phase, one, library, error);
}

static void AddCoatings(const SulYaml *root, const SulYaml *materials, const SulLibrary *library,
                        SulRecipe *recipe, SulError *error) {
  const SulYaml *particles = SulYamlFind(root, "particles");
  bool list = particles && particles->kind == SUL_YAML_SEQUENCE;
  for (size_t p = 0; particles && p < (list ? particles->count : 1) && !SulFailed(error); p++) {
    const SulYaml *entry = list ? particles->items[p] : particles;
    AddDerived(SulYamlFind(entry, "coating"), materials, library, recipe, error);
  }
}

static void CheckMaterials(const SulYaml *materials, const SulRecipe *recipe, SulError *error) {
  size_t count = (size_t)recipe->ingredient_count;
  const char **names = SulAllocate(count + 1, sizeof *names);
  for (size_t i = 0; i < count; i++)
    names[i] = recipe->ingredients[i].name;
  SulYamlKeys(materials, names, error);
  free(names);
}

void SulRecipeComposition(const SulYaml *root, const SulLibrary *library, SulRecipe *recipe,
                          SulError *error) {
  static const char *const ways[] = {"weight", "volume"};
  const SulYaml *composition = SulYamlNeed(root, "composition", COMPOSITION_EXAMPLE, error);
  const SulYaml *by = SulYamlNeed(composition, "by", "by: weight", error);
  if (composition && composition->kind != SUL_YAML_MAPPING)
    SulYamlFail(composition, error,
                "expected fractions by name; for example: " COMPOSITION_EXAMPLE);
  recipe->by_weight = by ? SulYamlChoice(by, ways, 2, error) == 0 : true;
  if (SulFailed(error) || !composition) return;
  const SulYaml *materials = SulYamlFind(root, "materials");
  recipe->composition_line = composition->key_line;
  recipe->ingredients = SulAllocate(composition->count, sizeof *recipe->ingredients);
  for (size_t i = 0; i < composition->count && !SulFailed(error); i++)
    if (composition->items[i] != by)
      ReadIngredient(composition->items[i], materials, library, recipe->by_weight,
                     &recipe->ingredients[recipe->ingredient_count++], error);
  if (!SulFailed(error)) CheckSum(composition, recipe, error);
  if (!SulFailed(error)) AddCoatings(root, materials, library, recipe, error);
  if (!SulFailed(error)) CheckMaterials(materials, recipe, error);
}
