/* SPDX-License-Identifier: BSD-2-Clause */
/* Checkpoints: named arrays that a later run goes on from, on any number of ranks
 * (docs/formats.md). */
#ifndef SULFEM_CHECKPOINT_H
#define SULFEM_CHECKPOINT_H

#include <sulfem/array.h>
#include <sulfem/mesh.h>

/* Collective. Writes folder/checkpoint.h5, in the order of the mesh file; an earlier one stays in
 * place until the new one is complete. `identity` is the text that must not have changed when the
 * checkpoint is read: what the arrays depend on beside the mesh. The arrays are real numbers of
 * nodes, of points, or stand there once (then the same on all ranks); of nodes those that this rank
 * owns are taken. Errors are SUL_IO, the same on all ranks. */
PetscErrorCode SulCheckpointWrite(const char *folder, const SulMesh *mesh, const char *identity,
                                  SulArrays arrays, SulError *error);

/* Collective. Those of the arrays that the checkpoint holds are filled in, and found[arrays.count] says
 * which; of nodes there is room for those of [nodes_local], and ghosts are filled too. Without a
 * checkpoint in the folder nothing is found. One of another case or another mesh is SUL_INPUT and
 * says what differs, an unreadable, damaged or older one SUL_IO. */
PetscErrorCode SulCheckpointRead(const char *folder, const SulMesh *mesh, const char *identity,
                                 SulArrays arrays, bool *found, SulError *error);

#endif
