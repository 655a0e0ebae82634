/* SPDX-License-Identifier: BSD-2-Clause */
/* What the file beside a mesh (MESH.json of `sulfem pack`) knows that a case would otherwise have
 * to say again: the material of each phase as it was meshed, and the unit of length.
 *
 * SulPackingRecord makes one from such a file, SulRecipeRecord from the recipe. */
#ifndef SULFEM_MESH_RECORD_H
#define SULFEM_MESH_RECORD_H

#include <sulfem/text.h>

/* One phase. 0 and "": nothing is known. */
typedef struct {
  char group[SUL_NAME_SIZE];
  char material[SUL_NAME_SIZE];          /* library entry of its main substance */
  char mixture[2 * SUL_NAME_SIZE];       /* what else is in it, "20 % carbon (mori-tanaka)" */
  double youngs_modulus, poissons_ratio; /* Pa, of the phase as a whole; both or neither */
  double electrolyte_per_active;         /* mass of the matrix' main substance over its own */
} SulRecordedPhase;

typedef struct {
  char *path; /* of the file, for messages */
  double length_unit;
  char length_unit_name[16];
  int phase_count;
  SulRecordedPhase *phases;
} SulMeshRecord;

/* NULL where there is none; `record` may be NULL. */
const SulRecordedPhase *SulMeshRecordFind(const SulMeshRecord *record, const char *group);

/* Frees what it owns and zeroes; takes a zeroed one too. */
void SulMeshRecordFree(SulMeshRecord *record);

#endif
