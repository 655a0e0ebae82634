/* SPDX-License-Identifier: BSD-2-Clause */
/* Labelled 3-D images (segmented tomograms) into voxel grids, and those into meshes.
 *
 * None of these is collective: one process calls. A grid's phases are all phases of the image,
 * those that will not be meshed too, so no voxel is SUL_VOXEL_VOID. */
#ifndef SULFEM_IMAGE_H
#define SULFEM_IMAGE_H

#include <stdbool.h>
#include <sulfem/mesher.h>
#include <sulfem/recipe.h>
#include <sulfem/voxel.h>

typedef enum {
  SUL_IMAGE_UINT8,
  SUL_IMAGE_INT8,
  SUL_IMAGE_UINT16,
  SUL_IMAGE_INT16,
  SUL_IMAGE_UINT32,
  SUL_IMAGE_INT32,
  SUL_IMAGE_TYPES
} SulImageType;

enum { SUL_IMAGE_EDGE = 100000 }; /* voxels along a direction, at most */

/* Where the labels are stored. */
typedef struct {
  char *path;
  char *dataset;     /* HDF5: its place in the file; NULL: a raw file */
  int axes[3];       /* direction (0 x, 1 y, 2 z) of the slowest, the middle, the fastest index */
  int size[3];       /* raw: voxels along x, y, z */
  SulImageType type; /* raw */
  bool big_endian;   /* raw */
  long long header_bytes; /* raw: skipped before the first voxel */
  int from[3];            /* part that is read: its lowest voxel, */
  int region[3];          /* and its size; 0: the whole image */
  int block; /* voxels along an edge of what will be coarsened to one; 0 or 1: it will not */
  char *block_place; /* of that number in the user's file, begins the message about it */
} SulImageFile;

/* The voxels that hold this number belong to that phase. */
typedef struct {
  long long value;
  int phase;
} SulImageLabel;

/* What the labels mean; `labels` in any order, no value twice. */
typedef struct {
  int phase_count;
  char (*names)[SUL_NAME_SIZE]; /* [phase_count] */
  int count;
  SulImageLabel *labels;
  const char *place; /* of the labels in the user's file, begins the message about them */
} SulImageLabels;

/* Reads the image, slab by slab, into a new grid with origin 0 and voxels of `edge` (m). SUL_INPUT
 * when the file is missing, not of the given form or size, thinner than a block, or holds labels
 * that are not named (says which and counts their voxels). */
void SulImageRead(const SulImageFile *file, const SulImageLabels *labels, double edge,
                  SulVoxels *grid, SulError *error);

void SulImageFileFree(SulImageFile *file);

/* ---- Recipes of images ----------------------------------------------------------------------- */

typedef enum { SUL_SURFACE_STAIRS, SUL_SURFACE_SMOOTH } SulImageSurface;

/* A recipe with the key `image`: nothing is packed, a labelled image is meshed. */
typedef struct {
  char *path; /* as given */
  char *text;
  char *title; /* "" when absent */
  double length_unit;
  char length_unit_name[16];

  int image_line;
  SulImageFile file;
  char *header; /* path of the raw file's header, or NULL */
  double voxel; /* m */
  SulImageLabels labels;
  bool *meshed;           /* [labels.phase_count]; false: a void */
  int coarsen;            /* voxels of the image along the edge of one of the grid; 1: as it is */
  size_t smallest_region; /* voxels (coarsened); smaller regions take the phase around them */
  bool keep_loose;        /* refuse bodies that hang on nothing instead of removing them */

  int mesh_line;
  SulImageSurface surface;
  double size;               /* m, smooth: edges of elements, at most about this */
  double size_at_interfaces; /* m, smooth: on surfaces and interfaces */
  double distance;           /* m, smooth: of the facets from the interface */
  double smoothing;          /* smooth: standard deviation of the Gaussian, in voxels */
  double quality_floor;      /* smallest gamma that is accepted */
} SulImageRecipe;

/* Whether the text is a recipe with the key `image` (false where it is not even YAML). */
bool SulRecipeHasImage(const char *path, const char *text);

/* Parses and validates such a recipe; no file is opened but a raw image's header. */
void SulImageRecipeParse(const char *path, const char *text, SulImageRecipe *recipe,
                         SulError *error);
void SulImageRecipeFree(SulImageRecipe *recipe);

/* ---- What is made of them ------------------------------------------------------------ */

/* Not collective. Reads the image of the recipe, tidies it as asked, meshes it and writes `path` as
 * SulMeshPacking does (straight tetrahedra; one elementary volume a phase).
 * Fills `packing` with what stands in MESH.json: SulPackingFree it. The log tells every stage and,
 * for every phase, its share of the image and of the mesh.
 *
 * SUL_INPUT when the image does not fit the recipe, a meshed phase has no voxel, bodies hang on
 * nothing and the recipe refuses them, an element's gamma lies below the wish, or the surface is to
 * be smooth and the program was built without CGAL. */
void SulMeshImage(const SulImageRecipe *recipe, const char *path, SulLog *log, SulPacking *packing,
                  SulMeshReport *report, SulError *error);

/* Not collective. The same without the mesh: `packing` says what the tidied image is. */
void SulImageMeasure(const SulImageRecipe *recipe, SulLog *log, SulPacking *packing,
                     SulError *error);

/* Not collective. The labelled image of the recipe as voxels, for SulAnalyse: read, coarsened and
 * relieved of small regions as the recipe asks. Bodies that hang on nothing stay: only a mesh has
 * to be one body. Voids become SUL_VOXEL_VOID, and the grid's phases are those that are meshed.
 * `packing` is filled as SulMeshImage fills it, with the shares of these voxels; voids are pores.
 * SulPackingFree it. SUL_INPUT when the image does not fit the recipe or a meshed phase has no
 * voxel. */
void SulImageVoxels(const SulImageRecipe *recipe, SulLog *log, SulVoxels *grid, SulPacking *packing,
                    SulError *error);

#endif
