/* Labelled 3-D images (segmented tomograms) into voxel grids, and their tidying.
 *
 * None of these is collective: one process calls. A grid's phases are all phases of the image,
 * those that will not be meshed too, so no voxel is SUL_VOXEL_VOID. */
#ifndef SULFEM_IMAGE_H
#define SULFEM_IMAGE_H

#include <stdbool.h>
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
  int from[3],
      region[3]; /* part that is read: its lowest voxel and size; size 0: the whole image */
  int block;     /* voxels along an edge of what will be coarsened to one; 0 or 1: it will not */
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

/* Replaces blocks of factor^3 voxels by one, of the phase that most of them have (the first of
 * equals). Layers that do not fill a block are dropped from the upper end: `dropped` counts them
 * along x, y, z. SUL_INPUT when the grid is thinner than a block. */
void SulImageCoarsen(SulVoxels *grid, int factor, int dropped[3], SulError *error);

typedef struct {
  long count;    /* of regions that changed */
  size_t voxels; /* in them */
} SulImageChange;

/* Regions of one phase (joined by faces) of fewer than `smallest` voxels take the phase that they
 * share most faces with; repeated until none is left, at most 8 times. SUL_INPUT where memory does
 * not suffice. */
SulImageChange SulImageAbsorb(SulVoxels *grid, size_t smallest, SulError *error);

/* Voxels of phases with `solid` true that do not hang together, through faces, with the largest
 * such body become the phase around them that they share most faces with: what a mesh can hold is
 * one body. SUL_INPUT where memory does not suffice. */
SulImageChange SulImageLargestBody(SulVoxels *grid, const bool *solid, SulError *error);

#endif
