/* SPDX-License-Identifier: BSD-2-Clause */
/* Which surfaces close which volumes. Room-private.
 *
 * A volume's surfaces fall into shells, sets that hang together. Shells whose normals (out of the
 * volume) point outwards bound it from outside, the others are holes in it. A volume may come in
 * several parts (particles that cut a corner of the box off the matrix), each with one outer shell.
 */
#ifndef SULFEM_MESH_SHELLS_H
#define SULFEM_MESH_SHELLS_H

#include <sulfem/mesh_draft.h>

typedef struct {
  int volume;
  int first, count; /* shells: SulShells.shell_first; the outer one comes first */
} SulPart;

typedef struct {
  int part_count, shell_count;
  SulPart *parts;
  int *shell_first; /* [shell_count + 1] into surfaces */
  int *surfaces;    /* of SulDraft */
} SulShells;

/* Of all volumes that are not layered. Free with SulShellsFree. */
SulShells SulShellsFind(const SulDraft *draft);
void SulShellsFree(SulShells *shells);

#endif
