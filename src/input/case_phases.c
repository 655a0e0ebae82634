/* SPDX-License-Identifier: BSD-2-Clause */
/* The section `phases`: which material stands for which group of the mesh. */
#include "case_parts.h"
#include <stdio.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#define PHASE_EXAMPLE "phases: [{group: electrolyte, material: Li6PS5Cl}]"

const SulMaterial *SulCaseFindMaterial(const SulYaml *node, const SulLibrary *library,
                                       SulError *error) {
  const char *name = SulYamlText(node, error);
  const SulMaterial *material = name[0] ? SulLibraryMaterial(library, name) : NULL;
  if (!node || material || SulFailed(error)) return material;
  char text[2000] = "";
  SulLibraryTellMaterials(library, name, text, sizeof text);
  SulYamlFail(node, error, "the library has no material \"%s\"%s", name, text);
  return NULL;
}

static void RefuseSecond(const SulYaml *group, const SulCase *result, size_t before,
                         SulError *error) {
  for (size_t i = 0; i < before; i++)
    if (strcmp(result->phases[i].phase.name, group->text) == 0)
      SulYamlFail(group, error, "\"%s\" has an entry already, on line %d", group->text,
                  result->phases[i].group_line);
}

/* A stress above which reports tell the phase's share. */
static double ReadExceeds(const SulYaml *entry, SulError *error) {
  const SulYaml *node = SulYamlFind(entry, "exceeds");
  if (!node) return 0;
  double stress = SulYamlQuantity(node, SUL_PRESSURE, error);
  if (!SulFailed(error) && !(stress > 0))
    SulYamlFail(node, error,
                "must be positive, found \"%s\": the von Mises stress of which the share above is "
                "told, for example exceeds: 0.3 GPa",
                node->text);
  return stress;
}

static void ReadPhase(SulPhaseSource *from, SulPhaseInput *phase, SulError *error) {
  const SulYaml *entry = from->entry;
  phase->phase.model = SulCaseModel(entry, from->result->kinematics, error);
  const SulYaml *group = SulYamlNeed(entry, "group", "group: electrolyte", error);
  if (SulFailed(error)) return;
  phase->line = entry->line;
  phase->group_line = group->key_line;
  snprintf(phase->phase.name, sizeof phase->phase.name, "%s", SulYamlName(group, error));
  from->recorded = SulMeshRecordFind(from->record, phase->phase.name);
  from->material = from->named =
      SulCaseFindMaterial(SulYamlFind(entry, "material"), from->library, error);
  if (!from->named && from->recorded && from->recorded->material[0])
    from->material = SulLibraryMaterial(from->library, from->recorded->material);
  phase->phase.exceeds = ReadExceeds(entry, error);
  SulCaseMaterial(from, phase, error);
  SulCaseSwelling(from, phase, error);
  SulCaseLithiated(from, phase, error);
}

void SulCasePhases(const SulYaml *root, const SulLibrary *library, const SulMeshRecord *record,
                   SulCase *result, SulError *error) {
  const SulYaml *phases = SulYamlNeed(root, "phases", PHASE_EXAMPLE, error);
  size_t count = SulYamlLength(phases, PHASE_EXAMPLE, error);
  result->phases = SulAllocate(count, sizeof *result->phases);
  for (; result->phase_count < count && !SulFailed(error); result->phase_count++) {
    SulPhaseSource from = {.entry = phases->items[result->phase_count],
                           .library = library,
                           .record = record,
                           .result = result};
    ReadPhase(&from, &result->phases[result->phase_count], error);
    if (!SulFailed(error))
      RefuseSecond(SulYamlFind(from.entry, "group"), result, result->phase_count, error);
  }
}
