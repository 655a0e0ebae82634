/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's model and its parameters: its own keys come before the library's numbers. */
#include "case_parts.h"
#include "parameter.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static bool FromLibrary(const SulMaterial *material, const SulParameter *wanted, double *value) {
  return material && SulMaterialParameter(material, wanted, value);
}

/* A mesh's record knows two moduli, or neither. */
static bool FromRecord(const SulRecordedPhase *recorded, const char *name, double *value) {
  if (!recorded || !(recorded->youngs_modulus > 0)) return false;
  if (strcmp(name, "youngs_modulus") == 0)
    *value = recorded->youngs_modulus;
  else if (strcmp(name, "poissons_ratio") == 0)
    *value = recorded->poissons_ratio;
  else
    return false;
  return true;
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

static void TellMissing(const SulPhaseSource *from, const SulParameter *wanted, SulError *error) {
  const SulRecordedPhase *recorded = from->recorded;
  if (from->named)
    SulYamlFail(from->entry, error,
                "the library has no %s for \"%s\" (%s); give it here, for example: %s: %s",
                wanted->name, from->named->entry.name, from->named->entry.source, wanted->name,
                wanted->example);
  else if (recorded)
    SulYamlFail(
        from->entry, error,
        "has neither a material nor a %s, and %s knows none for it%s%s; for example: %s: %s",
        wanted->name, from->record->path, recorded->mixture[0] ? " with " : "", recorded->mixture,
        wanted->name, wanted->example);
  else
    SulYamlFail(from->entry, error, "has neither a material nor a %s; for example: %s: %s",
                wanted->name, wanted->name, wanted->example);
}

static bool TakeRecord(const SulPhaseSource *from, const char *name, double *value) {
  bool found = FromRecord(from->recorded, name, value);
  if (found) from->result->record_used = true;
  return found;
}

static double ReadParameter(const SulPhaseSource *from, const SulParameter *wanted,
                            SulError *error) {
  const SulYaml *node = SulParameterFind(from->entry, wanted);
  double value = 0;
  if (node) return SulParameterRead(node, wanted, error);
  if (PrefersRecord(from) && TakeRecord(from, wanted->name, &value)) return value;
  if (FromLibrary(from->named, wanted, &value) || TakeRecord(from, wanted->name, &value))
    return value;
  if (!isnan(wanted->absent)) return wanted->absent;
  if (strchr(wanted->name, '.'))
    SulParameterNeed(from->entry, wanted, error);
  else
    TellMissing(from, wanted, error);
  return 0;
}

/* ---- Where they come from -------------------------------------------------------------------- */

void SulCaseCite(const SulEntry *entry, char *text, size_t size) {
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
  bool library = false, flow = false, record = false;
  double value;
  for (int i = 0; i < model->parameter_count; i++) {
    const SulParameter *one = &model->parameters[i];
    if (SulParameterFind(from->entry, one)) continue;
    bool held = FromLibrary(from->named, one, &value);
    bool recorded = FromRecord(from->recorded, one->name, &value);
    bool taken = held && !(recorded && PrefersRecord(from));
    flow = flow || (taken && strchr(one->name, '.'));
    library = library || (taken && !strchr(one->name, '.'));
    record = record || (recorded && !taken);
  }
  if (library) SulCaseCite(&from->named->entry, text, sizeof phase->source);
  if (library && record) SulTextAppend(text, sizeof phase->source, "; ");
  if (record) CiteRecord(from, text, sizeof phase->source);
  if (flow)
    SulTextAppend(text, sizeof phase->source, "%splasticity: %s", text[0] ? "; " : "",
                  from->named->plasticity_source);
}

/* Both numbers, wherever the case has others than the mesh's own record. */
static void Note(const SulPhaseSource *from, const SulPhaseInput *phase) {
  const SulRecordedPhase *recorded = from->recorded;
  const char *path = from->record ? from->record->path : "";
  char *notes = from->result->notes;
  enum { SIZE = sizeof from->result->notes };
  int e = SulModelParameter(phase->phase.model, "youngs_modulus");
  int nu = SulModelParameter(phase->phase.model, "poissons_ratio");
  if (!recorded || e < 0 || nu < 0) return; /* the record knows of nothing else */
  double young = phase->phase.parameters[e], poisson = phase->phase.parameters[nu];
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
  const SulModel *model = phase->phase.model;
  for (int i = 0; i < model->parameter_count && !SulFailed(error); i++)
    phase->phase.parameters[i] = ReadParameter(from, &model->parameters[i], error);
  if (SulFailed(error)) return;
  const char *wrong = model->refuse ? model->refuse(phase->phase.parameters) : NULL;
  const SulYaml *flow = SulYamlFind(from->entry, "plasticity");
  if (wrong) SulYamlFail(flow ? flow : from->entry, error, "%s", wrong);
  Cite(from, model, phase);
  Note(from, phase);
  SulCaseDoubtPhase(from, phase);
}
