/* SPDX-License-Identifier: BSD-2-Clause */
/* The data files of src/input/library as texts inside the executable (made by EmbedText.cmake). */
#ifndef SULFEM_LIBRARY_FILES_H
#define SULFEM_LIBRARY_FILES_H

typedef struct {
  const char *name; /* NULL ends the list */
  const char *text; /* '\0'-ended */
} SulLibraryFile;

extern const SulLibraryFile sul_library_files[];

#endif
