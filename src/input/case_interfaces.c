/* SPDX-License-Identifier: BSD-2-Clause */
/* The section `interfaces`: what the faces between two phases can bear. */
#include "case_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#define INTERFACE_EXAMPLE "interfaces: [{between: [sulfur, electrolyte], strength: 50 MPa}]"

/* A group of the case's phases. */
static void ReadGroup(const SulYaml *node, const SulCase *result, char group[SUL_NAME_SIZE],
                      SulError *error) {
  const char **names = SulAllocate(result->phase_count, sizeof *names);
  for (size_t i = 0; i < result->phase_count; i++)
    names[i] = result->phases[i].phase.name;
  size_t which = SulYamlChoice(node, names, result->phase_count, error);
  if (!SulFailed(error)) snprintf(group, SUL_NAME_SIZE, "%s", names[which]);
  free(names);
}

static void ReadBetween(const SulYaml *entry, const SulCase *result, SulInterfaceInput *interface,
                        SulError *error) {
  static const char example[] = "between: [sulfur, electrolyte]";
  const SulYaml *node = SulYamlNeed(entry, "between", example, error);
  size_t count = SulYamlLength(node, example, error);
  if (SulFailed(error)) return;
  if (count != 2) {
    SulYamlFail(node, error, "expected two groups, found %zu; for example: %s", count, example);
    return;
  }
  for (int side = 0; side < 2; side++)
    ReadGroup(node->items[side], result, interface->between[side], error);
  if (!SulFailed(error) && !strcmp(interface->between[0], interface->between[1]))
    SulYamlFail(node, error, "an interface lies between two different groups, found \"%s\" twice",
                interface->between[0]);
}

static bool SamePair(const SulInterfaceInput *a, const SulInterfaceInput *b) {
  int turned = !strcmp(a->between[0], b->between[0]) ? 0 : 1;
  return !strcmp(a->between[0], b->between[turned]) &&
         !strcmp(a->between[1], b->between[1 - turned]);
}

static void ReadInterface(const SulYaml *entry, const SulCase *result, SulInterfaceInput *interface,
                          SulError *error) {
  static const char *const keys[] = {"between", "strength", NULL};
  SulYamlKeys(entry, keys, error);
  interface->line = entry->line;
  ReadBetween(entry, result, interface, error);
  const SulYaml *strength = SulYamlNeed(entry, "strength", "strength: 50 MPa", error);
  interface->strength = SulYamlQuantity(strength, SUL_PRESSURE, error);
  if (SulFailed(error)) return;
  if (!(interface->strength >= 0))
    SulYamlFail(strength, error, "must not be negative, found \"%s\"", strength->text);
  for (const SulInterfaceInput *other = result->interfaces; other < interface; other++)
    if (SamePair(interface, other))
      SulYamlFail(entry, error, "\"%s\" and \"%s\" have an entry already, on line %d",
                  interface->between[0], interface->between[1], other->line);
}

void SulCaseInterfaces(const SulYaml *root, SulCase *result, SulError *error) {
  const SulYaml *interfaces = SulYamlFind(root, "interfaces");
  size_t count = SulYamlLength(interfaces, INTERFACE_EXAMPLE, error);
  result->interfaces = SulAllocate(count, sizeof *result->interfaces);
  for (; result->interface_count < count && !SulFailed(error); result->interface_count++)
    ReadInterface(interfaces->items[result->interface_count], result,
                  &result->interfaces[result->interface_count], error);
}
