/* SPDX-License-Identifier: BSD-2-Clause */
/* Recipes of images: where the labels are, what they mean, how they are meshed. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/image.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

enum { MOST_PHASES = 200 };

/* ---- the stored image */

/* Three whole numbers, along x, y, z. */
static void ReadThree(const SulYaml *node, long long least, int values[3], SulError *error) {
  size_t count = SulYamlLength(node, "[200, 200, 100]", error);
  if (node && !SulFailed(error) && count != 3)
    SulYamlFail(node, error, "must be three numbers, along x, y and z; found %zu", count);
  for (int d = 0; d < 3 && node && !SulFailed(error); d++)
    values[d] = (int)SulYamlInteger(node->items[d], least, SUL_IMAGE_EDGE, error);
}

static void ReadAxes(const SulYaml *node, int axes[3], SulError *error) {
  static const char *const orders[] = {"zyx", "zxy", "yzx", "yxz", "xzy", "xyz"};
  const char *order = orders[node ? SulYamlChoice(node, orders, 6, error) : 0];
  for (int d = 0; d < 3; d++)
    axes[d] = order[d] - 'x';
}

/* What tells how raw numbers are stored; `format` is the recipe's `image` or a header. */
static void ReadRaw(const SulYaml *format, SulImageFile *file, SulError *error) {
  static const char *const types[] = {"uint8", "int8", "uint16", "int16", "uint32", "int32"};
  static const char *const orders[] = {"little", "big"};
  ReadThree(
      SulYamlNeed(format, "size", "size: [200, 200, 100] (or, in HDF5, dataset: labels)", error), 1,
      file->size, error);
  const SulYaml *type = SulYamlNeed(format, "type", "type: uint8", error);
  const SulYaml *order = SulYamlFind(format, "byte_order");
  const SulYaml *header = SulYamlFind(format, "header_bytes");
  if (type) file->type = (SulImageType)SulYamlChoice(type, types, SUL_IMAGE_TYPES, error);
  file->big_endian = order && SulYamlChoice(order, orders, 2, error) == 1;
  file->header_bytes = header ? SulYamlInteger(header, 0, INT_MAX, error) : 0;
}

static const char *const raw_keys[] = {"size", "type", "byte_order", "header_bytes", NULL};

static void RefuseRawKeys(const SulYaml *image, const char *why, SulError *error) {
  for (int k = 0; raw_keys[k]; k++)
    SulYamlFail(SulYamlFind(image, raw_keys[k]), error, "%s", why);
}

static void ReadVoxel(const SulYaml *node, SulImageRecipe *recipe, SulError *error) {
  if (node && node->kind == SUL_YAML_SEQUENCE)
    SulYamlFail(node, error,
                "voxels must be cubes, of one edge (0.1 um); resample an image of other voxels");
  recipe->voxel = SulRecipeLength(node, error);
}

/* The header of a raw file: the keys of a raw image, and where the file is, beside it. */
static void ReadHeader(const SulYaml *image, const char *path, SulImageRecipe *recipe,
                       SulError *error) {
  static const char *const keys[] = {"file",         "size", "type",  "byte_order",
                                     "header_bytes", "axes", "voxel", NULL};
  SulError unread = {0};
  char *text = SulFileRead(path, &unread);
  if (!text) SulYamlFail(SulYamlFind(image, "file"), error, "%s", unread.text);
  SulYaml *header = text ? SulYamlParse(path, text, error) : NULL;
  free(text);
  SulYamlKeys(header, keys, error);
  RefuseRawKeys(image, "stands in the header that file names; write it there", error);
  SulYamlFail(SulYamlFind(image, "axes"), error,
              "stands in the header that file names; write it there");
  const char *name = SulYamlText(SulYamlNeed(header, "file", "file: tomogram.raw", error), error);
  recipe->file.path = SulPathBeside(path, name);
  recipe->header = SulTextCopy(path);
  ReadRaw(header, &recipe->file, error);
  ReadAxes(SulYamlFind(header, "axes"), recipe->file.axes, error);
  const SulYaml *voxel = SulYamlFind(image, "voxel");
  if (voxel && SulYamlFind(header, "voxel"))
    SulYamlFail(voxel, error, "stands in the header that file names, too; give one of the two");
  ReadVoxel(voxel ? voxel : SulYamlNeed(header, "voxel", "voxel: 0.1 um", error), recipe, error);
  SulYamlFree(&header);
}

