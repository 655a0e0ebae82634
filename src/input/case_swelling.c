/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's `swelling` and `lithiation`: volume change, convention, fraction.
 *
 * A phase swells when one of the two keys stands in its entry. The volume change is given, or that
 * of a reaction: the one named, or the material's own. The lithiation is a fraction, or follows
 * from a measured capacity and the reaction's theoretical one. */
#include "case_parts.h"
#include <math.h>
#include <stdio.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#define SWELLING_EXAMPLE "swelling: {volume_change: 0.787}"

/* What a phase is read from. */
typedef struct {
  const SulYaml *entry, *swelling, *lithiation;
  const SulPhaseSource *phase;
  const SulReaction *reaction; /* named, or the material's, or NULL */
} Source;

static const SulReaction *FindReaction(const SulYaml *node, const SulLibrary *library,
                                       SulError *error) {
  const char *name = SulYamlText(node, error);
  const SulReaction *reaction = name[0] ? SulLibraryReaction(library, name) : NULL;
  if (reaction || SulFailed(error)) return reaction;
  char text[2000] = "";
  SulLibraryTellReactions(library, name, text, sizeof text);
  SulYamlFail(node, error, "the library has no reaction \"%s\"%s", name, text);
  return NULL;
}

/* At finite strain the free volume is 1 + x dV, and no convention is left to choose. */
static SulConvention ReadConvention(const SulYaml *swelling, SulKinematics kinematics,
                                    SulError *error) {
  const char *const names[] = {SulConventionName(SUL_SWELLING_EXACT),
                               SulConventionName(SUL_SWELLING_LINEAR),
                               SulConventionName(SUL_SWELLING_LOGARITHMIC)};
  const SulYaml *node = SulYamlFind(swelling, "convention");
  size_t which = node ? SulYamlChoice(node, names, 3, error) : SUL_SWELLING_EXACT;
  if (kinematics == SUL_KINEMATICS_FINITE && which != SUL_SWELLING_EXACT)
    SulYamlFail(node, error,
                "\"%s\" is a convention of small strain; with kinematics: finite the volume "
                "becomes 1 + x dV of the first one, which is exact: leave the key out",
                names[which]);
  return (SulConvention)which;
}

static double GivenVolumeChange(const SulYaml *node, SulError *error) {
  static const double most = 5; /* the largest known, of germanium and silicon, are below 4 */
  double change = SulYamlNumber(node, error);
  if (change > most)
    SulYamlFail(node, error,
                "it is dV/V0 at lithiation 1, a fraction, and no solid is known above 4; did you "
                "mean %g?",
                change / 100);
  if (!(change > -1))
    SulYamlFail(node, error,
                "must be larger than -1 (nothing would be left); it is dV/V0 at lithiation 1, "
                "found \"%s\"",
                node->text);
  return change;
}

static double ReactionVolumeChange(const Source *from, SulPhaseInput *phase, SulError *error) {
  const SulYaml *place = from->swelling ? from->swelling : from->lithiation;
  const SulReaction *reaction = from->reaction;
  double change = 0;
  if (!reaction)
    SulYamlFail(place, error,
                "nothing says how much the phase swells: its material has no reaction in the "
                "library; for example: %s",
                SWELLING_EXAMPLE);
  else if (!SulReactionVolumeChange(reaction, &change))
    SulYamlFail(place, error,
                "the volume change of \"%s\" is not known (a density is missing); give it, for "
                "example: %s",
                reaction->entry.name, SWELLING_EXAMPLE);
  else if (!(change > -1))
    SulYamlFail(place, error, "\"%s\" leaves no solid: a phase cannot follow it to its end",
                reaction->entry.name);
  if (!reaction || SulFailed(error)) return 0;
  snprintf(phase->reaction, sizeof phase->reaction, "%s", reaction->entry.name);
  SulTextAppend(phase->reaction_source, sizeof phase->reaction_source, "%s (%s)",
                reaction->entry.source, SulProvenanceText(reaction->entry.provenance));
  return change;
}

/* ---- Lithiation ------------------------------------------------------------------------------ */

static double Fraction(const SulYaml *node, SulError *error) {
  double fraction = SulYamlNumber(node, error);
  if (!(fraction >= 0 && fraction <= 1))
    SulYamlFail(node, error, "must lie from 0 to 1, found \"%s\"", node->text);
  return fraction;
}

static void RefuseNegative(const SulYaml *node, double value, SulError *error) {
  if (node && !(value >= 0))
    SulYamlFail(node, error, "must not be negative, found \"%s\"", node->text);
}

static double TheoreticalCapacity(const Source *from, SulError *error) {
  const SulYaml *given = SulYamlFind(from->lithiation, "theoretical_capacity");
  if (!given && from->reaction) return SulReactionCapacity(from->reaction);
  const SulYaml *node = SulYamlNeed(from->lithiation, "theoretical_capacity",
                                    "theoretical_capacity: 1672 mAh/g (the phase has no reaction "
                                    "it could follow from)",
                                    error);
  double capacity = SulYamlQuantity(node, SUL_SPECIFIC_CHARGE, error);
  if (node && !(capacity > 0))
    SulYamlFail(node, error, "must be larger than 0, found \"%s\"", node->text);
  return capacity;
}

/* Mass of electrolyte over that of active material: given, or `known` from the mesh's record (0:
 * not known). */
