/* SPDX-License-Identifier: BSD-2-Clause */
/* Particles, pores and carbon, and with them the role of every ingredient. */
#include "recipe_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/random.h>
#include <sulfem/sizes.h>
#include <sulfem/text.h>

#define PARTICLES_EXAMPLE                                                                          \
  "particles: {phase: sulfur, radius: {distribution: uniform, min: 0.5 um, max: 5 um}}"

static const SulPopulation plain = {.share = 1, .aspect_ratio = 1, .ingredient = -1, .coating = -1};

static void ReadDirection(const SulYaml *node, double axis[3], SulError *error) {
  size_t count = SulYamlLength(node, "orientation: [0, 0, 1]", error);
  if (!SulFailed(error) && count != 3)
    SulYamlFail(node, error, "a direction has three components, found %zu", count);
  double length = 0;
  for (int k = 0; k < 3 && !SulFailed(error); k++) {
    axis[k] = SulYamlNumber(node->items[k], error);
    length += axis[k] * axis[k];
  }
  if (!SulFailed(error) && !(length > 0))
    SulYamlFail(node, error, "the direction [0, 0, 0] points nowhere");
  for (int k = 0; k < 3; k++)
    axis[k] /= sqrt(length);
}

static void ReadShape(const SulYaml *shape, SulPopulation *population, SulError *error) {
  static const char *const keys[] = {"aspect_ratio", "orientation", NULL};
  SulYamlKeys(shape, keys, error);
  const SulYaml *ratio = SulYamlFind(shape, "aspect_ratio");
  const SulYaml *orientation = SulYamlFind(shape, "orientation");
  if (ratio)
    population->aspect_ratio = SulRecipeShare(ratio, 1 / SUL_ASPECT_MOST, SUL_ASPECT_MOST, error);
  population->aligned = orientation && orientation->kind == SUL_YAML_SEQUENCE;
  if (population->aligned)
    ReadDirection(orientation, population->axis, error);
  else if (orientation && strcmp(SulYamlText(orientation, error), "random") != 0)
    SulYamlFail(orientation, error, "expected random or a direction; for example: [0, 0, 1]");
}

static void ReadCoating(const SulYaml *coating, const SulRecipe *recipe, SulPopulation *population,
                        SulError *error) {
  static const char *const keys[] = {"phase", "thickness", NULL};
  if (!coating) return;
  SulYamlKeys(coating, keys, error);
  const SulYaml *phase = SulYamlNeed(coating, "phase", "phase: Li7P3S11", error);
  const SulYaml *thickness = SulYamlFind(coating, "thickness");
  population->coating = SulRecipeIngredient(phase, recipe, error);
  population->coating_thickness = SulRecipeLength(thickness, error);
  if (SulFailed(error)) return;
  const SulIngredient *one = &recipe->ingredients[population->coating];
  if (thickness && !one->derived)
    SulYamlFail(thickness, error,
                "cannot stand beside a share of \"%s\" in the composition (line %d), which follows "
                "from the thickness: give one of the two",
                one->name, one->line);
}

static void ReadPopulation(const SulYaml *entry, const SulRecipe *recipe, SulPopulation *population,
                           SulError *error) {
  static const char *const keys[] = {"phase", "share",   "radius", "minimum_gap",
                                     "shape", "coating", NULL};
  *population = plain;
  SulYamlKeys(entry, keys, error);
  const SulYaml *phase = SulYamlNeed(entry, "phase", "phase: sulfur", error);
  const SulYaml *radius = SulYamlNeed(
      entry, "radius", "radius: {distribution: uniform, min: 0.5 um, max: 5 um}", error);
  const SulYaml *share = SulYamlFind(entry, "share");
  if (SulFailed(error) || !entry || !radius) return;
  population->line = entry->line;
  population->radius_line = radius->key_line;
  population->ingredient = SulRecipeIngredient(phase, recipe, error);
  if (share) population->share = SulRecipeShare(share, 0, 1, error);
  SulRecipeSizes(radius, recipe->path, &population->radius, error);
  ReadShape(SulYamlFind(entry, "shape"), population, error);
  ReadCoating(SulYamlFind(entry, "coating"), recipe, population, error);
  if (SulFailed(error)) return;
  const SulIngredient *one = &recipe->ingredients[population->ingredient];
  if (one->derived)
    SulYamlFail(phase, error,
                "\"%s\" is a coating: it needs a share of the composition to be "
                "particles as well",
                one->name);
  else if (!(one->fraction > 0))
    SulYamlFail(phase, error,
                "the composition gives \"%s\" the fraction 0 (line %d): there is "
                "nothing to make particles of",
                one->name, one->line);
}

