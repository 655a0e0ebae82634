/* SPDX-License-Identifier: BSD-2-Clause */
/* The voxels of an image and what MESH.json tells of them. Room-private. */
#ifndef SULFEM_IMAGE_GRID_H
#define SULFEM_IMAGE_GRID_H

#include <sulfem/image.h>
#include <sulfem/log.h>
#include <sulfem/packing.h>
#include <sulfem/recipe.h>

/* A packing without particles, as the recipe says. */
void SulImageDescribe(const SulImageRecipe *recipe, SulPacking *packing);

/* Reads and tidies as the recipe asks, and fills shares, sizes and counts. `whole`: bodies that
 * hang on nothing stay. */
void SulImageReadGrid(const SulImageRecipe *recipe, bool whole, SulLog *log, SulVoxels *grid,
                      SulPacking *packing, SulError *error);

/* Porosity and the fractions at the top of the JSON, from the phases' shares. */
void SulImageDescribeShares(SulPacking *packing);

#endif
