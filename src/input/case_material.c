/* One phase's model and its parameters: its own keys come before the library's numbers. */
#include "case_parts.h"
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

static const char *CheckModulus(double value) {
  return value > 0 ? NULL : "must be larger than 0";
}

static const char *CheckPoissonsRatio(double value) {
  if (value == 0.5)
    return "0.5 is an incompressible solid, which displacements alone cannot describe (the bulk "
           "modulus is infinite); write 0.49 for one that is nearly so";
  return value > -1 && value < 0.5 ? NULL : "must lie above -1 and below 0.5";
}

/* How to read a parameter, whichever model has it. */
typedef struct {
  const char *name, *example;
  double (*read)(const SulYaml *node, SulError *error);
  const char *(*check)(double value); /* what is wrong, or NULL */
} Parameter;

static double ReadPressure(const SulYaml *node, SulError *error) {
  return SulYamlQuantity(node, SUL_PRESSURE, error);
}

static const Parameter parameters[] = {
    {"youngs_modulus", "youngs_modulus: 22 GPa", ReadPressure, CheckModulus},
    {"poissons_ratio", "poissons_ratio: 0.3", SulYamlNumber, CheckPoissonsRatio},
};

static const Parameter *FindParameter(const char *name) {
  for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
    if (strcmp(parameters[i].name, name) == 0) return &parameters[i];
  return NULL;
}

static bool FromLibrary(const SulMaterial *material, const char *name, double *value) {
  if (!material || !(material->youngs_modulus > 0)) return false;
  if (strcmp(name, "youngs_modulus") == 0)
    *value = material->youngs_modulus;
  else if (strcmp(name, "poissons_ratio") == 0)
    *value = material->poissons_ratio;
  else
    return false;
  return true;
}

static void TellMissing(const SulYaml *entry, const SulMaterial *material, const Parameter *wanted,
                        SulError *error) {
  if (material)
    SulYamlFail(entry, error,
                "the library has no %s for \"%s\" (%s); give it here, for example: %s",
                wanted->name, material->entry.name, material->entry.source, wanted->example);
  else
    SulYamlFail(entry, error, "has neither a material nor a %s; for example: %s", wanted->name,
                wanted->example);
}

static double ReadParameter(const SulYaml *entry, const SulMaterial *material, const char *name,
                            SulError *error) {
  const Parameter *wanted = FindParameter(name);
  const SulYaml *node = SulYamlFind(entry, name);
  double value = 0;
  if (!wanted) {
    SulErrorSet(error, SUL_INTERNAL, "the case file has no key for the model's parameter %s", name);
  } else if (node) {
    value = wanted->read(node, error);
    const char *wrong = wanted->check(value);
    if (wrong) SulYamlFail(node, error, "%s, found \"%s\"", wrong, node->text);
  } else if (!FromLibrary(material, name, &value)) {
    TellMissing(entry, material, wanted, error);
  }
  return value;
}

static const SulModel *ReadModel(const SulYaml *entry, SulError *error) {
  const char *const *names;
  size_t count = SulModelNames(&names);
  const SulYaml *node = SulYamlFind(entry, "model");
  return SulModelFind(node ? names[SulYamlChoice(node, names, count, error)] : "linear_elastic");
}

/* The citation counts only where one of the numbers is taken. */
static bool UsesLibrary(const SulYaml *entry, const SulModel *model) {
  for (size_t i = 0; i < model->parameter_count; i++)
    if (!SulYamlFind(entry, model->parameter_names[i])) return true;
  return false;
}

static void Cite(const SulEntry *entry, char *text, size_t size) {
  const char *provenance = SulProvenanceText(entry->provenance);
  SulTextAppend(text, size, "%s", entry->source);
  if (provenance[0]) SulTextAppend(text, size, " (%s)", provenance);
}

void SulCaseMaterial(const SulYaml *entry, const SulMaterial *material, SulPhaseInput *phase,
                     SulError *error) {
  const SulModel *model = ReadModel(entry, error);
  phase->phase.model = model;
  for (size_t i = 0; i < model->parameter_count && !SulFailed(error); i++)
    phase->phase.parameters[i] = ReadParameter(entry, material, model->parameter_names[i], error);
  if (material && UsesLibrary(entry, model))
    Cite(&material->entry, phase->source, sizeof phase->source);
}
