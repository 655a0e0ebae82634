/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the recipe's reader. Each reads one section into the recipe and stops at the first
 * mistake; with `error` set before they do no harm. Room-private. */
#ifndef SULFEM_RECIPE_PARTS_H
#define SULFEM_RECIPE_PARTS_H

#include <sulfem/library.h>
#include <sulfem/recipe.h>
#include <sulfem/yaml.h>

/* Fractions, densities and moduli of the ingredients. */
void SulRecipeComposition(const SulYaml *root, const SulLibrary *library, SulRecipe *recipe,
                          SulError *error);

/* Particles, pores and carbon; then gives every ingredient its role (the matrix is what is left).
 */
void SulRecipeParticles(const SulYaml *root, SulRecipe *recipe, SulError *error);
void SulRecipePores(const SulYaml *root, SulRecipe *recipe, SulError *error);
void SulRecipeCarbon(const SulYaml *root, SulRecipe *recipe, SulError *error);
void SulRecipeRoles(const SulYaml *root, SulRecipe *recipe, SulError *error);

/* Whether the particles fit into the box, one by one. */
void SulRecipeFit(const SulRecipe *recipe, SulError *error);

/* Whether there are few enough particles to pack. */
void SulRecipeCount(const SulRecipe *recipe, SulError *error);

/* A distribution of radii; a histogram's file is looked for beside the recipe. */
void SulRecipeSizes(const SulYaml *node, const char *recipe_path, SulSizes *sizes, SulError *error);

/* Rows of numbers of a text file, two or three columns; `table` [rows][3], free() it. */
size_t SulRecipeTable(const char *path, int *columns, double (**table)[3], SulError *error);

/* Ingredient of that name, or a mistake that lists those there are. */
int SulRecipeIngredient(const SulYaml *node, const SulRecipe *recipe, SulError *error);

#endif
