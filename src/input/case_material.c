/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's model and its parameters: its own keys come before the library's numbers. */
#include "case_parts.h"
#include <math.h>
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

/* The one of two moduli that is called `name`; false where neither is known. */
static bool Choose(const char *name, double young, double poisson, double *value) {
  if (!(young > 0)) return false;
  if (strcmp(name, "youngs_modulus") == 0)
    *value = young;
  else if (strcmp(name, "poissons_ratio") == 0)
    *value = poisson;
  else
    return false;
  return true;
}

static bool FromLibrary(const SulMaterial *material, const char *name, double *value) {
  return material && Choose(name, material->youngs_modulus, material->poissons_ratio, value);
}

static bool FromRecord(const SulRecordedPhase *recorded, const char *name, double *value) {
  return recorded && Choose(name, recorded->youngs_modulus, recorded->poissons_ratio, value);
}

/* Digits that were printed and typed again are no contradiction. */
static bool Differs(double one, double other) {
  return !(fabs(one - other) <= 5e-3 * fmax(fabs(one), fabs(other)));
}

/* Of one material the mesh's record knows more than the library: what else is in the phase. A
 * material that the record does not name is the case's own choice. */
static bool PrefersRecord(const SulPhaseSource *from) {
  const SulMaterial *named = from->named;
  const SulRecordedPhase *recorded = from->recorded;
  return from->result->record_use == SUL_RECORD_PREFERRED && named && recorded &&
         strcmp(named->entry.name, recorded->material) == 0 &&
         (Differs(named->youngs_modulus, recorded->youngs_modulus) ||
          Differs(named->poissons_ratio, recorded->poissons_ratio));
}

static void TellMissing(const SulPhaseSource *from, const Parameter *wanted, SulError *error) {
  const SulRecordedPhase *recorded = from->recorded;
  if (from->named)
    SulYamlFail(from->entry, error,
                "the library has no %s for \"%s\" (%s); give it here, for example: %s",
                wanted->name, from->named->entry.name, from->named->entry.source, wanted->example);
  else if (recorded)
    SulYamlFail(from->entry, error,
                "has neither a material nor a %s, and %s knows none for it%s%s; for example: %s",
                wanted->name, from->record->path, recorded->mixture[0] ? " with " : "",
                recorded->mixture, wanted->example);
  else
    SulYamlFail(from->entry, error, "has neither a material nor a %s; for example: %s",
                wanted->name, wanted->example);
}

static bool TakeRecord(const SulPhaseSource *from, const char *name, double *value) {
  bool found = FromRecord(from->recorded, name, value);
  if (found) from->result->record_used = true;
  return found;
}

static double ReadParameter(const SulPhaseSource *from, const char *name, SulError *error) {
  const Parameter *wanted = FindParameter(name);
  const SulYaml *node = SulYamlFind(from->entry, name);
  double value = 0;
  if (!wanted) {
    SulErrorSet(error, SUL_INTERNAL, "the case file has no key for the model's parameter %s", name);
  } else if (node) {
    value = wanted->read(node, error);
    const char *wrong = wanted->check(value);
    if (wrong) SulYamlFail(node, error, "%s, found \"%s\"", wrong, node->text);
  } else if (PrefersRecord(from) && TakeRecord(from, name, &value)) {
    return value;
  } else if (!FromLibrary(from->named, name, &value) && !TakeRecord(from, name, &value)) {
    TellMissing(from, wanted, error);
  }
  return value;
}

static const SulModel *ReadModel(const SulYaml *entry, SulError *error) {
  const char *const *names;
  size_t count = SulModelNames(&names);
  const SulYaml *node = SulYamlFind(entry, "model");
  return SulModelFind(node ? names[SulYamlChoice(node, names, count, error)] : "linear_elastic");
}

/* ---- Where they come from -------------------------------------------------------------------- */

static void CiteLibrary(const SulEntry *entry, char *text, size_t size) {
  const char *provenance = SulProvenanceText(entry->provenance);
  SulTextAppend(text, size, "%s", entry->source);
  if (provenance[0]) SulTextAppend(text, size, " (%s)", provenance);
}

static void CiteRecord(const SulPhaseSource *from, char *text, size_t size) {
  const SulRecordedPhase *recorded = from->recorded;
  SulTextAppend(text, size, "%s: %s%s%s", from->record->path, recorded->material,
                recorded->material[0] && recorded->mixture[0] ? ", " : "", recorded->mixture);
  if (from->named)
    SulTextAppend(text, size, "; in the place of the library's E %.4g GPa, nu %.4g",
                  1e-9 * from->named->youngs_modulus, from->named->poissons_ratio);
}

/* A citation counts only where one of its numbers is taken. */
static void Cite(const SulPhaseSource *from, const SulModel *model, SulPhaseInput *phase) {
  char *text = phase->source;
  bool all_given = true, library = false, record = false;
  double value;
  for (size_t i = 0; i < model->parameter_count; i++) {
    const char *name = model->parameter_names[i];
    if (SulYamlFind(from->entry, name)) continue;
    all_given = false;
    bool preferred = PrefersRecord(from) && FromRecord(from->recorded, name, &value);
    library = library || (!preferred && FromLibrary(from->named, name, &value));
    record = record || preferred || !FromLibrary(from->named, name, &value);
  }
  if (all_given) return;
  if (library) CiteLibrary(&from->named->entry, text, sizeof phase->source);
  if (library && record) SulTextAppend(text, sizeof phase->source, "; ");
  if (record && from->recorded) CiteRecord(from, text, sizeof phase->source);
}

/* Both numbers, wherever the case has others than the mesh's own record. */
static void Note(const SulPhaseSource *from, const SulPhaseInput *phase) {
  const SulRecordedPhase *recorded = from->recorded;
  const char *path = from->record ? from->record->path : "";
  char *notes = from->result->notes;
  enum { SIZE = sizeof from->result->notes };
  double young = phase->phase.parameters[0], poisson = phase->phase.parameters[1];
  if (!recorded) return;
  bool known = recorded->youngs_modulus > 0;
  if (known && !Differs(young, recorded->youngs_modulus) &&
      !Differs(poisson, recorded->poissons_ratio))
    return;
  if (!known && !recorded->mixture[0]) return;
  SulTextAppend(notes, SIZE, "phase %s: the case has E %.4g GPa, nu %.4g", phase->phase.name,
                1e-9 * young, poisson);
  if (from->named) SulTextAppend(notes, SIZE, " (%s)", from->named->entry.name);
  SulTextAppend(notes, SIZE, ", %s ", path);
  if (known)
    SulTextAppend(notes, SIZE, "E %.4g GPa, nu %.4g (", 1e-9 * recorded->youngs_modulus,
                  recorded->poissons_ratio);
  else
    SulTextAppend(notes, SIZE, "no moduli but another composition (");
  SulTextAppend(notes, SIZE, "%s%s%s); the case's are taken%s\n", recorded->material,
                recorded->material[0] && recorded->mixture[0] ? ", " : "", recorded->mixture,
                known ? ": leave material and moduli out of it for those of the mesh" : "");
}

void SulCaseMaterial(const SulPhaseSource *from, SulPhaseInput *phase, SulError *error) {
  const SulModel *model = ReadModel(from->entry, error);
  phase->phase.model = model;
  for (size_t i = 0; i < model->parameter_count && !SulFailed(error); i++)
    phase->phase.parameters[i] = ReadParameter(from, model->parameter_names[i], error);
  if (SulFailed(error)) return;
  Cite(from, model, phase);
  Note(from, phase);
}
