/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of a case that no material has: taken as they are, and told, with the prefix that may have
 * been forgotten. */
#include "case_parts.h"
#include <math.h>
#include <string.h>

enum { SIZE = sizeof((SulCase *)0)->doubts };

/* A stiff solid stands for nothing above; below are stand-ins for pores, by the key they go by: the
 * last one of the parameter's path. */
typedef struct {
  const char *key;
  double low, high;
  const char *reach;
} Usual;

static const Usual usual[] = {
    {"youngs_modulus", 1e3, 2e12, "solids reach from 1 kPa (gels) to 1.2 TPa (diamond)"},
    {"yield_stress", 1e3, 1e11, "solids yield between 1 kPa (pastes) and 100 GPa (diamond)"}};

enum { USUAL = sizeof usual / sizeof usual[0] };

static const Usual *FindUsual(const char *parameter) {
  const char *dot = strrchr(parameter, '.');
  for (int u = 0; u < USUAL; u++)
    if (strcmp(usual[u].key, dot ? dot + 1 : parameter) == 0) return &usual[u];
  return NULL;
}

/* "22 Pa", with the prefix that a stress is told with; powers of ten where there is none. */
static void AppendStress(char *text, double value) {
  static const char *const units[] = {"Pa", "kPa", "MPa", "GPa"};
  int thousands = value > 0 ? (int)floor(log10(value) / 3 + 1e-12) : 0;
  thousands = thousands < 0 ? 0 : thousands > 3 ? 3 : thousands;
  SulTextAppend(text, SIZE, "%.4g %s", value / pow(1000, thousands), units[thousands]);
}

/* "; was 22 GPa meant?": the number with another prefix, where it is one that is seen in batteries. */
static void AppendMeant(char *text, double value) {
  static const double prefixes[] = {1e9, 1e6, 1e3, 1e-3, 1e-6, 1e-9};
  for (size_t p = 0; p < sizeof prefixes / sizeof prefixes[0]; p++) {
    double other = value * prefixes[p];
    if (!(other >= 1e9 && other <= 1e12)) continue;
    SulTextAppend(text, SIZE, "; was ");
    AppendStress(text, other);
    SulTextAppend(text, SIZE, " meant?");
    return;
  }
}

static void DoubtValue(const SulPhaseInput *phase, int parameter, char *text) {
  const SulParameter *one = &phase->phase.model->parameters[parameter];
  const Usual *range = FindUsual(one->name);
  double value = phase->phase.parameters[parameter];
  if (!range || (value >= range->low && value <= range->high)) return;
  SulTextAppend(text, SIZE, "phase %s: a %s of ", phase->phase.name, one->name);
  AppendStress(text, value);
  SulTextAppend(text, SIZE, " is taken as it is, but %s", range->reach);
  AppendMeant(text, value);
  SulTextAppend(text, SIZE, "\n");
}

/* A material of the library that is a hundred times as stiff or as soft as the library says. */
static void DoubtMaterial(const SulPhaseSource *from, const SulPhaseInput *phase, int parameter,
                          char *text) {
  const SulParameter *one = &phase->phase.model->parameters[parameter];
  double value = phase->phase.parameters[parameter], known;
  if (!from->material || !SulMaterialParameter(from->material, one, &known) || !(known > 0)) return;
  if (strcmp(one->unit, "Pa") != 0 || (value > 0.01 * known && value < 100 * known)) return;
  SulTextAppend(text, SIZE, "phase %s: a %s of ", phase->phase.name, one->name);
  AppendStress(text, value);
  SulTextAppend(text, SIZE, " is taken as it is, but the library has ");
  AppendStress(text, known);
  SulTextAppend(text, SIZE, " for %s; was a prefix of the unit forgotten?\n",
                from->material->entry.name);
}

void SulCaseDoubtPhase(const SulPhaseSource *from, const SulPhaseInput *phase) {
  char *text = from->result->doubts;
  for (int i = 0; i < phase->phase.model->parameter_count; i++) {
    size_t before = strlen(text);
    DoubtValue(phase, i, text);
    if (strlen(text) == before) DoubtMaterial(from, phase, i, text);
  }
}

static double Stiffest(const SulCase *result) {
  double stiffest = 0;
  for (size_t p = 0; p < result->phase_count; p++) {
    const SulPhase *phase = &result->phases[p].phase;
    int e = SulModelParameter(phase->model, "youngs_modulus");
    if (e >= 0) stiffest = fmax(stiffest, phase->parameters[e]);
  }
  return stiffest;
}

void SulCaseDoubtPressures(SulCase *result) {
  double stiffest = Stiffest(result);
  for (size_t b = 0; b < result->boundary_count && stiffest > 0; b++) {
    const SulBoundaryInput *boundary = &result->boundaries[b];
    if (boundary->condition != SUL_CONDITION_PRESSURE || fabs(boundary->pressure) < stiffest)
      continue;
    SulTextAppend(result->doubts, SIZE, "boundaries: a pressure of ");
    AppendStress(result->doubts, fabs(boundary->pressure));
    SulTextAppend(result->doubts, SIZE, " on %s is taken as it is, but the stiffest phase has ",
                  boundary->faces[0]);
    AppendStress(result->doubts, stiffest);
    SulTextAppend(result->doubts, SIZE, "; was a prefix of a unit forgotten?\n");
  }
}
