/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading library files, and finding entries. */
#include "library_files.h"
#include "parameter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/library.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

static const char *const provenance_names[] = {"primary", "derived", "second-hand", "weak", "none"};

const char *SulProvenanceText(SulProvenanceKind provenance) {
  static const char *const texts[] = {
      [SUL_PROVENANCE_UNSTATED] = "",
      [SUL_PROVENANCE_PRIMARY] = "read in the source",
      [SUL_PROVENANCE_DERIVED] = "computed from molar masses and densities",
      [SUL_PROVENANCE_SECOND_HAND] = "read second-hand",
      [SUL_PROVENANCE_WEAK] = "from memory, weak",
      [SUL_PROVENANCE_NONE] = "no data found",
  };
  return texts[provenance];
}

/* ---- Finding --------------------------------------------------------------------------------- */

static bool IsNamed(const SulEntry *entry, const char *name) {
  if (strcmp(entry->name, name) == 0) return true;
  for (size_t i = 0; entry->aliases && i < entry->aliases->count; i++)
    if (strcmp(entry->aliases->items[i]->text, name) == 0) return true;
  return false;
}

/* Every kind of entry begins with its SulEntry. Later files come first. */
static const SulEntry *FindExact(const SulEntry *const *entries, size_t count, const char *name) {
  for (size_t i = count; i-- > 0;)
    if (strcmp(entries[i]->name, name) == 0) return entries[i];
  return NULL;
}

/* An alias stands for a name, and so for the last entry of that name. */
static const void *Find(const void *list, size_t count, const char *name) {
  const SulEntry *const *entries = list;
  for (size_t i = count; i-- > 0;)
    if (IsNamed(entries[i], name)) return FindExact(entries, count, entries[i]->name);
  return NULL;
}

const SulMaterial *SulLibraryMaterial(const SulLibrary *library, const char *name) {
  return Find(library->materials, library->material_count, name);
}

const SulReaction *SulLibraryReaction(const SulLibrary *library, const char *name) {
  return Find(library->reactions, library->reaction_count, name);
}

const SulSpecies *SulLibrarySpecies(const SulLibrary *library, const char *name) {
  return Find(library->species, library->species_count, name);
}

/* Names, each once, then aliases. */
static const char **CollectNames(const SulEntry *const *entries, size_t count, size_t *names,
                                 size_t *all) {
  size_t room = count;
  for (size_t i = 0; i < count; i++)
    room += entries[i]->aliases ? entries[i]->aliases->count : 0;
  const char **list = SulAllocate(room, sizeof *list);
  *names = 0;
  for (size_t i = 0; i < count; i++)
    if (FindExact(entries, count, entries[i]->name) == entries[i])
      list[(*names)++] = entries[i]->name;
  *all = *names;
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; entries[i]->aliases && k < entries[i]->aliases->count; k++)
      list[(*all)++] = entries[i]->aliases->items[k]->text;
  return list;
}

static void Tell(const void *entries, size_t count, const char *name, char *text, size_t size) {
  size_t names, all;
  const char **list = CollectNames(entries, count, &names, &all);
  const char *nearest = SulTextNearest(name, list, all);
  if (nearest) SulTextAppend(text, size, "; did you mean \"%s\"?", nearest);
  SulTextAppend(text, size, "%s there are: ", nearest ? "" : ";");
  SulTextAppendList(text, size, list, names);
  free(list);
}

void SulLibraryTellMaterials(const SulLibrary *library, const char *name, char *text, size_t size) {
  Tell(library->materials, library->material_count, name, text, size);
}

