/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipe as a whole: box, mesh, seed; its larger sections have their own files. */
#include "recipe_parts.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/sizes.h>
#include <sulfem/text.h>

const char *const sul_box_faces[6] = {"xmin", "xmax", "ymin", "ymax", "zmin", "zmax"};

double SulRecipeLength(const SulYaml *node, SulError *error) {
  double length = SulYamlQuantity(node, SUL_LENGTH, error);
  if (node && !(length > 0))
    SulYamlFail(node, error, "must be longer than 0, found \"%s\"", node->text);
  return length;
}

double SulRecipeShare(const SulYaml *node, double low, double high, SulError *error) {
  double value = SulYamlNumber(node, error);
  if (node && !(value >= low && value <= high))
    SulYamlFail(node, error, "must lie from %g to %g, found \"%s\"", low, high, node->text);
  return value;
}

int SulRecipeIngredient(const SulYaml *node, const SulRecipe *recipe, SulError *error) {
  const char *name = SulYamlName(node, error);
  if (!name[0]) return -1;
  size_t count = (size_t)recipe->ingredient_count;
  const char **names = SulAllocate(count, sizeof *names);
  int found = -1;
  for (int i = 0; i < recipe->ingredient_count; i++) {
    names[i] = recipe->ingredients[i].name;
    if (strcmp(names[i], name) == 0) found = i;
  }
  if (found < 0) {
    char text[1500] = "";
    const char *nearest = SulTextNearest(name, names, count);
    if (nearest) SulTextAppend(text, sizeof text, "; did you mean \"%s\"?", nearest);
    SulTextAppend(text, sizeof text, "%s there are: ", nearest ? "" : ";");
    SulTextAppendList(text, sizeof text, names, count);
    SulYamlFail(node, error, "the composition has no \"%s\"%s", name, text);
  }
  free(names);
  return found;
}

double SulRecipeUnit(const SulYaml *root, char *name, SulError *error) {
  enum { NAME_SIZE = sizeof((SulRecipe *)0)->length_unit_name };
  const SulYaml *unit = SulYamlFind(root, "length_unit");
  double length = unit ? SulYamlUnit(unit, SUL_LENGTH, error) : 1e-6;
  const char *text = unit ? SulYamlText(unit, error) : "um";
  if (strlen(text) >= NAME_SIZE)
    SulYamlFail(unit, error, "\"%s\" is too long a name of a unit; for example: um", text);
  snprintf(name, NAME_SIZE, "%s", text);
  return length;
}

/* A new string, or NULL where the recipe names no library. */
static char *LibraryPath(const SulYaml *root, const char *recipe, SulError *error) {
  const SulYaml *node = SulYamlFind(root, "library");
  return node ? SulPathBeside(recipe, SulYamlText(node, error)) : NULL;
}

enum { SWEEPS_MOST = 1000000 };

static void ReadPacking(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  static const char *const keys[] = {"monte_carlo_sweeps", NULL};
  const SulYaml *packing = SulYamlFind(root, "packing");
  SulYamlKeys(packing, keys, error);
  const SulYaml *sweeps = SulYamlFind(packing, "monte_carlo_sweeps");
  recipe->sweeps = sweeps ? (int)SulYamlInteger(sweeps, 0, SWEEPS_MOST, error) : -1;
}

static void ReadTop(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  static const char *const keys[] = {"title",     "library", "length_unit", "box",   "composition",
                                     "materials", "matrix",  "porosity",    "pores", "particles",
                                     "carbon",    "packing", "mesh",        "seed",  NULL};
  SulYamlKeys(root, keys, error);
  recipe->title = SulTextCopy(SulYamlText(SulYamlFind(root, "title"), error));
  recipe->library = LibraryPath(root, recipe->path, error);
  recipe->length_unit = SulRecipeUnit(root, recipe->length_unit_name, error);
  const SulYaml *seed = SulYamlFind(root, "seed");
  recipe->seed = seed ? (uint64_t)SulYamlInteger(seed, 0, LLONG_MAX, error) : 1;
}

static void ReadEdges(const SulYaml *edge, SulRecipe *recipe, SulError *error) {
  bool cube = edge && edge->kind == SUL_YAML_SCALAR;
  size_t count = cube ? 0 : SulYamlLength(edge, "edge: [50 um, 50 um, 20 um]", error);
  if (edge && !cube && count != 3)
    SulYamlFail(edge, error, "must be one length (a cube) or three, found %zu", count);
  for (int k = 0; k < 3 && edge && !SulFailed(error); k++)
    recipe->edges[k] = SulRecipeLength(cube ? edge : edge->items[k], error);
}

