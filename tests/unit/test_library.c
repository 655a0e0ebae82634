/* SPDX-License-Identifier: BSD-2-Clause */
/* The library's numbers against their definition, its completeness, and files of the user. */
#include "check.h"
#include <string.h>
#include <sulfem/library.h>

/* dV from densities and molar masses, as published; mAh/g = 3600 C/kg */
static void CheckReaction(const SulLibrary *library, const char *name, double volume_change,
                          double capacity) {
  const SulReaction *reaction = SulLibraryReaction(library, name);
  double computed = NAN;
  CHECK(reaction != NULL);
  CHECK(SulReactionVolumeChange(reaction, &computed));
  CHECK_NEAR(computed, volume_change, 1e-6, 0);
  CHECK(fabs(SulReactionCapacity(reaction) / 3600 - capacity) < 1e-3);
}

/* um per mAh/cm2: 1 mAh/cm2 = 3.6 C / 1e-4 m2 */
static void CheckThickness(const SulLibrary *library, const char *name, double expected) {
  double volume = NAN;
  CHECK(SulReactionVolumePerCharge(SulLibraryReaction(library, name), &volume));
  CHECK_NEAR(volume * 3.6e4 * 1e6, expected, 1e-4, 0);
}

static void CheckReactions(const SulLibrary *library) {
  CheckReaction(library, "S + 2 Li -> Li2S", 0.7868567, 1671.958);
  CheckReaction(library, "Li2S -> S", -0.4403580, 1166.804);
  CheckReaction(library, "FeS2 + 4 Li -> Fe + 2 Li2S", 1.607703, 893.643);
  CheckReaction(library, "FeS + 2 Li -> Fe + Li2S", 0.914253, 609.783);
  CheckReaction(library, "MoS2 + 4 Li -> Mo + 2 Li2S", 1.044707, 669.744);
  CheckReaction(library, "Si -> Li15Si4", 2.802687, 3578.62);
  CheckThickness(library, "S + 2 Li -> Li2S", 2.2735);
  CheckThickness(library, "Li metal", -4.849081);
  CheckThickness(library, "Si -> Li15Si4", 3.3627);
  double volume_change;
  const SulReaction *unknown = SulLibraryReaction(library, "MoS6 + 12 Li -> Mo + 6 Li2S");
  CHECK(unknown && !SulReactionVolumeChange(unknown, &volume_change));
  CHECK_NEAR(SulReactionCapacity(unknown) / 3600, 12 * 96485.33212 / 3.6 / 288.31, 1e-12, 0);
}

/* molar mass = sum of atomic weights: mass is conserved but for the lithium */
static void CheckMass(const SulLibrary *library) {
  const double lithium = 6.94e-3;
  const struct {
    const char *name;
    double lithium_in;
  } balance[] = {{"S + 2 Li -> Li2S", 2},
                 {"Li2S -> S", -2},
                 {"FeS2 + 4 Li -> Fe + 2 Li2S", 4},
                 {"FeS + 2 Li -> Fe + Li2S", 2},
                 {"MoS2 + 4 Li -> Mo + 2 Li2S", 4},
                 {"MoS6 + 12 Li", 12},
                 {"Si -> Li15Si4", 15},
                 {"Li metal", -1}};
  CHECK(library->reaction_count == sizeof balance / sizeof balance[0]);
  for (size_t i = 0; i < sizeof balance / sizeof balance[0]; i++) {
    const SulReaction *reaction = SulLibraryReaction(library, balance[i].name);
    double products = 0;
    for (int p = 0; p < reaction->product_count; p++)
      products += reaction->product_amounts[p] * reaction->products[p]->molar_mass;
    double before = reaction->active_amount * reaction->active->molar_mass;
    CHECK_NEAR(products, before + balance[i].lithium_in * lithium, 1e-12, 1e-3);
    CHECK(reaction->electrons == fabs(balance[i].lithium_in));
  }
}

