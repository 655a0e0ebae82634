/* SPDX-License-Identifier: BSD-2-Clause */
/* A stored image as a row of slabs, whatever the file's format. Room-private. */
#ifndef SULFEM_IMAGE_SOURCE_H
#define SULFEM_IMAGE_SOURCE_H

#include <stdio.h>
#include <sulfem/image.h>

typedef struct {
  const SulImageFile *image;
  int size[3];     /* voxels along x, y, z */
  size_t slab;     /* voxels with the same slowest index */
  double piece;    /* bytes of a chunk, which HDF5 reads as a whole; 0: none */
  FILE *raw;       /* NULL: HDF5 */
  void *bytes;     /* raw: one slab as it stands in the file */
  long long h5[3]; /* HDF5: file, dataset, its space */
} SulImageSource;

/* Open the file, check it and fill `size` and `slab`. Close takes a source that failed to open. */
void SulImageRawOpen(SulImageSource *source, SulError *error);
void SulImageH5Open(SulImageSource *source, SulError *error);
void SulImageRawClose(SulImageSource *source);
void SulImageH5Close(SulImageSource *source);

/* The labels of slab `index` of the slowest direction, [middle][fastest]. */
void SulImageRawSlab(SulImageSource *source, int index, long long *values, SulError *error);
void SulImageH5Slab(SulImageSource *source, int index, long long *values, SulError *error);

#endif