static double MassRatio(const Source *from, const SulYaml *share, const SulYaml *ratio,
                        double known, SulError *error) {
  SulCase *result = from->phase->result;
  double given = SulYamlNumber(ratio, error);
  if (share && !ratio && known > 0) {
    result->record_used = true;
    return known;
  }
  if (ratio && known > 0 && !(fabs(given - known) <= 0.01 * known))
    SulTextAppend(result->notes, sizeof result->notes,
                  "line %d: the case has %.4g of electrolyte_per_active, %s %.4g; the case's is "
                  "taken\n",
                  ratio->key_line, given, from->phase->record->path, known);
  return given;
}

static double FromCapacity(const Source *from, SulError *error) {
  const SulYaml *node = SulYamlFind(from->lithiation, "capacity");
  const SulYaml *share = SulYamlFind(from->lithiation, "electrolyte_capacity");
  const SulYaml *ratio = SulYamlFind(from->lithiation, "electrolyte_per_active");
  const SulRecordedPhase *recorded = from->phase->recorded;
  double known = recorded ? recorded->electrolyte_per_active : 0;
  if (share && !(known > 0))
    SulYamlNeed(from->lithiation, "electrolyte_per_active",
                "electrolyte_per_active: 1.6667 (mass of electrolyte per mass of active material)",
                error);
  if (ratio)
    SulYamlNeed(from->lithiation, "electrolyte_capacity", "electrolyte_capacity: 100 mAh/g", error);
  double capacity = SulYamlQuantity(node, SUL_SPECIFIC_CHARGE, error);
  double electrolyte_capacity = SulYamlQuantity(share, SUL_SPECIFIC_CHARGE, error);
  double electrolyte_per_active = MassRatio(from, share, ratio, known, error);
  RefuseNegative(node, capacity, error);
  RefuseNegative(share, electrolyte_capacity, error);
  RefuseNegative(ratio, electrolyte_per_active, error);
  double theoretical = TheoreticalCapacity(from, error);
  if (SulFailed(error)) return 0;
  return SulLithiation(capacity, electrolyte_capacity, electrolyte_per_active, theoretical);
}

/* The lithiation is told in one way: by `fraction`, by a table of particles, or by `capacity`, to
 * which the keys behind it belong. */
static void CheckLithiationKeys(const SulYaml *lithiation, SulError *error) {
  static const char *const keys[] = {"profile",
                                     "diffusivity",
                                     "control",
                                     "surface",
                                     "program",
                                     "fraction",
                                     "by_radius",
                                     "by_particle",
                                     "capacity",
                                     "electrolyte_capacity",
                                     "electrolyte_per_active",
                                     "theoretical_capacity",
                                     NULL};
  enum { FIRST = 5, CAPACITY = 8 };
  SulYamlKeys(lithiation, keys, error);
  for (int one = FIRST; one < CAPACITY; one++)
    for (int other = one + 1; keys[other]; other++)
      SulYamlExclude(lithiation, keys[one], keys[other], error);
}

static double ReadLithiation(const Source *from, SulError *error) {
  CheckLithiationKeys(from->lithiation, error);
  const SulYaml *fraction = SulYamlFind(from->lithiation, "fraction");
  bool table =
      SulYamlFind(from->lithiation, "by_radius") || SulYamlFind(from->lithiation, "by_particle");
  if (!from->lithiation || table || SulFailed(error)) return 1;
  if (fraction) return Fraction(fraction, error);
  SulYamlNeed(from->lithiation, "capacity", "fraction: 1.0, or capacity: 1615 mAh/g", error);
  return FromCapacity(from, error);
}

/* ---- Both ------------------------------------------------------------------------------------ */

static void ReadSwelling(Source *from, SulPhaseInput *phase, SulError *error) {
  static const char *const keys[] = {"volume_change", "reaction", "convention", NULL};
  SulYamlKeys(from->swelling, keys, error);
  SulYamlExclude(from->swelling, "volume_change", "reaction", error);
  const SulYaml *change = SulYamlFind(from->swelling, "volume_change");
  const SulYaml *reaction = SulYamlFind(from->swelling, "reaction");
  if (reaction) from->reaction = FindReaction(reaction, from->phase->library, error);
  if (SulFailed(error)) return;
  phase->phase.convention = ReadConvention(from->swelling, from->phase->result->kinematics, error);
  phase->phase.volume_change =
      change ? GivenVolumeChange(change, error) : ReactionVolumeChange(from, phase, error);
}

void SulCaseSwelling(const SulPhaseSource *source, SulPhaseInput *phase, SulError *error) {
  const SulMaterial *material = source->material;
  Source from = {.entry = source->entry,
                 .swelling = SulYamlFind(source->entry, "swelling"),
                 .lithiation = SulYamlFind(source->entry, "lithiation"),
                 .phase = source};
  if (!from.swelling && !from.lithiation) return;
  if (material && material->reaction[0])
    from.reaction = SulLibraryReaction(source->library, material->reaction);
  ReadSwelling(&from, phase, error);
  phase->phase.lithiation = ReadLithiation(&from, error);
  if (from.reaction || SulYamlFind(from.lithiation, "theoretical_capacity"))
    phase->capacity = TheoreticalCapacity(&from, error);
  SulCaseParticles(from.lithiation, source->result, phase, error);
}