/* The gap of the recipe: the largest that any population asks for, else a tenth of the smallest
 * radius. */
static void ReadGap(const SulYaml *entry, SulRecipe *recipe, SulError *error) {
  const SulYaml *gap = SulYamlFind(entry, "minimum_gap");
  if (!gap) return;
  double length = SulRecipeLength(gap, error);
  if (length <= recipe->minimum_gap) return;
  recipe->minimum_gap = length;
  recipe->gap_line = gap->key_line;
}

/* The shares of the populations of one ingredient must add up to its whole. */
static void CheckShares(const SulYaml *particles, const SulRecipe *recipe, SulError *error) {
  for (int p = 0; p < recipe->population_count && !SulFailed(error); p++) {
    int ingredient = recipe->populations[p].ingredient;
    double sum = 0;
    for (int q = 0; q < recipe->population_count; q++)
      if (recipe->populations[q].ingredient == ingredient) sum += recipe->populations[q].share;
    if (fabs(sum - 1) > 1e-6)
      SulYamlFail(
          particles, error,
          "the shares of the populations of \"%s\" add up to %.10g, not to 1 (share: is the "
          "part of its volume, 1 where it is left out)",
          recipe->ingredients[ingredient].name, sum);
  }
}

void SulRecipeParticles(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  const SulYaml *particles = SulYamlNeed(root, "particles", PARTICLES_EXAMPLE, error);
  bool list = particles && particles->kind == SUL_YAML_SEQUENCE;
  size_t count = list ? SulYamlLength(particles, PARTICLES_EXAMPLE, error) : 1;
  if (SulFailed(error)) return;
  recipe->populations = SulAllocate(count, sizeof *recipe->populations);
  double least = INFINITY;
  for (size_t p = 0; p < count && !SulFailed(error); p++) {
    const SulYaml *entry = list ? particles->items[p] : particles;
    SulPopulation *population = &recipe->populations[recipe->population_count++];
    ReadPopulation(entry, recipe, population, error);
    ReadGap(entry, recipe, error);
    least = fmin(least, population->radius.min);
  }
  if (recipe->minimum_gap == 0 && particles) {
    recipe->minimum_gap = 0.1 * least;
    recipe->gap_line = particles->key_line;
  }
  CheckShares(particles, recipe, error);
}

void SulRecipePores(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  static const char *const keys[] = {"radius", "representation", "shape", NULL};
  static const char *const kinds[] = {"void", "soft"};
  const SulYaml *porosity = SulYamlFind(root, "porosity"), *pores = SulYamlFind(root, "pores");
  recipe->pores = plain;
  if (SulFailed(error)) return;
  SulYamlKeys(pores, keys, error);
  recipe->porosity = porosity ? SulRecipeShare(porosity, 0, 0.9, error) : 0;
  recipe->porosity_line = porosity ? porosity->key_line : 0;
  const SulYaml *radius = SulYamlFind(pores, "radius");
  const SulYaml *kind = SulYamlFind(pores, "representation");
  recipe->pores.radius_line = radius ? radius->key_line : recipe->porosity_line;
  recipe->pores_meshed = kind && SulYamlChoice(kind, kinds, 2, error) == 1;
  ReadShape(SulYamlFind(pores, "shape"), &recipe->pores, error);
  if (pores && !porosity)
    SulYamlFail(pores, error,
                "the recipe has no \"porosity\", so that there would be no pores; give their share "
                "of the box, for example: porosity: 0.1, or leave this key out");
  if (radius) {
    SulRecipeSizes(radius, recipe->path, &recipe->pores.radius, error);
  } else if (recipe->population_count > 0) {
    double mean = SulSizesMoment(&recipe->populations[0].radius, 1);
    recipe->pores.radius = (SulSizes){.min = 0.4 * mean, .max = 0.6 * mean};
  }
}

