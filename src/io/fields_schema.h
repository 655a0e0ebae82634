/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands in fields.h5 (docs/formats.md), written down once: the file's structure, the
 * collective writes and the XDMF index are all made from these tables. */
#ifndef SULFEM_FIELDS_SCHEMA_H
#define SULFEM_FIELDS_SCHEMA_H

#include <stddef.h>

enum { SUL_FIELDS_VERSION = 1 };

typedef struct {
  const char *name;
  const char *unit;
  const char *description;
  int components;
  size_t offset; /* of its pointer in SulStepFields, SulInterfaceField */
} SulFieldSchema;

enum { SUL_NODE_FIELDS = 1, SUL_CELL_FIELDS = 4 };
extern const SulFieldSchema SulNodeFields[SUL_NODE_FIELDS];
extern const SulFieldSchema SulCellFields[SUL_CELL_FIELDS];
/* Of the interfaces' faces. */
enum { SUL_FACE_FIELDS = 4 };
extern const SulFieldSchema SulFaceFields[SUL_FACE_FIELDS];

#endif