static void ReadFile(const SulYaml *image, SulImageRecipe *recipe, SulError *error) {
  const SulYaml *file = SulYamlNeed(image, "file", "file: tomogram.h5", error);
  const SulYaml *dataset = SulYamlFind(image, "dataset");
  char *path = SulPathBeside(recipe->path, SulYamlText(file, error));
  if (SulTextEndsIn(path, ".yaml") || SulTextEndsIn(path, ".yml")) {
    SulYamlFail(dataset, error, "belongs to an HDF5 file, not to the header of a raw one");
    ReadHeader(image, path, recipe, error);
    free(path);
    return;
  }
  recipe->file.path = path;
  if (dataset) {
    RefuseRawKeys(image, "belongs to a raw file; an HDF5 file knows it (leave it or dataset out)",
                  error);
    recipe->file.dataset = SulTextCopy(SulYamlText(dataset, error));
  } else if (SulTextEndsIn(path, ".h5") || SulTextEndsIn(path, ".hdf5")) {
    SulYamlNeed(image, "dataset", "dataset: labels (its place in the HDF5 file)", error);
  } else {
    ReadRaw(image, &recipe->file, error);
  }
  ReadAxes(SulYamlFind(image, "axes"), recipe->file.axes, error);
  ReadVoxel(SulYamlNeed(image, "voxel", "voxel: 0.1 um", error), recipe, error);
}

static void ReadRegion(const SulYaml *region, SulImageFile *file, SulError *error) {
  static const char *const keys[] = {"from", "size", NULL};
  SulYamlKeys(region, keys, error);
  if (!region) return;
  const SulYaml *from = SulYamlFind(region, "from");
  if (from) ReadThree(from, 0, file->from, error);
  ReadThree(SulYamlNeed(region, "size", "size: [100, 100, 50]", error), 1, file->region, error);
}

/* ---- labels and phases */

static void AddLabel(const SulYaml *node, int phase, SulImageLabels *labels, SulError *error) {
  long long value = SulYamlInteger(node, INT_MIN, UINT_MAX, error);
  for (int i = 0; i < labels->count && !SulFailed(error); i++)
    if (labels->labels[i].value == value)
      SulYamlFail(node, error, "label %lld is given to \"%s\" already", value,
                  labels->names[labels->labels[i].phase]);
  labels->labels = SulReallocate(labels->labels, (size_t)labels->count + 1, sizeof *labels->labels);
  labels->labels[labels->count++] = (SulImageLabel){value, phase};
}

static void AddPhase(const SulYaml *node, SulImageLabels *labels, SulError *error) {
  int phase = labels->phase_count++;
  if (strlen(node->key) >= SUL_NAME_SIZE || !node->key[0] || strpbrk(node->key, "\"\n"))
    SulYamlFail(node, error, "a name of a phase has 1 to %d characters, without quotes",
                SUL_NAME_SIZE - 1);
  for (int f = 0; f < 6; f++)
    if (strcmp(node->key, sul_box_faces[f]) == 0)
      SulYamlFail(node, error, "this name is taken by a face of the box");
  snprintf(labels->names[phase], SUL_NAME_SIZE, "%s", node->key);
  if (node->kind != SUL_YAML_SEQUENCE) {
    AddLabel(node, phase, labels, error);
    return;
  }
  size_t count = SulYamlLength(node, "electrolyte: [2, 3]", error);
  for (size_t i = 0; i < count && !SulFailed(error); i++)
    AddLabel(node->items[i], phase, labels, error);
}

