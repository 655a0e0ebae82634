/* SPDX-License-Identifier: BSD-2-Clause */
/* The sums as JSON, SI units; what is not known is null. */
#include <math.h>
#include <sulfem/json.h>

#include "expansion.h"

static const char *const countings[SUL_COUNTINGS] = {
    [SUL_COUNT_PAIR] = "active_and_electrolyte",
    [SUL_COUNT_SOLIDS] = "solids",
    [SUL_COUNT_LAYER] = "layer",
    [SUL_COUNT_YIELD] = "layer_pores_yield",
};

/* A name that is no UTF-8 text makes SulJsonText fail. */
static void PutText(json_t *object, const char *key, const char *text) {
  json_object_set_new(object, key, json_string_nocheck(text));
}

static void PutCountings(json_t *object, const char *key, const double *values) {
  json_t *all = json_object();
  for (int c = 0; c < SUL_COUNTINGS; c++)
    SulJsonPut(all, countings[c], values[c]);
  json_object_set_new(object, key, all);
}

static json_t *Ingredients(const SulExpansion *expansion) {
  json_t *list = json_array();
  for (int i = 0; i < expansion->request->recipe->ingredient_count; i++) {
    const SulIngredient *what = &expansion->request->recipe->ingredients[i];
    json_t *object = json_object();
    PutText(object, "name", what->name);
    PutText(object, "material", what->material);
    SulJsonPut(object, "density", what->density > 0 ? what->density : NAN);
    SulJsonPut(object, "weight_fraction", expansion->shares[i].weight);
    SulJsonPut(object, "volume_fraction", expansion->shares[i].of_layer);
    SulJsonPut(object, "volume_fraction_of_solids", expansion->shares[i].of_solids);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *Layer(const SulExpansion *expansion) {
  json_t *object = json_object();
  json_object_set_new(object, "ingredients", Ingredients(expansion));
  SulJsonPut(object, "porosity", expansion->layer.pores);
  SulJsonPut(object, "density", expansion->density);
  SulJsonPut(object, "electrolyte_per_active", expansion->electrolyte_per_active);
  SulJsonPut(object, "thickness", expansion->request->thickness);
  return object;
}

static json_t *Active(const SulExpansion *expansion) {
  const SulExpansionRequest *request = expansion->request;
  json_t *object = json_object();
  PutText(object, "name", expansion->request->recipe->ingredients[request->active].name);
  json_object_set_new(object, "reaction",
                      request->reaction ? json_string_nocheck(request->reaction->entry.name)
                                        : json_null());
  json_object_set_new(object, "takes_lithium",
                      request->reaction ? json_boolean(SulReactionTakesLithium(request->reaction))
                                        : json_null());
  SulJsonPut(object, "volume_change", request->volume_change);
  json_object_set_new(object, "volume_change_given", json_boolean(request->volume_change_given));
  SulJsonPut(object, "theoretical_capacity", request->theoretical_capacity);
  SulJsonPut(object, "volume_per_charge", expansion->volume_per_charge);
  return object;
}

static json_t *Anode(const SulExpansion *expansion) {
  if (!expansion->request->anode) return json_null();
  json_t *object = json_object();
  PutText(object, "reaction", expansion->request->anode->entry.name);
  json_object_set_new(object, "backwards", json_boolean(expansion->anode_backwards));
  SulJsonPut(object, "volume_per_charge", expansion->anode_per_charge);
  return object;
}

static json_t *States(const SulExpansion *expansion) {
  json_t *list = json_array();
  for (int s = 0; s < expansion->state_count; s++) {
    const SulExpansionState *state = &expansion->states[s];
    json_t *object = json_object();
    PutText(object, "name", state->name);
    SulJsonPut(object, "lithiation", state->lithiation);
    SulJsonPut(object, "utilisation", state->utilisation);
    json_object_set_new(object, "clipped", json_boolean(state->utilisation != state->lithiation));
    SulJsonPut(object, "active_volume_ratio", 1 + state->growth);
    PutCountings(object, "volume_change", state->change);
    SulJsonPut(object, "porosity", state->porosity[SUL_COUNT_LAYER]);
    SulJsonPut(object, "porosity_pores_yield", state->porosity[SUL_COUNT_YIELD]);
    PutCountings(object, "thickness", state->thickness);
    SulJsonPut(object, "active_charge", state->active_charge);
    SulJsonPut(object, "cell_charge", state->cell_charge);
    SulJsonPut(object, "anode_thickness_change", state->anode);
    SulJsonPut(object, "stack_thickness_change",
               expansion->request->thickness * state->change[SUL_COUNT_LAYER] + state->anode);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *Charged(const SulExpansion *expansion) {
  const SulExpansionCharged *charged = &expansion->charged;
  if (isnan(expansion->request->charge)) return json_null();
  json_t *object = json_object(), *list = json_array();
  SulJsonPut(object, "charge", expansion->request->charge);
  SulJsonPut(object, "active_mass", charged->mass);
  SulJsonPut(object, "solids_thickness", charged->solids);
  SulJsonPut(object, "porosity", charged->porosity);
  for (int s = 0; s < expansion->state_count; s++) {
    const SulExpansionState *state = &charged->states[s];
    json_t *one = json_object();
    PutText(one, "name", state->name);
    PutCountings(one, "volume_change", state->change);
    SulJsonPut(one, "porosity", state->porosity[SUL_COUNT_LAYER]);
    SulJsonPut(one, "porosity_pores_yield", state->porosity[SUL_COUNT_YIELD]);
    PutCountings(one, "thickness", state->thickness);
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "states", list);
  return object;
}

static json_t *Loadings(const SulExpansion *expansion) {
  json_t *list = json_array();
  for (int i = 0; i < expansion->request->fraction_count; i++) {
    json_t *object = json_object();
    SulJsonPut(object, "fraction", expansion->loadings[i].fraction);
    PutCountings(object, "volume_change", expansion->loadings[i].change);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *Program(void) {
  json_t *program = json_object();
  PutText(program, "name", "sulfem");
  PutText(program, "version", SULFEM_VERSION);
  PutText(program, "command", "expansion");
  return program;
}

char *SulExpansionJson(const SulExpansion *expansion, SulError *error) {
  json_t *root = json_object();
  json_object_set_new(root, "program", Program());
  PutText(root, "recipe", expansion->request->recipe->path);
  PutText(root, "title", expansion->request->recipe->title);
  json_object_set_new(root, "layer", Layer(expansion));
  json_object_set_new(root, "active", Active(expansion));
  PutText(root, "electrolyte",
          expansion->request->recipe->ingredients[expansion->request->recipe->matrix].name);
  SulJsonPut(root, "capacity", expansion->request->capacity);
  SulJsonPut(root, "electrolyte_capacity", expansion->request->electrolyte_capacity);
  json_object_set_new(root, "anode", Anode(expansion));
  json_object_set_new(root, "states", States(expansion));
  json_object_set_new(root, "charged", Charged(expansion));
  json_object_set_new(root, "loadings", Loadings(expansion));
  return SulJsonText(root, 17, expansion->request->recipe->path, error);
}