void SulLibraryTellReactions(const SulLibrary *library, const char *name, char *text, size_t size) {
  Tell(library->reactions, library->reaction_count, name, text, size);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Room for one more pointer behind the `*count` of `list`. */
static void *Grow(void *list, size_t *count) {
  list = SulReallocate(list, *count + 1, sizeof(void *));
  (*count)++;
  return list;
}

static double OptionalQuantity(const SulYaml *node, const char *key, SulDimension dimension,
                               SulError *error) {
  const SulYaml *value = SulYamlFind(node, key);
  double quantity = SulYamlQuantity(value, dimension, error);
  if (value && !(quantity > 0)) SulYamlFail(value, error, "must be larger than 0");
  return quantity;
}

static void ReadAliases(const SulYaml *node, SulEntry *entry, SulError *error) {
  const SulYaml *aliases = SulYamlFind(node, "aliases");
  size_t count = SulYamlLength(aliases, "aliases: [sulfur]", error);
  for (size_t i = 0; i < count; i++)
    SulYamlName(aliases->items[i], error);
  if (!SulFailed(error)) entry->aliases = aliases;
}

static void ReadEntry(const SulYaml *node, SulEntry *entry, SulError *error) {
  entry->name = node->key;
  entry->node = node;
  entry->source =
      SulYamlText(SulYamlNeed(node, "source", "source: \"own measurement\"", error), error);
  entry->note = SulYamlText(SulYamlFind(node, "note"), error);
  const SulYaml *provenance = SulYamlFind(node, "provenance");
  if (provenance)
    entry->provenance =
        1 + (SulProvenanceKind)SulYamlChoice(provenance, provenance_names, 5, error);
  ReadAliases(node, entry, error);
}

static void ReadSpecies(SulLibrary *library, const SulYaml *node, SulError *error) {
  static const char *const keys[] = {"molar_mass", "density", "source", "provenance",
                                     "note",       "aliases", NULL};
  SulSpecies *species = SulAllocate(1, sizeof *species);
  library->species = Grow(library->species, &library->species_count);
  library->species[library->species_count - 1] = species;
  SulYamlKeys(node, keys, error);
  ReadEntry(node, &species->entry, error);
  SulYamlNeed(node, "molar_mass", "molar_mass: 32.06 g/mol", error);
  species->molar_mass = OptionalQuantity(node, "molar_mass", SUL_MOLAR_MASS, error);
  species->density = OptionalQuantity(node, "density", SUL_DENSITY, error);
}

static const SulSpecies *ReadAmount(const SulLibrary *library, const SulYaml *item, double *amount,
                                    SulError *error) {
  const SulSpecies *species = SulLibrarySpecies(library, item->key);
  if (!species) {
    char text[1500] = "is no species of the library";
    Tell(library->species, library->species_count, item->key, text, sizeof text);
    SulYamlFail(item, error, "%s", text);
  }
  *amount = SulYamlNumber(item, error);
  if (!(*amount > 0)) SulYamlFail(item, error, "must be larger than 0");
  return species;
}

static void ReadSides(const SulLibrary *library, const SulYaml *node, SulReaction *reaction,
                      SulError *error) {
  const SulYaml *active = SulYamlNeed(node, "active", "active: {S: 1}", error);
  const SulYaml *products = SulYamlNeed(node, "products", "products: {Li2S: 1}", error);
  if (SulFailed(error)) return;
  if (active->kind != SUL_YAML_MAPPING || active->count != 1) {
    SulYamlFail(active, error, "expected one species and its amount, for example {S: 1}");
    return;
  }
  if (products->kind != SUL_YAML_MAPPING || products->count > SUL_PRODUCTS_MAX) {
    SulYamlFail(products, error,
                "expected up to %d species and their amounts, for example {Li2S: 1}",
                SUL_PRODUCTS_MAX);
    return;
  }
  reaction->active = ReadAmount(library, active->items[0], &reaction->active_amount, error);
  for (size_t i = 0; i < products->count; i++)
    reaction->products[i] =
        ReadAmount(library, products->items[i], &reaction->product_amounts[i], error);
  reaction->product_count = (int)products->count;
}

static void ReadReaction(SulLibrary *library, const SulYaml *node, SulError *error) {
  static const char *const keys[] = {"electrons",  "active", "products", "source",
                                     "provenance", "note",   "aliases",  NULL};
  SulReaction *reaction = SulAllocate(1, sizeof *reaction);
  library->reactions = Grow(library->reactions, &library->reaction_count);
  library->reactions[library->reaction_count - 1] = reaction;
  SulYamlKeys(node, keys, error);
  ReadEntry(node, &reaction->entry, error);
  const SulYaml *electrons = SulYamlNeed(node, "electrons", "electrons: 2", error);
  reaction->electrons = SulYamlNumber(electrons, error);
  if (!(reaction->electrons > 0)) SulYamlFail(electrons, error, "must be larger than 0");
  ReadSides(library, node, reaction, error);
}

/* ---- Materials --------------------------------------------------------------------------------- */

bool SulMaterialParameter(const SulMaterial *material, const SulParameter *parameter,
                          double *value) {
  SulError none = {SUL_OK, ""}; /* it was read before */
  const SulYaml *node = SulParameterFind(material->entry.node, parameter);
  if (node) *value = SulParameterRead(node, parameter, &none);
  return node != NULL;
}

/* Refuses what no phase could take. */
static void CheckParameters(const SulYaml *node, SulError *error) {
  for (const SulModel *const *model = sul_models; *model; model++)
    for (int i = 0; i < (*model)->parameter_count; i++) {
      const SulParameter *one = &(*model)->parameters[i];
      SulParameterRead(SulParameterFind(node, one), one, error);
    }
}

static void ReadElasticity(const SulYaml *node, SulMaterial *material, SulError *error) {
  const SulYaml *modulus = SulYamlFind(node, "youngs_modulus");
  const SulYaml *ratio = SulYamlFind(node, "poissons_ratio");
  material->youngs_modulus = SulYamlQuantity(modulus, SUL_PRESSURE, error);
  material->poissons_ratio = SulYamlNumber(ratio, error);
  if (modulus) SulYamlNeed(node, "poissons_ratio", "poissons_ratio: 0.3", error);
  if (ratio) SulYamlNeed(node, "youngs_modulus", "youngs_modulus: 20 GPa", error);
}

/* A flow stress has an origin of its own: it is seldom measured where the moduli are. */
static void ReadPlasticity(const SulYaml *node, SulMaterial *material, SulError *error) {
  const SulYaml *source = SulYamlFind(node, "plasticity_source");
  if (SulYamlFind(node, "plasticity"))
    source = SulYamlNeed(node, "plasticity_source", "plasticity_source: own indents, H/3", error);
  else
    SulYamlNeed(source ? node : NULL, "plasticity", "plasticity: {yield_stress: 0.3 GPa}", error);
  material->plasticity_source = SulYamlText(source, error);
}

static void ReadMaterial(SulLibrary *library, const SulYaml *node, SulError *error) {
  static const char *const keys[] = {
      "description", "plasticity_source", "density", "reaction", "properties",
      "source",      "provenance",        "note",    "aliases",  NULL};
  SulMaterial *material = SulAllocate(1, sizeof *material);
  library->materials = Grow(library->materials, &library->material_count);
  library->materials[library->material_count - 1] = material;
  SulParameterKeys(node, keys, sul_models, error);
  ReadEntry(node, &material->entry, error);
  material->description = SulYamlText(SulYamlFind(node, "description"), error);
  CheckParameters(node, error);
  ReadElasticity(node, material, error);
  ReadPlasticity(node, material, error);
  material->density = OptionalQuantity(node, "density", SUL_DENSITY, error);
  material->properties = SulYamlFind(node, "properties");
  const SulYaml *reaction = SulYamlFind(node, "reaction");
  material->reaction = SulYamlText(reaction, error);
  if (!material->reaction[0] || SulLibraryReaction(library, material->reaction)) return;
  char text[2000] = "the library has no such reaction";
  SulLibraryTellReactions(library, material->reaction, text, sizeof text);
  SulYamlFail(reaction, error, "%s", text);
}

typedef void Reader(SulLibrary *library, const SulYaml *node, SulError *error);

static void ReadSection(SulLibrary *library, const SulYaml *file, const char *key, Reader *Read,
                        SulError *error) {
  const SulYaml *section = SulYamlFind(file, key);
  if (!section) return;
  if (section->kind != SUL_YAML_MAPPING)
    SulYamlFail(section, error, "expected entries by name (\"name:\" and its keys below)");
  for (size_t i = 0; i < section->count && !SulFailed(error); i++)
    Read(library, section->items[i], error);
}

/* Two entries of one file that answer to one name, or an alias that is another entry's name: nobody
 * could tell which is meant. Aliases of earlier files give way. */
static void CheckAliases(const void *list, size_t first, size_t count, SulError *error) {
  const SulEntry *const *entries = list;
  for (size_t i = first; i < count && !SulFailed(error); i++)
    for (size_t k = 0; entries[i]->aliases && k < entries[i]->aliases->count; k++) {
      const SulYaml *alias = entries[i]->aliases->items[k];
      for (size_t j = 0; j < count; j++) {
        bool other = strcmp(entries[j]->name, entries[i]->name) != 0;
        bool clash = j < first ? strcmp(entries[j]->name, alias->text) == 0
                               : IsNamed(entries[j], alias->text);
        if (other && clash)
          SulYamlFail(alias, error, "\"%s\" is also what the entry \"%s\" is called", alias->text,
                      entries[j]->name);
      }
    }
}

void SulLibraryAdd(SulLibrary *library, const char *path, const char *text, SulError *error) {
  static const char *const keys[] = {"species", "reactions", "materials", NULL};
  SulYaml *file = SulYamlParse(path, text, error);
  if (!file) return;
  library->files = Grow(library->files, &library->file_count);
  library->files[library->file_count - 1] = file;
  SulYamlKeys(file, keys, error);
  size_t first[3] = {library->species_count, library->reaction_count, library->material_count};
  ReadSection(library, file, "species", ReadSpecies, error);
  ReadSection(library, file, "reactions", ReadReaction, error);
  ReadSection(library, file, "materials", ReadMaterial, error);
  if (SulFailed(error)) return;
  CheckAliases(library->species, first[0], library->species_count, error);
  CheckAliases(library->reactions, first[1], library->reaction_count, error);
  CheckAliases(library->materials, first[2], library->material_count, error);
}

void SulLibraryAddFile(SulLibrary *library, const char *path, SulError *error) {
  char *text = SulFileRead(path, error);
  if (text) SulLibraryAdd(library, path, text, error);
  free(text);
}

/* ---- Life ------------------------------------------------------------------------------------ */

/* Reactions first: materials name them. */
static void AddBuiltIn(SulLibrary *library, const char *name, SulError *error) {
  for (const SulLibraryFile *file = sul_library_files; file->name; file++)
    if (strcmp(file->name, name) == 0) SulLibraryAdd(library, name, file->text, error);
}

SulLibrary *SulLibraryCreate(SulError *error) {
  SulLibrary *library = SulAllocate(1, sizeof *library);
  AddBuiltIn(library, "reactions.yaml", error);
  AddBuiltIn(library, "materials.yaml", error);
  if (SulFailed(error)) SulLibraryFree(&library);
  return library;
}

static void FreeList(void *list, size_t count) {
  void **items = list;
  for (size_t i = 0; i < count; i++)
    free(items[i]);
  free(items);
}

void SulLibraryFree(SulLibrary **library) {
  if (!*library) return;
  FreeList((*library)->species, (*library)->species_count);
  FreeList((*library)->reactions, (*library)->reaction_count);
  FreeList((*library)->materials, (*library)->material_count);
  for (size_t i = 0; i < (*library)->file_count; i++)
    SulYamlFree(&(*library)->files[i]);
  free((*library)->files);
  free(*library);
  *library = NULL;
}