/* A new string (free it): how a message about this key of `image` begins. */
static char *PlaceOf(const SulYaml *node, const SulImageRecipe *recipe) {
  size_t size = strlen(recipe->path) + strlen(node->key) + 64;
  char *place = SulAllocate(size, 1);
  snprintf(place, size, "%s:%d: key \"image.%s\"", recipe->path, node->key_line, node->key);
  return place;
}

static void ReadLabels(const SulYaml *node, SulImageRecipe *recipe, SulError *error) {
  SulImageLabels *labels = &recipe->labels;
  if (!node || SulFailed(error)) return;
  if (node->kind != SUL_YAML_MAPPING || node->count == 0 || node->count > MOST_PHASES) {
    SulYamlFail(node, error,
                "must name 1 to %d phases with their labels; for example: {sulfur: 1, "
                "electrolyte: [2, 3], pore: 0}",
                MOST_PHASES);
    return;
  }
  labels->place = PlaceOf(node, recipe);
  labels->names = SulAllocate(node->count, sizeof *labels->names);
  recipe->meshed = SulAllocate(node->count, sizeof *recipe->meshed);
  for (size_t i = 0; i < node->count && !SulFailed(error); i++) {
    recipe->meshed[i] = true;
    AddPhase(node->items[i], labels, error);
  }
}

static int PhaseNamed(const SulYaml *node, const SulImageLabels *labels, SulError *error) {
  const char *names[MOST_PHASES];
  for (int p = 0; p < labels->phase_count; p++)
    names[p] = labels->names[p];
  return (int)SulYamlChoice(node, names, (size_t)labels->phase_count, error);
}

static void ReadVoids(const SulYaml *node, SulImageRecipe *recipe, SulError *error) {
  if (!node || SulFailed(error)) return;
  bool one = node->kind == SUL_YAML_SCALAR;
  size_t count = one ? 1 : SulYamlLength(node, "void: [pore]", error);
  int left = recipe->labels.phase_count;
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    int phase = PhaseNamed(one ? node : node->items[i], &recipe->labels, error);
    if (SulFailed(error)) return;
    left -= recipe->meshed[phase];
    recipe->meshed[phase] = false;
  }
  if (left == 0) SulYamlFail(node, error, "leaves no phase that is meshed");
}

static void ReadImage(const SulYaml *image, SulImageRecipe *recipe, SulError *error) {
  static const char *const keys[] = {
      "file",   "dataset", "size",   "type",    "byte_order",      "header_bytes", "axes", "voxel",
      "labels", "void",    "region", "coarsen", "smallest_region", "loose",        NULL};
  static const char *const loose[] = {"remove", "refuse"};
  SulYamlKeys(image, keys, error);
  if (SulFailed(error)) return;
  recipe->image_line = image->key_line;
  ReadFile(image, recipe, error);
  ReadRegion(SulYamlFind(image, "region"), &recipe->file, error);
  ReadLabels(SulYamlNeed(image, "labels", "labels: {sulfur: 1, electrolyte: 2, pore: 0}", error),
             recipe, error);
  ReadVoids(SulYamlFind(image, "void"), recipe, error);
  const SulYaml *coarsen = SulYamlFind(image, "coarsen"), *keep = SulYamlFind(image, "loose");
  const SulYaml *smallest = SulYamlFind(image, "smallest_region");
  recipe->coarsen = coarsen ? (int)SulYamlInteger(coarsen, 1, 100, error) : 1;
  recipe->file.block = recipe->coarsen;
  if (coarsen) recipe->file.block_place = PlaceOf(coarsen, recipe);
  recipe->smallest_region = smallest ? (size_t)SulYamlInteger(smallest, 0, INT_MAX, error) : 0;
  recipe->keep_loose = keep && SulYamlChoice(keep, loose, 2, error) == 1;
}

/* ---- the mesh */

