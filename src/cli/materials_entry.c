/* SPDX-License-Identifier: BSD-2-Clause */
/* All there is about one material, reaction or species. */
#include "materials.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

enum { LABEL_WIDTH = 22, LINE_WIDTH = 88 };

/* A labelled text, folded between words. */
static void Line(const char *label, const char *text) {
  int column = printf("  %-*s", LABEL_WIDTH, label);
  for (bool first = true; *text; first = false) {
    int word = (int)strcspn(text, " \n");
    if (!first && column + 1 + word > LINE_WIDTH)
      column = printf("\n%*s", LABEL_WIDTH + 2, "") - 1;
    else if (!first)
      column += printf(" ");
    column += printf("%.*s", word, text);
    text += word;
    text += strspn(text, " \n");
  }
  printf("\n");
}

static void Value(const char *label, bool known, double value, const char *unit) {
  char text[64] = "not known";
  if (known) snprintf(text, sizeof text, "%.7g%s%s", value, unit[0] ? " " : "", unit);
  Line(label, text);
}

static void Aliases(const SulEntry *entry) {
  char text[500] = "";
  for (size_t i = 0; entry->aliases && i < entry->aliases->count; i++)
    SulTextAppend(text, sizeof text, "%s%s", i ? ", " : "", entry->aliases->items[i]->text);
  if (text[0]) Line("also called", text);
}

static void Origin(const SulEntry *entry) {
  const char *provenance = SulProvenanceText(entry->provenance);
  Line("source", entry->source);
  if (provenance[0]) Line("provenance", provenance);
  if (entry->note[0]) Line("note", entry->note);
}

static void PrintProperties(const SulYaml *properties) {
  for (size_t i = 0; properties && i < properties->count; i++) {
    const SulYaml *item = properties->items[i];
    char label[SUL_NAME_SIZE];
    snprintf(label, sizeof label, "%s", item->key);
    for (char *c = label; (c = strchr(c, '_'));)
      *c = ' ';
    if (item->text) Line(label, item->text);
  }
}

/* As it was written, with its own origin. */
static void PrintPlasticity(const SulMaterial *material) {
  const SulYaml *plasticity = SulYamlFind(material->entry.node, "plasticity");
  if (!plasticity) return;
  char *text = SulYamlLine(plasticity);
  Line("plasticity", text);
  Line("source of plasticity", material->plasticity_source);
  free(text);
}

static void PrintReactionNumbers(const SulReaction *reaction) {
  double volume_change = 0, volume = 0;
  bool known = SulReactionVolumeChange(reaction, &volume_change);
  SulReactionVolumePerCharge(reaction, &volume);
  Value("volume change dV/V0", known, volume_change, "");
  Value("capacity", true, SulReactionCapacity(reaction) / 3600, "mAh/g");
  Value("thickness per charge", known, volume * 3.6e10, "um per mAh/cm2");
}

static void PrintSpecies(const SulSpecies *species) {
  printf("%s (species)\n", species->entry.name);
  Aliases(&species->entry);
  Value("molar mass", true, species->molar_mass * 1e3, "g/mol");
  Value("density", species->density > 0, species->density / 1e3, "g/cm3");
  if (species->density > 0)
    Value("molar volume", true, species->molar_mass / species->density * 1e6, "cm3/mol");
  Origin(&species->entry);
}

static void PrintReaction(const SulReaction *reaction) {
  printf("%s (reaction)\n", reaction->entry.name);
  Aliases(&reaction->entry);
  Value("electrons", true, reaction->electrons, "");
  PrintReactionNumbers(reaction);
  Origin(&reaction->entry);
  PrintSpecies(reaction->active);
  for (int i = 0; i < reaction->product_count; i++)
    PrintSpecies(reaction->products[i]);
}

static void PrintMaterial(const SulLibrary *library, const SulMaterial *material) {
  bool elastic = material->youngs_modulus > 0;
  printf("%s (material)\n", material->entry.name);
  if (material->description[0]) Line("description", material->description);
  Aliases(&material->entry);
  Value("Young's modulus", elastic, material->youngs_modulus / 1e9, "GPa");
  Value("Poisson's ratio", elastic, material->poissons_ratio, "");
  PrintPlasticity(material);
  Value("density", material->density > 0, material->density / 1e3, "g/cm3");
  PrintProperties(material->properties);
  Origin(&material->entry);
  if (!material->reaction[0]) return;
  Line("reaction", material->reaction);
  PrintReactionNumbers(SulLibraryReaction(library, material->reaction));
}

static void TellUnknown(const SulLibrary *library, const char *name, SulError *error) {
  char text[2000] = "";
  SulLibraryTellMaterials(library, name, text, sizeof text);
  SulErrorSet(error, SUL_INPUT, "the library has no material, reaction or species \"%s\"%s", name,
              text);
}

void SulMaterialsEntry(const SulLibrary *library, const char *name, SulError *error) {
  const SulMaterial *material = SulLibraryMaterial(library, name);
  const SulReaction *reaction = SulLibraryReaction(library, name);
  const SulSpecies *species = SulLibrarySpecies(library, name);
  if (material) PrintMaterial(library, material);
  if (reaction) PrintReaction(reaction);
  if (species && !reaction) PrintSpecies(species);
  if (!material && !reaction && !species) TellUnknown(library, name, error);
}
