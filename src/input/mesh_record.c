/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds phases in what the file beside a mesh says. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/mesh_record.h>

const SulRecordedPhase *SulMeshRecordFind(const SulMeshRecord *record, const char *group) {
  for (int i = 0; record && i < record->phase_count; i++)
    if (strcmp(record->phases[i].group, group) == 0) return &record->phases[i];
  return NULL;
}

void SulMeshRecordFree(SulMeshRecord *record) {
  free(record->path);
  free(record->phases);
  *record = (SulMeshRecord){0};
}
