/* SPDX-License-Identifier: BSD-2-Clause */
/* The sums as tables for people. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "expansion.h"

enum { LABEL = 42, COLUMN = 17 };

static const double per_areal = 3.6e4; /* C/m2 in 1 mAh/cm2 */

static const char *const countings[SUL_COUNTINGS] = {
    [SUL_COUNT_PAIR] = "active material and electrolyte alone",
    [SUL_COUNT_SOLIDS] = "all solids, no pores",
    [SUL_COUNT_LAYER] = "solids and pores, which stay",
    [SUL_COUNT_YIELD] = "solids and pores, which give way",
};

/* ---- Cells ----------------------------------------------------------------------------------- */

/* A number with its unit, right-aligned, or a dash. */
static void Cell(const char *format, double value, const char *unit) {
  char text[64] = "-";
  int length = isfinite(value) ? snprintf(text, sizeof text, format, value) : 0;
  if (length > 0) snprintf(text + length, sizeof text - (size_t)length, "%s", unit);
  printf("%*s", COLUMN, text);
}

static void Label(const char *text) {
  printf("  %-*s", LABEL - 2, text);
}

/* One line: a number of each state. */
static void Line(const SulExpansion *expansion, const char *label, size_t place, double scale,
                 const char *format, const char *unit) {
  Label(label);
  for (int s = 0; s < expansion->state_count; s++) {
    const char *state = (const char *)&expansion->states[s];
    Cell(format, scale * *(const double *)(const void *)(state + place), unit);
  }
  printf("\n");
}

#define PLACE(member) offsetof(SulExpansionState, member)

static void Head(const SulExpansion *expansion, const char *title) {
  printf("\n%-*s", LABEL, title);
  for (int s = 0; s < expansion->state_count; s++) {
    char name[32];
    snprintf(name, sizeof name, "%s", expansion->states[s].name);
    for (char *c = name; (c = strchr(c, '_'));)
      *c = '-';
    printf("%*s", COLUMN, name);
  }
  printf("\n");
}

static void Value(const char *label, const char *format, double value, const char *unit) {
  Label(label);
  Cell(format, value, unit);
  printf("\n");
}

/* ---- Layer and material ---------------------------------------------------------------------- */

static void PrintLayer(const SulExpansion *expansion) {
  const SulRecipe *recipe = expansion->request->recipe;
  if (recipe->title[0]) printf("%s\n\n", recipe->title);
  printf("%-*s%*s%*s%*s%*s\n", LABEL, "layer", COLUMN, "weight of solids", COLUMN, "volume of them",
         COLUMN, "volume of layer", COLUMN, "density");
  for (int i = 0; i < recipe->ingredient_count; i++) {
    const SulIngredient *what = &recipe->ingredients[i];
    char label[2 * SUL_NAME_SIZE + 4];
    snprintf(label, sizeof label, what->material[0] ? "%s (%s)" : "%s", what->name, what->material);
    Label(label);
    Cell("%.2f", 100 * expansion->shares[i].weight, " %");
    Cell("%.2f", 100 * expansion->shares[i].of_solids, " %");
    Cell("%.2f", 100 * expansion->shares[i].of_layer, " %");
    Cell("%.3f", what->density > 0 ? 1e-3 * what->density : NAN, " g/cm3");
    printf("\n");
  }
  Label("pores");
  printf("%*s%*s", COLUMN, "", COLUMN, "");
  Cell("%.2f", 100 * expansion->layer.pores, " %");
  printf("\n");
  Value("density of the layer", "%.4f", 1e-3 * expansion->density, " g/cm3");
  Value("electrolyte per active material, by mass", "%.4f", expansion->electrolyte_per_active, "");
}