static void ReadBox(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  static const char *const keys[] = {"edge", "boundary", "particles", "face_gap", NULL};
  static const char *const boundaries[] = {"periodic", "walls"};
  static const char *const faces[] = {"whole", "cut"};
  const SulYaml *box = SulYamlNeed(root, "box", "box: {edge: 50 um}", error);
  SulYamlKeys(box, keys, error);
  const SulYaml *edge = SulYamlNeed(box, "edge", "edge: 50 um", error);
  recipe->edge_line = edge ? edge->key_line : 0;
  ReadEdges(edge, recipe, error);
  const SulYaml *boundary = SulYamlFind(box, "boundary"), *face = SulYamlFind(box, "particles");
  recipe->periodic = boundary && SulYamlChoice(boundary, boundaries, 2, error) == 0;
  recipe->faces = face               ? (SulFaces)SulYamlChoice(face, faces, 2, error)
                  : recipe->periodic ? SUL_FACES_CUT
                                     : SUL_FACES_WHOLE;
  const SulYaml *gap = SulYamlFind(box, "face_gap");
  recipe->face_gap = gap ? SulRecipeLength(gap, error) : recipe->minimum_gap;
}

/* Number-mean radius of all populations together, near enough for a default. */
static double MeanRadius(const SulRecipe *recipe) {
  double mean = 0;
  for (int p = 0; p < recipe->population_count; p++)
    mean += SulSizesMoment(&recipe->populations[p].radius, 1) / recipe->population_count;
  return mean;
}

static void CheckMesh(const SulYaml *mesh, const SulRecipe *recipe, SulError *error) {
  const SulMeshWishes *wishes = &recipe->mesh;
  const SulYaml *near = SulYamlFind(mesh, "size_at_particles");
  const SulYaml *far = SulYamlFind(mesh, "size_far");
  double largest = 0, unit = recipe->length_unit;
  for (int p = 0; p < recipe->population_count; p++)
    largest = fmax(largest, recipe->populations[p].radius.max);
  if (wishes->size_at_particles > 2 * largest)
    SulYamlFail(near, error,
                "elements of %g %s are larger than the largest particle (diameter %g %s): none of "
                "them would be seen; write at most a third of the radii",
                wishes->size_at_particles / unit, recipe->length_unit_name, 2 * largest / unit,
                recipe->length_unit_name);
  if (wishes->size_far < wishes->size_at_particles)
    SulYamlFail(far ? far : near, error,
                "the size far from the particles (%g %s) must not be below the size at them "
                "(%g %s)",
                wishes->size_far / unit, recipe->length_unit_name, wishes->size_at_particles / unit,
                recipe->length_unit_name);
  if (wishes->gap_elements == 0 && wishes->size_at_particles > recipe->minimum_gap)
    SulYamlFail(
        near ? near : SulYamlFind(mesh, "gap_elements"), error,
        "the mesh size, %g %s, is larger than the minimum gap between particles, %g %s, and "
        "gap_elements: 0 forbids smaller elements there; enlarge minimum_gap, write a "
        "smaller size, or leave gap_elements out",
        wishes->size_at_particles / unit, recipe->length_unit_name, recipe->minimum_gap / unit,
        recipe->length_unit_name);
}

