/* SPDX-License-Identifier: BSD-2-Clause */
/* The library as two tables. */
#include "materials.h"
#include <stdio.h>

/* A number right-aligned in `width`, or a dash. */
static void Cell(bool known, int width, const char *format, double value) {
  char text[32] = "-";
  if (known) snprintf(text, sizeof text, format, value);
  printf(" %*s", width, text);
}

static void MaterialLine(const SulMaterial *material) {
  bool elastic = material->youngs_modulus > 0;
  printf("%-20s", material->entry.name);
  Cell(elastic, 7, "%.4g", material->youngs_modulus / 1e9);
  Cell(elastic, 6, "%.3g", material->poissons_ratio);
  Cell(material->density > 0, 7, "%.4g", material->density / 1e3);
  printf("  %s", material->entry.source);
  const char *provenance = SulProvenanceText(material->entry.provenance);
  if (provenance[0] && material->entry.provenance != SUL_PROVENANCE_NONE)
    printf(" [%s]", provenance);
  printf("\n");
}

static void ReactionLine(const SulReaction *reaction) {
  double volume_change = 0, volume = 0;
  bool known = SulReactionVolumeChange(reaction, &volume_change);
  SulReactionVolumePerCharge(reaction, &volume);
  printf("%-30s", reaction->entry.name);
  Cell(known, 9, "%+.5f", volume_change);
  Cell(true, 9, "%.2f", SulReactionCapacity(reaction) / 3600);
  Cell(known, 8, "%+.4f", volume * 3.6e10); /* 1 mAh/cm2 = 3.6e4 C/m2, 1 m = 1e6 um */
  printf("  %s\n", reaction->entry.source);
}

/* An entry that a later file overrides is not in force. */
static bool InForce(const SulLibrary *library, const SulEntry *entry, bool is_material) {
  const void *found = is_material ? (const void *)SulLibraryMaterial(library, entry->name)
                                  : (const void *)SulLibraryReaction(library, entry->name);
  return found == (const void *)entry;
}

void SulMaterialsTable(const SulLibrary *library) {
  printf("%-20s %7s %6s %7s  %s\n", "material", "E, GPa", "nu", "g/cm3", "source");
  for (size_t i = 0; i < library->material_count; i++)
    if (InForce(library, &library->materials[i]->entry, true)) MaterialLine(library->materials[i]);
  printf("\n%-30s %9s %9s %8s  %s\n", "reaction", "dV/V0", "mAh/g", "um*", "source");
  for (size_t i = 0; i < library->reaction_count; i++)
    if (InForce(library, &library->reactions[i]->entry, false)) ReactionLine(library->reactions[i]);
  printf(
      "\n* growth in thickness of a dense layer per mAh/cm2\n"
      "A dash stands for what is not known. \"read second-hand\": cited after another text, the\n"
      "source itself was not read. sulfem materials NAME prints notes, ranges and more.\n");
}