static void PrintActive(const SulExpansion *expansion) {
  const SulExpansionRequest *request = expansion->request;
  const SulIngredient *what = &expansion->request->recipe->ingredients[request->active];
  printf("\nactive material: %s\n", what->name);
  if (request->reaction)
    printf("  %-*s %s (lithium %s)\n", LABEL - 2, "reaction", request->reaction->entry.name,
           SulReactionTakesLithium(request->reaction) ? "enters" : "leaves");
  Value(request->volume_change_given ? "volume change dV/V0, as given" : "volume change dV/V0",
        "%+.2f", 100 * request->volume_change, " %");
  Value("theoretical capacity", "%.3f", request->theoretical_capacity / 3600, " mAh/g");
  Value("thickness per mAh/cm2 of its charge", "%+.4f",
        1e6 * per_areal * expansion->volume_per_charge, " um");
  if (!expansion->request->anode) return;
  Value("thickness of the anode for the same", "%+.4f",
        1e6 * per_areal * expansion->anode_per_charge, " um");
  Value("both", "%+.4f",
        1e6 * per_areal * (expansion->volume_per_charge + expansion->anode_per_charge), " um");
  printf("  %-*s %s%s\n", LABEL - 2, "the anode's reaction", expansion->request->anode->entry.name,
         expansion->anode_backwards ? " (backwards)" : "");
}

/* ---- States ---------------------------------------------------------------------------------- */

static void PrintCapacity(const SulExpansion *expansion) {
  if (isnan(expansion->request->capacity)) return;
  printf("\ncapacity %.6g mAh/g of active material; electrolyte %.6g mAh/g of its own mass\n",
         expansion->request->capacity / 3600, expansion->request->electrolyte_capacity / 3600);
  printf("  mass-consistent: (Q - q m_electrolyte/m_active) / Q_theoretical; simple: (Q - q) / "
         "Q_theoretical\n");
}

static void PrintChanges(const SulExpansion *expansion) {
  Head(expansion, "change of volume");
  Line(expansion, "lithiation", PLACE(lithiation), 100, "%.2f", " %");
  Line(expansion, "active material, V/V0 - 1", PLACE(growth), 100, "%+.2f", " %");
  for (size_t c = 0; c < SUL_COUNTINGS; c++)
    Line(expansion, countings[c], PLACE(change) + c * sizeof(double), 100, "%+.2f", " %");
  Line(expansion, "pores afterwards, which stay", PLACE(porosity[SUL_COUNT_LAYER]), 100, "%.2f",
       " %");
  Line(expansion, "pores afterwards, which give way", PLACE(porosity[SUL_COUNT_YIELD]), 100, "%.2f",
       " %");
}

static void PrintStack(const SulExpansion *expansion) {
  if (!expansion->request->anode) return;
  Line(expansion, "anode thicker by", PLACE(anode), 1e6, "%+.3f", " um");
  Label("layer (pores stay) and anode");
  for (int s = 0; s < expansion->state_count; s++) {
    const SulExpansionState *state = &expansion->states[s];
    Cell("%+.3f",
         1e6 * (expansion->request->thickness * state->change[SUL_COUNT_LAYER] + state->anode),
         " um");
  }
  printf("\n");
}

static void PrintThickness(const SulExpansion *expansion) {
  if (isnan(expansion->request->thickness)) return;
  char title[64];
  snprintf(title, sizeof title, "thickness, from %.6g um", 1e6 * expansion->request->thickness);
  Head(expansion, title);
  for (size_t c = 0; c < SUL_COUNTINGS; c++)
    Line(expansion, countings[c], PLACE(thickness) + c * sizeof(double), 1e6, "%.3f", " um");
  Line(expansion, "charge of the active material", PLACE(active_charge), 1 / per_areal, "%.4f",
       " mAh/cm2");
  Line(expansion, "charge of the cell", PLACE(cell_charge), 1 / per_areal, "%.4f", " mAh/cm2");
  PrintStack(expansion);
}

/* One line: a number of each state of the layer with the measured charge. */
static void ChargedLine(const SulExpansion *expansion, const char *label, const char *format,
                        size_t place, double scale) {
  Label(label);
  for (int s = 0; s < expansion->state_count; s++) {
    const char *state = (const char *)&expansion->charged.states[s];
    Cell(format, scale * *(const double *)(const void *)(state + place), "");
  }
  printf("\n");
}

