/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer's target for MESH.json, the packing beside a mesh: what analyse and solve make of it. Built and
 * run by tests/fuzz/run.sh. */
#include "texts.h"
#include <math.h>
#include <sulfem/mesh_record.h>
#include <sulfem/packing.h>

/* What the rooms behind the reader rely on. */
static void CheckPacking(const SulPacking *packing) {
  for (int k = 0; k < 3; k++)
    Check(packing->edges[k] > 0 && isfinite(packing->edges[k]), "a box without room");
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *one = &packing->particles[i];
    double extent[3], shifts[8][3];
    Check(one->phase >= 0 && one->phase < packing->phase_count, "a particle of no phase");
    for (int k = 0; k < 3; k++)
      Check(one->semi_axes[k] > 0 && isfinite(one->centre[k]), "a particle without a size");
    SulParticleExtent(one, extent);
    Check(SulParticleImages(packing, one, shifts) >= 1, "a particle that is nowhere");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SulError error = {0};
  SulPacking packing = {0};
  SulMeshRecord record = {0};
  char *text = TextOf(data, size);
  if (!text) return 0;
  (void)SulPackingMeant(text);
  SulPackingParse("mesh.json", text, &packing, &error);
  free(text);
  CheckRefusal(&error);
  if (!SulFailed(&error)) {
    CheckPacking(&packing);
    SulPackingRecord(&packing, "mesh.json", &record);
    SulMeshRecordFree(&record);
  }
  SulPackingFree(&packing);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  return ChangeOurs(data, size, room, seed);
}