static void ReadMesh(const SulYaml *root, SulRecipe *recipe, SulError *error) {
  static const char *const keys[] = {"size_at_particles", "size_far", "growth",        "order",
                                     "gap_elements",      "mesher",   "quality_floor", NULL};
  static const char *const meshers[] = {"delaunay", "hxt"};
  const SulYaml *mesh = SulYamlFind(root, "mesh");
  SulYamlKeys(mesh, keys, error);
  if (SulFailed(error)) return;
  const SulYaml *near = SulYamlFind(mesh, "size_at_particles");
  const SulYaml *far = SulYamlFind(mesh, "size_far"), *growth = SulYamlFind(mesh, "growth");
  const SulYaml *order = SulYamlFind(mesh, "order"), *gap = SulYamlFind(mesh, "gap_elements");
  const SulYaml *mesher = SulYamlFind(mesh, "mesher"), *floor = SulYamlFind(mesh, "quality_floor");
  SulMeshWishes *wishes = &recipe->mesh;
  recipe->size_line = near ? near->key_line : 0;
  wishes->size_at_particles = near ? SulRecipeLength(near, error) : 0.25 * MeanRadius(recipe);
  wishes->size_far = far ? SulRecipeLength(far, error) : 4 * wishes->size_at_particles;
  wishes->growth = growth ? SulRecipeShare(growth, 0.05, 5, error) : 0.5;
  wishes->order = order ? (int)SulYamlInteger(order, 1, 2, error) : 2;
  wishes->gap_elements = gap ? SulRecipeShare(gap, 0, 10, error) : 1;
  wishes->mesher = mesher ? (SulMesher)SulYamlChoice(mesher, meshers, 2, error) : SUL_MESHER_HXT;
  wishes->quality_floor = floor ? SulRecipeShare(floor, 0, 0.5, error) : 0.02;
  if (!SulFailed(error)) CheckMesh(mesh, recipe, error);
}

static SulLibrary *ReadLibrary(const SulYaml *root, const char *recipe, SulError *error) {
  SulLibrary *library = SulLibraryCreate(error);
  SulError unread = {0};
  char *path = library ? LibraryPath(root, recipe, error) : NULL;
  char *text = path && !SulFailed(error) ? SulFileRead(path, &unread) : NULL;
  if (text) SulLibraryAdd(library, path, text, error);
  if (SulFailed(&unread)) SulYamlFail(SulYamlFind(root, "library"), error, "%s", unread.text);
  free(text);
  free(path);
  return library;
}

SulLibrary *SulRecipeLibrary(const char *path, const char *text, SulError *error) {
  SulYaml *root = SulYamlParse(path, text, error);
  SulLibrary *library = root ? ReadLibrary(root, path, error) : NULL;
  SulYamlFree(&root);
  if (SulFailed(error)) SulLibraryFree(&library);
  return library;
}

/* On failure the recipe is empty. */
static void Parse(const SulYaml *root, const char *path, const char *text,
                  const SulLibrary *library, SulRecipe *recipe, SulError *error) {
  *recipe = (SulRecipe){.path = SulTextCopy(path), .text = SulTextCopy(text)};
  ReadTop(root, recipe, error);
  ReadPacking(root, recipe, error);
  SulRecipeComposition(root, library, recipe, error);
  SulRecipeParticles(root, recipe, error);
  ReadBox(root, recipe, error);
  SulRecipePores(root, recipe, error);
  SulRecipeCarbon(root, recipe, error);
  SulRecipeRoles(root, recipe, error);
  if (!SulFailed(error)) SulRecipeFit(recipe, error);
  if (!SulFailed(error)) SulRecipeCount(recipe, error);
  if (!SulFailed(error)) ReadMesh(root, recipe, error);
  if (SulFailed(error)) SulRecipeFree(recipe);
}

void SulRecipeParseWith(const char *path, const char *text, const SulLibrary *library,
                        SulRecipe *recipe, SulError *error) {
  SulYaml *root = SulYamlParse(path, text, error);
  Parse(root, path, text, library, recipe, error);
  SulYamlFree(&root);
}

void SulRecipeParse(const char *path, const char *text, SulRecipe *recipe, SulError *error) {
  SulYaml *root = SulYamlParse(path, text, error);
  SulLibrary *library = root ? ReadLibrary(root, path, error) : NULL;
  *recipe = (SulRecipe){0};
  if (library && !SulFailed(error)) Parse(root, path, text, library, recipe, error);
  SulLibraryFree(&library);
  SulYamlFree(&root);
}

static void FreeSizes(SulSizes *sizes) {
  free(sizes->lower);
  free(sizes->upper);
  free(sizes->weight);
}

void SulRecipeFree(SulRecipe *recipe) {
  for (int p = 0; p < recipe->population_count; p++)
    FreeSizes(&recipe->populations[p].radius);
  FreeSizes(&recipe->pores.radius);
  FreeSizes(&recipe->carbon_spheres.radius);
  free(recipe->populations);
  free(recipe->ingredients);
  free(recipe->path);
  free(recipe->text);
  free(recipe->title);
  free(recipe->library);
  *recipe = (SulRecipe){0};
}