static void ReadAggregates(const SulYaml *carbon, SulRecipe *recipe, SulError *error) {
  const SulYaml *radius = SulYamlNeed(carbon, "radius", "radius: 0.3 um", error);
  const SulYaml *attachment = SulYamlFind(carbon, "attachment");
  const SulYaml *surface = SulYamlFind(carbon, "surface");
  SulRecipeSizes(radius, recipe->path, &recipe->carbon_spheres.radius, error);
  recipe->carbon_spheres.radius_line = radius ? radius->key_line : 0;
  recipe->carbon_attachment = attachment ? SulRecipeShare(attachment, 0, 1, error) : 0.9;
  recipe->carbon_surface = surface ? SulRecipeShare(surface, 0, 1, error) : 0.5;
}

static void ReadRepresentation(const SulYaml *carbon, SulRecipe *recipe, SulError *error) {
  static const char *const smeared_keys[] = {"phase", "representation", "rule", NULL};
  static const char *const aggregate_keys[] = {"phase",      "representation", "radius",
                                               "attachment", "surface",        NULL};
  static const char *const all_keys[] = {"phase",      "representation", "rule", "radius",
                                         "attachment", "surface",        NULL};
  static const char *const kinds[] = {"smeared", "aggregates"};
  static const char *const rules[] = {"mori-tanaka", "hashin-shtrikman-lower",
                                      "hashin-shtrikman-upper"};
  SulYamlKeys(carbon, all_keys, error); /* a typing mistake first, then a key out of place */
  const SulYaml *kind = SulYamlFind(carbon, "representation");
  const SulYaml *rule = SulYamlFind(carbon, "rule");
  bool aggregates = kind && SulYamlChoice(kind, kinds, 2, error) == 1;
  SulYamlKeys(carbon, aggregates ? aggregate_keys : smeared_keys, error);
  recipe->carbon = aggregates ? SUL_CARBON_AGGREGATES : SUL_CARBON_SMEARED;
  recipe->carbon_rule = rule ? (SulRule)SulYamlChoice(rule, rules, 3, error) : SUL_RULE_MORI_TANAKA;
  if (aggregates) ReadAggregates(carbon, recipe, error);
}

/* The ingredients that `phase` names, one or a list. */
static void ReadCarbonPhases(const SulYaml *phase, SulRecipe *recipe, SulError *error) {
  bool list = phase && phase->kind == SUL_YAML_SEQUENCE;
  size_t count = list ? SulYamlLength(phase, "phase: [carbon, PTFE]", error) : 1;
  if (count > 1 && recipe->carbon == SUL_CARBON_AGGREGATES)
    SulYamlFail(phase, error, "aggregates are of one ingredient; several can be smeared");
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    const SulYaml *name = list ? phase->items[i] : phase;
    int ingredient = SulRecipeIngredient(name, recipe, error);
    if (SulFailed(error)) return;
    if (recipe->ingredients[ingredient].smeared)
      SulYamlFail(name, error, "\"%s\" stands there twice", recipe->ingredients[ingredient].name);
    recipe->ingredients[ingredient].smeared = true;
    if (i == 0) recipe->carbon_ingredient = ingredient;
  }
}

