/* SPDX-License-Identifier: BSD-2-Clause */
/* `sulfem pack`, for the program and for its mesher. */
#ifndef SULFEM_CLI_PACK_H
#define SULFEM_CLI_PACK_H

#include <sulfem/image.h>

/* SulMeshPacking and SulMeshImage, in the program that has them. */
typedef struct {
  void (*packing)(SulPacking *packing, const char *path, SulLog *log, SulMeshReport *report,
                  SulError *error);
  void (*image)(const SulImageRecipe *recipe, const char *path, SulLog *log, SulPacking *packing,
                SulMeshReport *report, SulError *error);
} SulMeshers;

/* The command, its error told. Without meshers, what makes a mesh is handed to sulfem-mesher. */
SulStatus SulPackRun(int argument_count, char **arguments, const SulMeshers *meshers);

#endif
