/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's `lithiated`: what its parameters have become at lithiation 1. Numbers of its own come
 * first, then the library's of the material that it names; what neither has stays as it is. */
#include "case_parts.h"
#include "parameter.h"
#include <stdio.h>
#include <string.h>
#include <sulfem/text.h>

#define LITHIATED_EXAMPLE                                                                          \
  "lithiated: Li2S, or lithiated: {material: Li2S, youngs_modulus: 81.6 GPa}"

/* The material's name, or the group of keys that has it. */
static const SulYaml *MaterialNode(const SulYaml *node) {
  return node->kind == SUL_YAML_MAPPING ? SulYamlFind(node, "material") : node;
}

static void CheckKeys(const SulYaml *node, const SulModel *model, SulError *error) {
  static const char *const always[] = {"material", NULL};
  if (node->kind == SUL_YAML_MAPPING)
    SulParameterKeys(node, always, (const SulModel *const[]){model, NULL}, error);
  if (node->kind == SUL_YAML_SEQUENCE || (node->kind == SUL_YAML_MAPPING && node->count == 0))
    SulYamlFail(node, error, "expected a material or its numbers; for example: " LITHIATED_EXAMPLE);
}

/* A term that only the end has would come in with half of its numbers. */
static void CheckSaturation(const SulPhaseSource *from, const SulYaml *node, SulError *error) {
  static const char *const keys[] = {"plasticity.hardening.saturation",
                                     "plasticity.hardening.saturation_rate",
                                     "plasticity.viscosity.time"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (SulYamlAt(node, keys[i]) && !SulYamlAt(from->entry, keys[i]))
      SulYamlFail(SulYamlAt(node, keys[i]), error,
                  "changes with the lithiation from a number that the phase does not have: give "
                  "%s in its own entry, too",
                  keys[i]);
}

static void ReadNumbers(const SulYaml *node, const SulMaterial *material, SulPhaseInput *phase,
                        SulError *error) {
  const SulModel *model = phase->phase.model;
  bool moduli = false, flow = false;
  for (int i = 0; i < model->parameter_count && !SulFailed(error); i++) {
    const SulParameter *one = &model->parameters[i];
    const SulYaml *own = SulParameterFind(node, one);
    double *value = &phase->phase.lithiated[i];
    *value = phase->phase.parameters[i];
    if (own) {
      *value = SulParameterRead(own, one, error);
    } else if (material && SulMaterialParameter(material, one, value)) {
      moduli = moduli || !strchr(one->name, '.');
      flow = flow || strchr(one->name, '.');
    }
  }
  if (moduli) {
    SulTextAppend(phase->source, sizeof phase->source,
                  "%slithiated: ", phase->source[0] ? "; " : "");
    SulCaseCite(&material->entry, phase->source, sizeof phase->source);
  }
  if (flow)
    SulTextAppend(phase->source, sizeof phase->source, "%slithiated, plasticity: %s",
                  phase->source[0] ? "; " : "", material->plasticity_source);
}

static void CheckNumbers(const SulYaml *node, const SulMaterial *material,
                         const SulPhaseInput *phase, SulError *error) {
  const SulModel *model = phase->phase.model;
  bool changes = false;
  for (int i = 0; i < model->parameter_count; i++)
    changes = changes || phase->phase.lithiated[i] != phase->phase.parameters[i];
  if (!changes && material && !(material->youngs_modulus > 0))
    SulYamlFail(node, error,
                "the library has no numbers for \"%s\" (%s); give them, for example: "
                "lithiated: {youngs_modulus: 81.6 GPa, poissons_ratio: 0.19}",
                material->entry.name, material->entry.source);
  const char *wrong = model->refuse ? model->refuse(phase->phase.lithiated) : NULL;
  if (wrong) SulYamlFail(node, error, "%s", wrong);
}

void SulCaseLithiated(const SulPhaseSource *from, SulPhaseInput *phase, SulError *error) {
  const SulYaml *node = SulYamlFind(from->entry, "lithiated");
  if (!node || SulFailed(error)) return;
  if (!SulYamlFind(from->entry, "lithiation") && !SulYamlFind(from->entry, "swelling"))
    SulYamlFail(node, error,
                "the phase does not lithiate: it has neither lithiation nor swelling; for example: "
                "lithiation: {fraction: 1.0}");
  CheckKeys(node, phase->phase.model, error);
  const SulMaterial *material =
      SulFailed(error) ? NULL : SulCaseFindMaterial(MaterialNode(node), from->library, error);
  CheckSaturation(from, node, error);
  if (SulFailed(error)) return;
  phase->phase.lithiates = true;
  ReadNumbers(node, material, phase, error);
  if (!SulFailed(error)) CheckNumbers(node, material, phase, error);
}
