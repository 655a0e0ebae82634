/* SPDX-License-Identifier: BSD-2-Clause */
/* Labelled images: stored forms, labels, tidying, the recipe's keys and MESH.json. */
#include "check.h"
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/image.h>
#include <sulfem/recipe.h>
#include <sulfem/voxel_tidy.h>
#include <unistd.h>

enum { NX = 4, NY = 3, NZ = 2 };
static char folder[] = "/tmp/sulfem-image-XXXXXX";

/* No two directions alike, negative and large numbers where the type has them. */
static long long LabelAt(int i, int j, int k, bool is_signed, long long largest) {
  if (i == 3 && j == 2) return k ? largest : is_signed ? -largest - 1 : 0;
  return 1 + i + (i == 2 ? 4 * j : 0) + (j == 1 ? 3 * k : 0);
}

/* Every label is a phase of its own, so the grid tells them apart. */
static void LabelsOf(bool is_signed, long long largest, SulImageLabels *labels) {
  *labels = (SulImageLabels){.place = "r.yaml:3: key \"image.labels\""};
  labels->labels = SulAllocate(NX * NY * NZ, sizeof *labels->labels);
  labels->names = SulAllocate(NX * NY * NZ, sizeof *labels->names);
  for (int n = NX * NY * NZ - 1; n >= 0; n--) { /* not sorted */
    long long value = LabelAt(n % NX, n / NX % NY, n / (NX * NY), is_signed, largest);
    bool known = false;
    for (int i = 0; i < labels->count; i++)
      known = known || labels->labels[i].value == value;
    if (known) continue;
    labels->labels[labels->count] = (SulImageLabel){value, labels->count};
    labels->count++;
  }
  labels->phase_count = labels->count;
}

static void FreeLabels(SulImageLabels *labels) {
  free(labels->labels);
  free(labels->names);
}

/* The numbers of the image as bytes in the order of `axes`, the last one fastest. */
static size_t Encode(const SulImageFile *file, int bytes, bool is_signed, long long largest,
                     unsigned char *out) {
  static const int size[3] = {NX, NY, NZ};
  size_t used = 0;
  int at[3];
  const int *axes = file->axes;
  for (at[axes[0]] = 0; at[axes[0]] < size[axes[0]]; at[axes[0]]++)
    for (at[axes[1]] = 0; at[axes[1]] < size[axes[1]]; at[axes[1]]++)
      for (at[axes[2]] = 0; at[axes[2]] < size[axes[2]]; at[axes[2]]++) {
        unsigned long long value =
            (unsigned long long)LabelAt(at[0], at[1], at[2], is_signed, largest);
        for (int b = 0; b < bytes; b++)
          out[used++] = (unsigned char)(value >> 8 * (file->big_endian ? bytes - 1 - b : b));
      }
  return used;
}

static void CheckGrid(const SulVoxels *grid, const SulImageLabels *labels, const int from[3],
                      bool is_signed, long long largest) {
  for (int k = 0; k < grid->size[2]; k++)
    for (int j = 0; j < grid->size[1]; j++)
      for (int i = 0; i < grid->size[0]; i++) {
        int phase = grid->labels[SulVoxelIndex(grid, i, j, k)];
        CHECK(phase < labels->count &&
              labels->labels[phase].value ==
                  LabelAt(i + from[0], j + from[1], k + from[2], is_signed, largest));
      }
}

static void CheckRead(const SulImageFile *file, bool is_signed, long long largest) {
  SulError error = {0};
  SulVoxels grid;
  SulImageLabels labels;
  LabelsOf(is_signed, largest, &labels);
  SulImageRead(file, &labels, 1e-7, &grid, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error) && grid.edge == 1e-7);
  int whole = file->region[0] == 0;
  CHECK(grid.size[0] == (whole ? NX : file->region[0]) &&
        grid.size[1] == (whole ? NY : file->region[1]) &&
        grid.size[2] == (whole ? NZ : file->region[2]));
  CheckGrid(&grid, &labels, file->from, is_signed, largest);
  SulVoxelsFree(&grid);
  FreeLabels(&labels);
}

static void WriteBytes(const char *path, size_t header, const unsigned char *bytes, size_t count) {
  FILE *file = fopen(path, "wb");
  for (size_t i = 0; i < header; i++)
    fputc('h', file);
  fwrite(bytes, 1, count, file);
  fclose(file);
}