static void CheckMaterial(const SulLibrary *library, const char *name, double modulus, double ratio,
                          double density) {
  const SulMaterial *material = SulLibraryMaterial(library, name);
  CHECK(material != NULL);
  CHECK_NEAR(material->youngs_modulus, modulus * 1e9, 1e-14, 0);
  CHECK_NEAR(material->poissons_ratio, ratio, 1e-14, 0);
  CHECK_NEAR(material->density, density * 1e3, 1e-14, 0);
}

static void CheckMaterials(const SulLibrary *library) {
  CheckMaterial(library, "Li6PS5Cl", 22.1, 0.37, 1.86);
  CheckMaterial(library, "Li6PS5Cl-pellet", 22.1, 0.37, 1.64);
  CheckMaterial(library, "Li6PS5Cl-Cronk2026", 22, 0.30, 1.6);
  CheckMaterial(library, "beta-Li3PS4", 29.5, 0.29, 1.87);
  CheckMaterial(library, "Li2S-P2S5 glass", 18.5, 0.3, 1.88);
  CheckMaterial(library, "Li7P3S11", 21.9, 0.35, 1.97);
  CheckMaterial(library, "LGPS", 21.7, 0.37, 2.04);
  CheckMaterial(library, "S", 17.8, 0.32, 2.07);
  CheckMaterial(library, "S-Cronk2026", 17.8, 0.32, 2.0);
  CheckMaterial(library, "Li2S", 81.6, 0.19, 1.66);
  CheckMaterial(library, "PTFE", 0.5, 0.46, 2.2);
  CheckMaterial(library, "LiCoO2", 191, 0.24, 5.05);
  CheckMaterial(library, "NMC532", 142, 0.3, 4.7);
  CheckMaterial(library, "FeS2", 300, 0.16, 5.01);
  CheckMaterial(library, "FeS", 80, 0.3, 4.84);
  CheckMaterial(library, "MoS2", 100, 0.25, 5.06);
  CheckMaterial(library, "Li", 7.8, 0.36, 0.534);
  CheckMaterial(library, "carbon aggregate", 1, 0.25, 1.9);
  CheckMaterial(library, "MoS6", 0, 0, 0);
  CheckMaterial(library, "MoS3", 0, 0, 0);
  CheckMaterial(library, "Li2S2", 0, 0, 0);
  CHECK(library->material_count == 21);
  CHECK(!SulLibraryMaterial(library, "s")); /* letter case counts */
}

/* Every built-in entry says where it comes from, and an active material swells by the density it is
 * listed with. */
static void CheckSources(const SulLibrary *library) {
  for (size_t i = 0; i < library->material_count; i++) {
    const SulMaterial *material = library->materials[i];
    CHECK(material->entry.provenance != SUL_PROVENANCE_UNSTATED);
    CHECK(SulProvenanceText(material->entry.provenance)[0] && material->description[0]);
    if (!material->reaction[0] || strstr(material->entry.name, "Cronk")) continue;
    CHECK(SulLibraryReaction(library, material->reaction)->active->density == material->density);
  }
  for (size_t i = 0; i < library->species_count; i++)
    CHECK(library->species[i]->entry.provenance != SUL_PROVENANCE_UNSTATED);
  for (size_t i = 0; i < library->reaction_count; i++)
    CHECK(library->reactions[i]->entry.provenance == SUL_PROVENANCE_DERIVED);
}

/* No name or alias means two things. */
static void CheckUnique(const SulLibrary *library) {
  for (size_t i = 0; i < library->material_count; i++) {
    const SulEntry *entry = &library->materials[i]->entry;
    CHECK(&SulLibraryMaterial(library, entry->name)->entry == entry);
    for (size_t k = 0; entry->aliases && k < entry->aliases->count; k++)
      CHECK(&SulLibraryMaterial(library, entry->aliases->items[k]->text)->entry == entry);
  }
}

