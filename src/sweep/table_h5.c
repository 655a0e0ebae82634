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

/* By the words between the dots of a name, the last one first. */
static const WordUnit word_units[] = {
    {"von_mises", "Pa"},
    {"pressure_mean", "Pa"},
    {"strain_energy", "J"},
    {"displacement_max", "m"},
    {"displacement_l2", "m^2.5"},
    {"displacement_mean", "m"},
    {"force", "N"},
    {"area", "m2"},
    {"volume", "m3"},
    {"specific_area", "m-1"},
    {"voxel_size", "m"},
    {"radius_mean", "m"},
    {"gap_min", "m"},
    {"gap_median", "m"},
    {"seconds", "s"},
    {"memory_peak", "byte"},
    {"normal_traction", "Pa"},
    {"shear_traction", "Pa"},
};

static const char *UnitOf(const char *name) {
  char *copy = SulTextCopy(name), *dot;
  const char *unit = NULL;
  do {
    dot = strrchr(copy, '.');
    const char *word = dot ? dot + 1 : copy;
    for (size_t i = 0; i < sizeof word_units / sizeof word_units[0] && !unit; i++)
      if (strcmp(word, word_units[i].word) == 0) unit = word_units[i].unit;
    if (dot) *dot = '\0';
  } while (dot && !unit);
  free(copy);
  return unit ? unit : "1";
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
    bool all_numbers = true;
    for (size_t r = 0; r < table->rows && all_numbers; r++)
      all_numbers = IsNumber(&column->cells[r], &numbers[r]);
    good = all_numbers ? WriteValues(group, name, H5T_NATIVE_DOUBLE, table->rows, numbers,
                                     UnitOf(column->name))
                       : WriteTexts(group, name, column, table->rows);
    free(name);
  }
  free(numbers);
  return good;
}