static void PrintCharged(const SulExpansion *expansion) {
  const SulExpansionCharged *charged = &expansion->charged;
  if (isnan(expansion->request->charge)) return;
  printf("\nfrom the measured charge, in the place of the recipe's porosity\n");
  Value("charge", "%.4f", expansion->request->charge / per_areal, " mAh/cm2");
  Value("active material that gave it", "%.4f", 100 * charged->mass, " mg/cm2");
  Value("thickness of all solids without pores", "%.3f", 1e6 * charged->solids, " um");
  Value("pores that go with this thickness", "%.2f", 100 * charged->porosity, " %");
  char title[64];
  snprintf(title, sizeof title, "  with them, from %.6g um", 1e6 * expansion->request->thickness);
  Head(expansion, title);
  ChargedLine(expansion, "solids and pores, which stay", "%.3f um",
              PLACE(thickness[SUL_COUNT_LAYER]), 1e6);
  ChargedLine(expansion, "solids and pores, which give way", "%.3f um",
              PLACE(thickness[SUL_COUNT_YIELD]), 1e6);
  ChargedLine(expansion, "pores afterwards, which stay", "%.2f %%",
              PLACE(porosity[SUL_COUNT_LAYER]), 100);
  ChargedLine(expansion, "pores afterwards, which give way", "%.2f %%",
              PLACE(porosity[SUL_COUNT_YIELD]), 100);
}

static void PrintLoadings(const SulExpansion *expansion) {
  const SulRecipe *recipe = expansion->request->recipe;
  if (expansion->request->fraction_count == 0) return;
  printf("\nchange of volume at full lithiation, by the share of %s in the solids by %s\n",
         recipe->ingredients[expansion->request->active].name,
         recipe->by_weight ? "weight" : "volume");
  printf("  %8s%*s%*s%*s%*s\n", "share", COLUMN, "with electrolyte", COLUMN, "all solids", COLUMN,
         "pores stay", COLUMN, "pores give way");
  for (int i = 0; i < expansion->request->fraction_count; i++) {
    printf("  %6.4g %%", 100 * expansion->loadings[i].fraction);
    for (int c = 0; c < SUL_COUNTINGS; c++)
      Cell("%+.2f", 100 * expansion->loadings[i].change[c], " %");
    printf("\n");
  }
}

/* ---- Notes ----------------------------------------------------------------------------------- */

static void PrintNotes(const SulExpansion *expansion) {
  const SulExpansionRequest *request = expansion->request;
  const SulIngredient *what = &expansion->request->recipe->ingredients[request->active];
  printf("\nOnly the active material changes its volume, and the layer only its thickness.\n");
  for (int s = 0; s < expansion->state_count; s++) {
    const SulExpansionState *state = &expansion->states[s];
    if (state->utilisation != state->lithiation)
      printf("Clipped: the %s utilisation would be %.2f %%; capacities and masses do not go "
             "together.\n",
             state->name[0] == 's' ? "simple" : "mass-consistent", 100 * state->utilisation);
  }
  double density = request->reaction ? request->reaction->active->density : 0;
  if (density > 0 && what->density > 0 && fabs(density / what->density - 1) > 1e-9)
    printf("The recipe's density of %s is %.4g g/cm3, that of the reaction's %s %.4g g/cm3: dV/V0 "
           "rests on the latter.\n",
           what->name, 1e-3 * what->density, request->reaction->active->entry.name, 1e-3 * density);
}

void SulExpansionTable(const SulExpansion *expansion) {
  PrintLayer(expansion);
  PrintActive(expansion);
  PrintCapacity(expansion);
  PrintChanges(expansion);
  PrintThickness(expansion);
  PrintCharged(expansion);
  PrintLoadings(expansion);
  PrintNotes(expansion);
}