static void ReadSmooth(const SulYaml *mesh, SulImageRecipe *recipe, SulError *error) {
  double voxel = recipe->voxel * recipe->coarsen;
  const SulYaml *size = SulYamlFind(mesh, "size"), *near = SulYamlFind(mesh, "size_at_interfaces");
  const SulYaml *distance = SulYamlFind(mesh, "distance");
  const SulYaml *smoothing = SulYamlFind(mesh, "smoothing");
  recipe->size = size ? SulRecipeLength(size, error) : 4 * voxel;
  recipe->size_at_interfaces = near ? SulRecipeLength(near, error) : 0.5 * recipe->size;
  recipe->distance = distance ? SulRecipeLength(distance, error) : 0.3 * voxel;
  recipe->smoothing = smoothing ? SulRecipeShare(smoothing, 0, 10, error) : 1;
  if (!SulFailed(error) && recipe->size_at_interfaces > recipe->size)
    SulYamlFail(near, error, "must not be larger than size, %g %s",
                recipe->size / recipe->length_unit, recipe->length_unit_name);
}

static void ReadImageMesh(const SulYaml *mesh, SulImageRecipe *recipe, SulError *error) {
  static const char *const keys[] = {
      "surface", "size", "size_at_interfaces", "distance", "smoothing", "quality_floor", NULL};
  static const char *const surfaces[] = {"stairs", "smooth"};
  SulYamlKeys(mesh, keys, error);
  if (!mesh || SulFailed(error)) return;
  recipe->mesh_line = mesh->key_line;
  const SulYaml *surface = SulYamlNeed(mesh, "surface", "surface: smooth (or stairs)", error);
  const SulYaml *floor = SulYamlFind(mesh, "quality_floor");
  if (surface) recipe->surface = (SulImageSurface)SulYamlChoice(surface, surfaces, 2, error);
  recipe->quality_floor = floor ? SulRecipeShare(floor, 0, 0.5, error) : 0.02;
  if (SulFailed(error)) return;
  if (recipe->surface == SUL_SURFACE_SMOOTH) {
    ReadSmooth(mesh, recipe, error);
    return;
  }
  for (int k = 1; k < 5; k++)
    SulYamlFail(SulYamlFind(mesh, keys[k]), error,
                "belongs to smooth surfaces; stairs have elements as large as voxels, and "
                "image.coarsen makes them larger");
}

bool SulRecipeHasImage(const char *path, const char *text) {
  SulError ignored = {0};
  SulYaml *root = SulYamlParse(path, text, &ignored);
  bool has = SulYamlFind(root, "image") != NULL;
  SulYamlFree(&root);
  return has;
}

void SulImageRecipeParse(const char *path, const char *text, SulImageRecipe *recipe,
                         SulError *error) {
  static const char *const keys[] = {"title", "length_unit", "image", "mesh", NULL};
  *recipe = (SulImageRecipe){.path = SulTextCopy(path), .text = SulTextCopy(text)};
  SulYaml *root = SulYamlParse(path, text, error);
  SulYamlKeys(root, keys, error);
  recipe->title = SulTextCopy(SulYamlText(SulYamlFind(root, "title"), error));
  recipe->length_unit = SulRecipeUnit(root, recipe->length_unit_name, error);
  ReadImage(SulYamlNeed(root, "image", "image: {file: tomogram.h5, dataset: labels, ...}", error),
            recipe, error);
  ReadImageMesh(SulYamlNeed(root, "mesh", "mesh: {surface: smooth}", error), recipe, error);
  SulYamlFree(&root);
  if (SulFailed(error)) SulImageRecipeFree(recipe);
}

void SulImageRecipeFree(SulImageRecipe *recipe) {
  SulImageFileFree(&recipe->file);
  free(recipe->labels.names);
  free(recipe->labels.labels);
  free((char *)recipe->labels.place);
  free(recipe->meshed);
  free(recipe->header);
  free(recipe->path);
  free(recipe->text);
  free(recipe->title);
  *recipe = (SulImageRecipe){0};
}
