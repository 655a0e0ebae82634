/* SPDX-License-Identifier: BSD-2-Clause */
/* The library as JSON, for scripts. */
#include "materials.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/json.h>

static void SetNumber(json_t *object, const char *key, bool known, double value) {
  json_object_set_new(object, key, known ? json_real(value) : json_null());
}

static json_t *Entry(const SulEntry *entry) {
  json_t *object = json_object();
  json_object_set_new(object, "source", json_string(entry->source));
  json_object_set_new(object, "provenance", json_string(SulProvenanceText(entry->provenance)));
  json_object_set_new(object, "note", json_string(entry->note));
  return object;
}

static json_t *Material(const SulMaterial *material) {
  bool elastic = material->youngs_modulus > 0;
  json_t *object = Entry(&material->entry);
  json_object_set_new(object, "description", json_string(material->description));
  SetNumber(object, "youngs_modulus", elastic, material->youngs_modulus);
  SetNumber(object, "poissons_ratio", elastic, material->poissons_ratio);
  SetNumber(object, "density", material->density > 0, material->density);
  json_object_set_new(object, "reaction",
                      material->reaction[0] ? json_string(material->reaction) : json_null());
  return object;
}

static json_t *Reaction(const SulReaction *reaction) {
  double volume_change = 0;
  bool known = SulReactionVolumeChange(reaction, &volume_change);
  json_t *object = Entry(&reaction->entry);
  SetNumber(object, "electrons", true, reaction->electrons);
  json_object_set_new(object, "active", json_string(reaction->active->entry.name));
  SetNumber(object, "volume_change", known, volume_change);
  SetNumber(object, "capacity", true, SulReactionCapacity(reaction));
  return object;
}

void SulMaterialsJson(const SulLibrary *library, SulError *error) {
  json_t *root = json_object(), *materials = json_object(), *reactions = json_object();
  for (size_t i = 0; i < library->material_count; i++) /* a later entry replaces an earlier one */
    json_object_set_new(materials, library->materials[i]->entry.name,
                        Material(library->materials[i]));
  for (size_t i = 0; i < library->reaction_count; i++)
    json_object_set_new(reactions, library->reactions[i]->entry.name,
                        Reaction(library->reactions[i]));
  json_object_set_new(root, "materials", materials);
  json_object_set_new(root, "reactions", reactions);
  char *text = SulJsonText(root, 15, "the library", error);
  if (text) fputs(text, stdout);
  free(text);
}