static const struct {
  int bytes;
  bool is_signed;
  long long largest;
} types[SUL_IMAGE_TYPES] = {{1, false, 255},  {1, true, 127},           {2, false, 65535},
                            {2, true, 32767}, {4, false, 4294967295LL}, {4, true, 2147483647LL}};
static const int orders[6][3] = {{2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {1, 0, 2}, {0, 2, 1}, {0, 1, 2}};

static void CheckRaw(void) {
  char path[100];
  snprintf(path, sizeof path, "%s/image.raw", folder);
  for (int t = 0; t < SUL_IMAGE_TYPES; t++)
    for (int o = 0; o < 6; o++)
      for (int variant = 0; variant < 4; variant++) {
        SulImageFile file = {.path = path, .size = {NX, NY, NZ}, .type = (SulImageType)t};
        unsigned char bytes[NX * NY * NZ * 4];
        memcpy(file.axes, orders[o], sizeof file.axes);
        file.big_endian = variant & 1;
        file.header_bytes = variant & 1 ? 0 : 7;
        if (variant & 2) {
          memcpy(file.from, (const int[3]){1, 1, 0}, sizeof file.from);
          memcpy(file.region, (const int[3]){3, 2, 2}, sizeof file.region);
        }
        size_t count = Encode(&file, types[t].bytes, types[t].is_signed, types[t].largest, bytes);
        WriteBytes(path, (size_t)file.header_bytes, bytes, count);
        CheckRead(&file, types[t].is_signed, types[t].largest);
      }
}

static void WriteH5(const char *path, const SulImageFile *file, hid_t type, const void *values) {
  static const int size[3] = {NX, NY, NZ};
  hsize_t shape[3];
  for (int d = 0; d < 3; d++)
    shape[d] = (hsize_t)size[file->axes[d]];
  hid_t h5 = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  hid_t group = H5Gcreate2(h5, "seg", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hid_t space = H5Screate_simple(3, shape, NULL), flat = H5Screate_simple(2, shape, NULL);
  hid_t set = H5Dcreate2(group, "labels", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hid_t plane = H5Dcreate2(h5, "flat", type, flat, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hid_t real = H5Dcreate2(h5, "real", H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  CHECK(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
  H5Dclose(real);
  H5Dclose(plane);
  H5Dclose(set);
  H5Sclose(flat);
  H5Sclose(space);
  H5Gclose(group);
  H5Fclose(h5);
}

static void CheckH5(void) {
  const hid_t little[] = {H5T_STD_U8LE,  H5T_STD_I8LE,  H5T_STD_U16LE,
                          H5T_STD_I16LE, H5T_STD_U32LE, H5T_STD_I32LE};
  const hid_t big[] = {H5T_STD_U8BE,  H5T_STD_I8BE,  H5T_STD_U16BE,
                       H5T_STD_I16BE, H5T_STD_U32BE, H5T_STD_I32BE};
  char path[100], dataset[] = "seg/labels";
  snprintf(path, sizeof path, "%s/image.h5", folder);
  for (int t = 0; t < SUL_IMAGE_TYPES; t++)
    for (int o = 0; o < 6; o++) {
      SulImageFile file = {.path = path, .dataset = dataset, .big_endian = o % 2 == 1};
      unsigned char bytes[NX * NY * NZ * 4];
      memcpy(file.axes, orders[o], sizeof file.axes);
      Encode(&file, types[t].bytes, types[t].is_signed, types[t].largest, bytes);
      WriteH5(path, &file, file.big_endian ? big[t] : little[t], bytes);
      CheckRead(&file, types[t].is_signed, types[t].largest);
    }
}

/* ---- what is wrong with images */

static void CheckRefused(const SulImageFile *file, int label_count, const char *words) {
  SulError error = {0};
  SulVoxels grid;
  SulImageLabels labels;
  LabelsOf(false, 255, &labels);
  labels.count = label_count;
  SulImageRead(file, &labels, 1e-7, &grid, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, words) != NULL);
  if (!strstr(error.text, words)) fprintf(stderr, "%s\nlacks: %s\n", error.text, words);
  CHECK(grid.labels == NULL);
  FreeLabels(&labels);
}

static void CheckWrongImages(void) {
  char raw[100], h5[100], none[100], labels[] = "seg/labels", flat[] = "flat", real[] = "real";
  char group[] = "seg";
  unsigned char bytes[NX * NY * NZ];
  snprintf(raw, sizeof raw, "%s/image.raw", folder);
  snprintf(h5, sizeof h5, "%s/image.h5", folder);
  snprintf(none, sizeof none, "%s/none.raw", folder);
  SulImageFile file = {.path = raw, .size = {NX, NY, NZ}, .axes = {2, 1, 0}};
  Encode(&file, 1, false, 255, bytes);
  WriteBytes(raw, 0, bytes, sizeof bytes);
  CheckRefused(&file, 3,
               "image.raw holds 5 voxels of label 1, 2 voxels of label 3, 4 voxels of label 4, 2 "
               "voxels of label 7, 1 voxel of label 0, 1 voxel of label 5, 1 voxel of label 10, "
               "which no phase names; the labels with a name are 2, 11, 255");
  file.type = SUL_IMAGE_UINT16;
  CheckRefused(&file, 3,
               "holds 24 bytes, but 4 x 3 x 2 voxels of uint16 behind a header of 0 bytes "
               "take 48");
  file.type = SUL_IMAGE_UINT8;
  memcpy(file.region, (const int[3]){1, 1, 3}, sizeof file.region);
  CheckRefused(&file, 3, "has 2 voxels along z; the region from 0 to 2 reaches beyond them");
  file.path = none;
  CheckRefused(&file, 3, "none.raw: cannot be opened");
  file.path = folder;
  CheckRefused(&file, 3, "is not an ordinary file");
  SulImageFile deep = {.path = raw, .dataset = labels, .axes = {2, 1, 0}};
  CheckRefused(&deep, 3, "is not an HDF5 file");
  WriteH5(h5, &deep, H5T_STD_U8LE, bytes);
  deep.path = h5;
  deep.dataset = flat;
  CheckRefused(&deep, 3, "\"flat\" has 2 dimensions, an image has 3");
  deep.dataset = real;
  CheckRefused(&deep, 3, "does not hold whole numbers");
  deep.dataset = group;
  CheckRefused(&deep, 3, "has no dataset \"seg\"; there are: \"flat\", \"real\", \"seg/labels\"");
}

/* ---- tidying: grids drawn as text, one character a voxel */

static SulVoxels Drawn(const int size[3], const char *text) {
  SulError error = {0};
  SulVoxels grid = {.edge = 1};
  SulVoxelsMake(&grid, size, 3, &error);
  for (size_t v = 0; v < strlen(text); v++)
    grid.labels[v] = (uint8_t)(text[v] - '0');
  return grid;
}

static void CheckDrawn(SulVoxels *grid, const char *text) {
  for (size_t v = 0; v < strlen(text); v++)
    CHECK(grid->labels[v] == text[v] - '0');
  SulVoxelsFree(grid);
}

static void CheckTidying(void) {
  SulError error = {0};
  int dropped[3];
  SulVoxels grid = Drawn((const int[3]){5, 2, 2}, "00112001222112221121");
  SulImageCoarsen(&grid, 2, dropped, &error);
  CHECK(grid.size[0] == 2 && grid.size[1] == 1 && grid.size[2] == 1 && grid.edge == 2);
  CHECK(dropped[0] == 1 && dropped[1] == 0 && dropped[2] == 0);
  CheckDrawn(&grid, "01");
  grid = Drawn((const int[3]){2, 2, 1}, "0011");
  SulImageCoarsen(&grid, 2, dropped, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "1 voxels along z"));
  SulVoxelsFree(&grid);
  error = (SulError){0};
  /* a speck of 2 within 1 goes, the pair of 0 stays, diagonal neighbours do not join */
  grid = Drawn((const int[3]){5, 4, 1}, "11110"
                                        "12110"
                                        "11211"
                                        "11111");
  SulImageChange change = SulImageAbsorb(&grid, 2, &error);
  CHECK(!SulFailed(&error) && change.count == 2 && change.voxels == 2);
  CheckDrawn(&grid, "11110"
                    "11110"
                    "11111"
                    "11111");
  grid = Drawn((const int[3]){2, 1, 1}, "11");
  change = SulImageAbsorb(&grid, 100, &error);
  CHECK(change.count == 0);
  CheckDrawn(&grid, "11");
  /* two bodies of 1 and 2 in the void 0: the smaller goes as a whole; corners do not join */
  bool solid[3] = {false, true, true};
  grid = Drawn((const int[3]){6, 3, 1}, "111012"
                                        "122000"
                                        "111010");
  change = SulImageLargestBody(&grid, solid, &error);
  CHECK(!SulFailed(&error) && change.count == 2 && change.voxels == 3);
  CheckDrawn(&grid, "111000"
                    "122000"
                    "111000");
}

/* ---- the recipe's keys, and the JSON */

static void CheckKeys(const char *docs, const char *text, size_t at_least) {
  SulError error = {0};
  SulImageRecipe recipe;
  SulImageRecipeParse("a.yaml", text, &recipe, &error);
  const char *list = strstr(error.text, "known keys: ");
  if (!list) list = strstr(error.text, "possible: ");
  CHECK(list != NULL);
  if (!list) fprintf(stderr, "%s\n", error.text);
  size_t count = 0;
  for (const char *open = list ? strchr(list, '"') : NULL; open; open = strchr(open, '"')) {
    const char *close = strchr(open + 1, '"');
    char marked[SUL_NAME_SIZE];
    snprintf(marked, sizeof marked, "`%.*s`", (int)(close - open - 1), open + 1);
    if (!strstr(docs, marked)) fprintf(stderr, "docs/recipe.md does not explain %s\n", marked);
    CHECK(strstr(docs, marked) != NULL);
    count++;
    open = close + 1;
  }
  CHECK(count >= at_least);
  SulImageRecipeFree(&recipe);
}

#define RAW "image: {file: a.raw, size: [2, 2, 2], type: uint8, voxel: 1 um, labels: {s: 1}"

static void CheckDocs(void) {
  SulError error = {0};
  char *whole = SulFileRead(SULFEM_SOURCE_DIR "/docs/recipe.md", &error);
  CHECK(!SulFailed(&error));
  const char *docs = whole ? strstr(whole, "## Images") : NULL;
  CHECK(docs != NULL);
  if (docs) {
    CheckKeys(docs, "x: 1\n", 4);
    CheckKeys(docs, "image: {x: 1}\n", 14);
    CheckKeys(docs, "image: {file: a.raw, size: [2, 2, 2], type: x}\n", 6);
    CheckKeys(docs, RAW ", axes: x}\n", 6);
    CheckKeys(docs, RAW ", byte_order: x}\n", 2);
    CheckKeys(docs, RAW ", loose: x}\n", 2);
    CheckKeys(docs, RAW ", region: {x: 1}}\n", 2);
    CheckKeys(docs, RAW "}\nmesh: {x: 1}\n", 6);
    CheckKeys(docs, RAW "}\nmesh: {surface: x}\n", 2);
  }
  free(whole);
}

/* What `sulfem pack` writes, `sulfem analyse` reads. */
static void CheckJson(void) {
  char path[100], json[100], text[500];
  SulError error = {0};
  SulImageRecipe recipe;
  SulPacking packing, read;
  snprintf(path, sizeof path, "%s/image.raw", folder);
  snprintf(json, sizeof json, "%s/image.json", folder);
  WriteBytes(path, 0, (const unsigned char *)"\1\1\2\2\1\1\2\0", 8);
  snprintf(text, sizeof text,
           "image: {file: %s, size: [2, 2, 2], type: uint8, voxel: 250 nm,\n"
           "  labels: {sulfur: 1, electrolyte: 2, hole: 0}, void: hole}\nmesh: {surface: stairs}\n",
           path);
  SulImageRecipeParse("r.yaml", text, &recipe, &error);
  SulLog *log = SulLogCreate(false);
  SulImageMeasure(&recipe, log, &packing, &error);
  CHECK(!SulFailed(&error) && packing.phase_count == 3);
  SulPackingWrite(&packing, json, &error);
  SulPackingRead(json, &read, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error) && read.phase_count == 3 && read.particle_count == 0);
  CHECK_NEAR(read.edges[2], 0.5e-6, 1e-14, 0);
  CHECK(read.phases[0].volume_reached == 0.5 && read.phases[1].volume_target == 0.375);
  CHECK(read.phases[2].role == SUL_ROLE_PORE && !read.phases[2].meshed && read.phases[0].meshed);
  CHECK(read.porosity == 0.125 && strcmp(read.recipe_text, text) == 0);
  SulPackingFree(&packing);
  SulPackingFree(&read);
  SulImageRecipeFree(&recipe);
  SulLogClose(&log);
  remove(json);
}

int main(void) {
  CHECK(mkdtemp(folder) != NULL);
  CheckRaw();
  CheckH5();
  CheckWrongImages();
  CheckTidying();
  CheckJson();
  CheckDocs();
  char path[100];
  snprintf(path, sizeof path, "%s/image.raw", folder);
  remove(path);
  snprintf(path, sizeof path, "%s/image.h5", folder);
  remove(path);
  rmdir(folder);
  return CheckResult();
}