static bool AnyCarbon(const SulRecipe *recipe) {
  bool any = false;
  for (int i = 0; i < recipe->ingredient_count; i++)
    any = any || (recipe->ingredients[i].smeared && recipe->ingredients[i].fraction > 0);
  return any;
}

void SulRecipeCarbon(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  const SulYaml *carbon = SulYamlFind(root, "carbon"), *phase = SulYamlFind(carbon, "phase");
  recipe->carbon_spheres = plain;
  recipe->carbon_ingredient = -1;
  if (SulFailed(error)) return;
  recipe->carbon_line = carbon ? carbon->key_line : recipe->composition_line;
  if (carbon) ReadRepresentation(carbon, recipe, error);
  if (phase) ReadCarbonPhases(phase, recipe, error);
  for (int i = 0; i < recipe->ingredient_count && !phase; i++)
    if (strcmp(recipe->ingredients[i].name, "carbon") == 0) {
      recipe->carbon_ingredient = i;
      recipe->ingredients[i].smeared = true;
    }
  if (recipe->carbon_ingredient < 0 && carbon && !SulFailed(error))
    SulYamlFail(carbon, error,
                "the composition has no \"carbon\"; give it a share there, name "
                "another ingredient (phase: binder), or leave this key out");
  recipe->carbon_spheres.ingredient = recipe->carbon_ingredient;
  if (!AnyCarbon(recipe))
    recipe->carbon = SUL_CARBON_NONE;
  else if (!carbon)
    recipe->carbon = SUL_CARBON_SMEARED;
}

static bool HasRole(const SulRecipe *recipe, int ingredient) {
  bool found = recipe->ingredients[ingredient].smeared; /* or the aggregates' */
  for (int p = 0; p < recipe->population_count; p++)
    found = found || recipe->populations[p].ingredient == ingredient ||
            recipe->populations[p].coating == ingredient;
  return found;
}

static int FindMatrix(const SulRecipe *recipe) {
  int found = -1;
  for (int i = 0; i < recipe->ingredient_count; i++) {
    if (HasRole(recipe, i)) continue;
    if (strcmp(recipe->ingredients[i].name, "electrolyte") == 0) return i;
    if (found < 0) found = i;
  }
  return found;
}

static void CheckDouble(const SulYaml *root, const SulRecipe *recipe, SulError *error) {
  const SulYaml *particles = SulYamlFind(root, "particles");
  for (int p = 0; p < recipe->population_count; p++)
    for (int q = 0; q < recipe->population_count; q++) {
      int coating = recipe->populations[q].coating;
      if (coating < 0) continue;
      if (coating == recipe->populations[p].ingredient || recipe->ingredients[coating].smeared ||
          coating == recipe->matrix)
        SulYamlFail(particles, error, "\"%s\" cannot be a coating and %s at once",
                    recipe->ingredients[coating].name,
                    coating == recipe->matrix ? "the matrix" : "particles");
    }
  for (int p = 0; p < recipe->population_count; p++) {
    const SulIngredient *one = &recipe->ingredients[recipe->populations[p].ingredient];
    if (one->smeared)
      SulYamlFail(particles, error, "\"%s\" cannot be particles and the carbon at once", one->name);
  }
}