static void CheckOwnFile(SulLibrary *library) {
  SulError error = {0};
  SulLibraryAdd(library, "own.yaml",
                "materials:\n"
                "  S: {youngs_modulus: 9 GPa, poissons_ratio: 0.3, source: own measurement}\n"
                "  mine: {youngs_modulus: 1 GPa, poissons_ratio: 0.1, source: own, reaction: r}\n"
                "reactions:\n"
                "  r: {electrons: 1, active: {X: 1}, products: {Li2S: 0.5}, source: own}\n"
                "species:\n"
                "  X: {molar_mass: 10 g/mol, density: 1 g/cm3, source: own}\n",
                &error);
  CHECK(!SulFailed(&error));
  CHECK(SulLibraryMaterial(library, "S")->youngs_modulus == 9e9);
  CHECK(SulLibraryMaterial(library, "S")->reaction[0] == '\0');
  CHECK(SulLibraryMaterial(library, "sulfur") == SulLibraryMaterial(library, "S"));
  char text[2000] = "";
  SulLibraryTellMaterials(library, "LPSC1", text, sizeof text);
  CHECK(strstr(text, "did you mean \"LPSCl\"?") && strstr(text, "\"mine\""));
  CHECK(!strstr(strstr(text, "\"S\"") + 1, "\"S\"")); /* named once */
  CHECK_NEAR(SulReactionCapacity(SulLibraryReaction(library, "r")), 96485.33212 / 0.01, 1e-14, 0);
}

static void Refused(SulLibrary *library, const char *text, const char *word) {
  SulError error = {0};
  SulLibraryAdd(library, "own.yaml", text, &error);
  bool found = error.status == SUL_INPUT && strstr(error.text, word) != NULL;
  if (!found) fprintf(stderr, "\"%s\" is missing in: %s\n", word, error.text);
  CHECK(found);
}

static void CheckWrongFiles(SulLibrary *library) {
  Refused(library, "materals: {}\n", "did you mean \"materials\"");
  Refused(library, "materials:\n  A: {youngs_modulus: 1 GPa, poissons_ratio: 0.3}\n",
          "own.yaml:2: key \"materials.A.source\": is missing");
  Refused(library, "materials:\n  A: {youngs_modulus: 1 GPa, source: own}\n", "poissons_ratio");
  Refused(library, "materials:\n  A: {youngs_modulus: -1 GPa, poissons_ratio: 0.3, source: own}\n",
          "larger than 0");
  Refused(library, "materials:\n  A: {youngs_modulus: 1 GPa, poissons_ratio: 0.5, source: own}\n",
          "below 0.5");
  Refused(library, "materials:\n  A: {source: own, reaction: \"S + 2 Li -> LiS2\"}\n",
          "did you mean \"S + 2 Li -> Li2S\"");
  Refused(library, "reactions:\n  r: {electrons: 1, active: {Q: 1}, products: {}, source: own}\n",
          "is no species");
  Refused(library, "reactions:\n  r: {electrons: 0, active: {S: 1}, products: {}, source: own}\n",
          "larger than 0");
  Refused(library, "species:\n  Q: {density: 1 g/cm3, source: own}\n", "molar_mass");
  Refused(library, "materials: 3\n", "entries by name");
  Refused(
      library,
      "materials:\n  A1: {source: own, aliases: [both]}\n  B1: {source: own, aliases: [both]}\n",
      "\"both\" is also what the entry \"B1\" is called");
  Refused(library, "materials:\n  A2: {source: own, aliases: [Li2S]}\n",
          "also what the entry \"Li2S\" is called");
}

int main(void) {
  SulError error = {0};
  SulLibrary *library = SulLibraryCreate(&error);
  if (!library) fprintf(stderr, "%s\n", error.text);
  CHECK(library != NULL);
  if (!library) return CheckResult();
  CheckReactions(library);
  CheckMass(library);
  CheckMaterials(library);
  CheckSources(library);
  CheckUnique(library);
  CheckOwnFile(library);
  CheckWrongFiles(library);
  SulLibraryFree(&library);
  return CheckResult();
}
