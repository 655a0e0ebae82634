/* SPDX-License-Identifier: BSD-2-Clause */
/* A table in HDF5: a dataset a column. */
#include "table.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* ---- Units ----------------------------------------------------------------------------------- */

typedef struct {
  const char *word, *unit;
} WordUnit;

/* By the last word of a name that says what is measured; all others are plain numbers. */
static const WordUnit word_units[] = {
    {"von_mises", "Pa"},
    {"principal_stress", "Pa"},
    {"pressure_mean", "Pa"},
    {"pressure", "Pa"},
    {"traction_normal", "Pa"},
    {"traction_shear", "Pa"},
    {"traction_normal_sides", "Pa"},
    {"traction_normal_mean", "Pa"},
    {"traction_mean", "Pa"},
    {"strength", "Pa"},
    {"strain_energy", "J"},
    {"dissipation", "J"},
    {"external", "J"},
    {"swelling_work", "J"},
    {"stored", "J"},
    {"dissipated", "J"},
    {"time", "s"},
    {"force", "N"},
    {"displacement_max", "m"},
    {"displacement_l2", "m^2.5"},
    {"displacement_mean", "m"},
    {"area", "m2"},
    {"surface_area", "m2"},
    {"pore_area", "m2"},
    {"outer_area", "m2"},
    {"specific_area", "m-1"},
    {"volume", "m3"},
    {"length", "m"},
    {"thickness", "m"},
    {"thickness_change", "m"},
    {"specific_length", "m-2"},
    {"box", "m"},
    {"voxel_size", "m"},
};

/* Components, statistics of a distribution, and those over the seeds. */
static bool IsPart(const char *word) {
  static const char *const parts[] = {"x", "y", "z", "mean", "std", "min", "max"};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (strcmp(word, parts[i]) == 0) return true;
  word += word[0] == 'p';
  return word[0] && word[strspn(word, "0123456789")] == '\0';
}

static const char *UnitOfWord(const char *word) {
  bool size = strncmp(word, "radius_", 7) == 0 || strncmp(word, "gap_", 4) == 0;
  for (size_t i = 0; i < sizeof word_units / sizeof word_units[0]; i++)
    if (strcmp(word, word_units[i].word) == 0) return word_units[i].unit;
  return size ? "m" : "1";
}

/* The last words of shares and fractions are names of groups, which may be any word. */
static const char *UnitOf(const char *name) {
  if (strncmp(name, "packing.", 8) == 0 || strstr(name, ".shares.")) return "1";
  char *copy = SulTextCopy(name), *dot;
  while ((dot = strrchr(copy, '.')) && IsPart(dot + 1))
    *dot = '\0';
  const char *unit = UnitOfWord(dot ? dot + 1 : copy);
  free(copy);
  return unit;
}

/* ---- Columns --------------------------------------------------------------------------------- */

static bool IsNumber(const SulCell *cell, double *number) {
  *number = NAN;
  if (cell->kind == SUL_CELL_EMPTY) return true;
  if (cell->kind != SUL_CELL_TEXT) {
    *number = cell->number;
    return true;
  }
  char *end;
  double value = strtod(cell->text, &end);
  bool plain = end > cell->text && *end == '\0' &&
               strspn(cell->text, "+-.0123456789eE") == strlen(cell->text);
  if (plain) *number = value;
  return plain;
}

static bool SetText(hid_t object, const char *name, const char *text) {
  hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  bool good = attribute >= 0 && H5Awrite(attribute, type, &text) >= 0;
  if (attribute >= 0) H5Aclose(attribute);
  H5Tclose(type);
  H5Sclose(space);
  return good;
}

static bool WriteValues(hid_t group, const char *name, hid_t type, size_t rows, const void *values,
                        const char *unit) {
  hsize_t size = rows;
  hid_t space = H5Screate_simple(1, &size, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(list, false); /* the same table gives the same bytes */
  hid_t set = H5Dcreate2(group, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  bool good = set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0 &&
              SetText(set, "unit", unit) && SetText(set, "description", name);
  if (set >= 0) H5Dclose(set);
  H5Pclose(list);
  H5Sclose(space);
  return good;
}

static bool WriteTexts(hid_t group, const char *name, const SulColumn *column, size_t rows) {
  char(*printed)[40] = SulAllocate(rows, sizeof *printed);
  const char **texts = SulAllocate(rows, sizeof *texts);
  for (size_t r = 0; r < rows; r++) {
    const SulCell *cell = &column->cells[r];
    if (cell->kind == SUL_CELL_NUMBER || cell->kind == SUL_CELL_INTEGER)
      snprintf(printed[r], sizeof printed[r], "%.17g", cell->number);
    texts[r] = cell->kind == SUL_CELL_TEXT ? cell->text : printed[r];
  }
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  bool good = WriteValues(group, name, type, rows, texts, "1");
  H5Tclose(type);
  free(texts);
  free(printed);
  return good;
}

bool SulTableWriteH5(const SulTable *table, hid_t group) {
  double *numbers = SulAllocate(table->rows, sizeof *numbers);
  bool good = true;
  for (size_t c = 0; c < table->count && good; c++) {
    const SulColumn *column = &table->columns[c];
    char *name = SulTextCopy(column->name);
    for (char *slash = strchr(name, '/'); slash; slash = strchr(slash, '/'))
      *slash = '_'; /* HDF5 would make a group of it */
    bool all_numbers = true, of_study = false;
    for (size_t r = 0; r < table->rows && all_numbers; r++) {
      all_numbers = IsNumber(&column->cells[r], &numbers[r]);
      of_study = of_study || column->cells[r].kind == SUL_CELL_TEXT;
    }
    /* labels and values of axes: their units, if they have any, are part of the text */
    const char *unit = of_study ? "1" : UnitOf(column->name);
    good = all_numbers ? WriteValues(group, name, H5T_NATIVE_DOUBLE, table->rows, numbers, unit)
                       : WriteTexts(group, name, column, table->rows);
    free(name);
  }
  free(numbers);
  return good;
}
