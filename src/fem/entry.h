/* SPDX-License-Identifier: BSD-2-Clause */
/* The faces through which lithium enters a phase's particles. Private to src/fem. */
#ifndef SULFEM_ENTRY_H
#define SULFEM_ENTRY_H

#include "scalars.h"
#include <sulfem/body.h>

typedef struct {
  PetscInt cell; /* local; of the particle */
  unsigned char side;
} SulEntryFace;

typedef struct {
  size_t count; /* all that have one of this rank's own nodes */
  SulEntryFace *faces;
  double *area; /* [particles] m^2, of all ranks */
} SulEntry;

/* Collective. Of the cells whose particle is not -1 (sulfem/lithiation.h says which faces); a
 * particle without any is SUL_INPUT, with its place. */
PetscErrorCode SulEntryFind(const SulBody *body, const int *particle, SulEntry *entry,
                            SulError *error);
void SulEntryFree(SulEntry *entry);

/* integral[face_nodes] := integrals of N_a over the face, m^2. */
void SulEntryIntegrals(const SulMesh *mesh, const SulEntryFace *face, double *integral);

/* number[face_nodes] := of the unknowns of a face's particle, over all ranks. */
void SulEntryNumbers(const SulEntryFace *face, const SulScalars *scalars, PetscInt *number);

/* [scalars->count] is the unknown on one of the faces? free() it. */
bool *SulEntryUnknowns(const SulEntry *entry, const SulScalars *scalars);

#endif