void SulRecipeRoles(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  if (SulFailed(error)) return;
  const SulYaml *matrix = SulYamlFind(root, "matrix");
  const SulYaml *composition = SulYamlFind(root, "composition");
  const char *carbon = recipe->carbon == SUL_CARBON_SMEARED
                           ? recipe->ingredients[recipe->carbon_ingredient].name
                           : NULL;
  recipe->matrix = matrix ? SulRecipeIngredient(matrix, recipe, error) : FindMatrix(recipe);
  if (SulFailed(error)) return;
  if (recipe->matrix < 0)
    SulYamlFail(composition, error,
                "nothing is left for the matrix around the particles: every ingredient is "
                "particles, coating or carbon; add one, for example: electrolyte: 0.5");
  else if (matrix && HasRole(recipe, recipe->matrix))
    SulYamlFail(matrix, error, "\"%s\" has another role already (particles, coating or carbon)",
                recipe->ingredients[recipe->matrix].name);
  else if (!(recipe->ingredients[recipe->matrix].fraction > 0))
    SulYamlFail(composition, error, "the matrix, \"%s\", has the fraction 0",
                recipe->ingredients[recipe->matrix].name);
  for (int i = 0; i < recipe->ingredient_count && !SulFailed(error); i++)
    if (i != recipe->matrix && !HasRole(recipe, i))
      SulYamlFail(SulYamlFind(composition, recipe->ingredients[i].name), error,
                  "nothing says what \"%s\" is: it is neither the matrix (\"%s\") nor particles, "
                  "coating or carbon; add it to particles, or smear it into the matrix: carbon: "
                  "{phase: %s%s%s%s%s}",
                  recipe->ingredients[i].name, recipe->ingredients[recipe->matrix].name,
                  carbon ? "[" : "", carbon ? carbon : "", carbon ? ", " : "",
                  recipe->ingredients[i].name, carbon ? "]" : "");
  if (!SulFailed(error)) CheckDouble(root, recipe, error);
}

static double LongestOver(const SulPopulation *population) {
  double ratio = population->aspect_ratio, across = 1 / SulStableCubeRoot(ratio);
  return ratio > 1 ? across * ratio : across;
}

/* The largest body of a population must find room between two opposite faces; that of a box whose
 * distances wrap must not meet its own copy. */
static void FitPopulation(const SulRecipe *recipe, const SulPopulation *population, const char *key,
                          SulError *error) {
  double edge = fmin(recipe->edges[0], fmin(recipe->edges[1], recipe->edges[2]));
  double longest = LongestOver(population), unit = recipe->length_unit;
  bool wraps = recipe->periodic || recipe->faces == SUL_FACES_CUT;
  double times = wraps && population->aspect_ratio != 1 ? 4 : 2;
  double extra = times * population->coating_thickness + 2 * recipe->face_gap;
  double needed = times * longest * population->radius.max + extra;
  if (needed <= edge) return;
  double fits = (edge - extra) / (times * longest);
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"%s\": the largest radius, %g %s, does not fit into the box (edge %g "
              "%s) with the gap of %g %s to the faces; what would fit: radii up to %.4g %s, or an "
              "edge of at least %.4g %s",
              recipe->path, population->radius_line, key, population->radius.max / unit,
              recipe->length_unit_name, edge / unit, recipe->length_unit_name,
              recipe->face_gap / unit, recipe->length_unit_name, fmax(fits, 0) / unit,
              recipe->length_unit_name, needed / unit, recipe->length_unit_name);
}

void SulRecipeFit(const SulRecipe *recipe, SulError *error) {
  double edge = fmin(recipe->edges[0], fmin(recipe->edges[1], recipe->edges[2]));
  double unit = recipe->length_unit;
  if (recipe->minimum_gap >= 0.5 * edge)
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: key \"particles.minimum_gap\": a gap of %g %s between particles is larger "
                "than the box (edge %g %s) allows; write one of a few element sizes, such as a "
                "tenth of the smallest radius (%.3g %s)",
                recipe->path, recipe->gap_line, recipe->minimum_gap / unit,
                recipe->length_unit_name, edge / unit, recipe->length_unit_name,
                0.1 * recipe->populations[0].radius.min / unit, recipe->length_unit_name);
  for (int p = 0; p < recipe->population_count; p++)
    FitPopulation(recipe, &recipe->populations[p], "particles.radius", error);
  if (recipe->porosity > 0) FitPopulation(recipe, &recipe->pores, "pores.radius", error);
  if (recipe->carbon == SUL_CARBON_AGGREGATES)
    FitPopulation(recipe, &recipe->carbon_spheres, "carbon.radius", error);
}
