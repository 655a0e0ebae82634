/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer's target for case files: YAML, keys, units, the library; alone, and with what a mesh's record
 * says. Built and run by tests/fuzz/run.sh. */
#include "texts.h"
#include <sulfem/case.h>
#include <sulfem/mesh_record.h>
#include <sulfem/yaml.h>

static SulRecordedPhase recorded[] = {
    {.group = "sulfur", .material = "S", .electrolyte_per_active = 1.7},
    {.group = "electrolyte",
     .material = "Li6PS5Cl",
     .mixture = "20 % of its volume carbon",
     .youngs_modulus = 15.1e9,
     .poissons_ratio = 0.34}};

/* What the rooms behind the reader rely on. */
static void CheckCase(const SulCase *input) {
  Check(input->phase_count > 0 && input->step_count > 0, "a case without phases or steps");
  Check(input->mesh_length > 0, "a mesh without a length");
  Check(input->element_order == 1 || input->element_order == 2, "another order");
  for (size_t p = 0; p < input->phase_count; p++)
    Check(input->phases[p].phase.model != NULL, "a phase without a model");
  for (size_t b = 0; b < input->boundary_count; b++)
    Check(input->boundaries[b].face_count > 0, "a condition on no face");
}

static void Parse(const char *text, const SulMeshRecord *record) {
  SulError error = {0};
  SulCase input;
  SulCaseParseWith("x.yaml", text, record, &input, &error);
  CheckRefusal(&error);
  if (SulFailed(&error)) return;
  CheckCase(&input);
  SulCaseFree(&input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const SulMeshRecord record = {.path = "mesh.json",
                                .length_unit = 1e-6,
                                .length_unit_name = "um",
                                .phase_count = 2,
                                .phases = recorded};
  char *text = TextOf(data, size);
  if (!text) return 0;
  Parse(text, NULL);
  Parse(text, &record);
  free(SulCaseRecordedMesh("x.yaml", text));
  free(text);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  return ChangeOurs(data, size, room, seed);
}
