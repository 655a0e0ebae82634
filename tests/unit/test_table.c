/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of a study: what becomes a column, that results do not replace what the study says, and
 * the columns' units in HDF5. */
#include "../../src/sweep/flatten.h"
#include "check.h"
#include <stdio.h>
#include <string.h>

static const char *const document =
    "{\"lithiation\": 1, \"converged\": true, \"energy\": 2.5, \"note\": \"text\", \"none\": null,"
    " \"phases\": [{\"group\": \"sulfur\", \"force\": [1, 2, 3]}, {\"volume\": 4}]}";

static const SulCell *Find(const SulTable *table, size_t row, const char *name) {
  for (size_t c = 0; c < table->count; c++)
    if (strcmp(table->columns[c].name, name) == 0) return &table->columns[c].cells[row];
  return NULL;
}

static void CheckNumber(const SulTable *table, size_t row, const char *name, double value) {
  const SulCell *cell = Find(table, row, name);
  CHECK(cell && cell->kind != SUL_CELL_TEXT && cell->kind != SUL_CELL_EMPTY);
  if (cell) CHECK_NEAR(cell->number, value, 0, 1);
}

static void CheckUnit(hid_t file, const char *column, const char *wanted) {
  char *unit = NULL;
  hid_t set = H5Dopen2(file, column, H5P_DEFAULT), attribute = H5Aopen(set, "unit", H5P_DEFAULT);
  hid_t type = H5Aget_type(attribute);
  CHECK(H5Aread(attribute, type, &unit) >= 0);
  if (unit && strcmp(unit, wanted) != 0) fprintf(stderr, "%s: unit %s\n", column, unit);
  CHECK(unit && strcmp(unit, wanted) == 0);
  H5free_memory(unit);
  H5Tclose(type);
  H5Aclose(attribute);
  H5Dclose(set);
}

/* Groups and labels may be called like something that is measured. */
static void CheckUnits(void) {
  static const char *const columns[][2] = {
      {"strain_energy", "J"},
      {"displacement_l2.std", "m^2.5"},
      {"phases.force.lithiation", "1"},
      {"phases.area.von_mises.p95.mean", "Pa"},
      {"interfaces.a-b.strength", "Pa"},
      {"interfaces.a-b.area_above_strength", "1"},
      {"interfaces.a-b.traction_normal.p5", "Pa"},
      {"interfaces.a-b.traction_normal_sides.0", "Pa"},
      {"interfaces.a-b.force.2.std", "N"},
      {"interfaces.a-b.particles.traction_normal_mean.min", "Pa"},
      {"interfaces.a-b.particles.in_tension", "1"},
      {"packing.volume_fraction.area", "1"},
      {"analysis.box.2", "m"},
      {"analysis.active_surface.shares.area", "1"},
      {"analysis.phases.a.outer_area", "m2"},
      {"analysis.particles.radius_percentiles.p5", "m"},
      {"analysis.particles.gap_sd", "m"},
      {"analysis.triple_lines.a-b-c.length", "m"},
      {"analysis.triple_lines.a-b-c.specific_length", "m-2"},
      {"analysis.phases.a.tortuosity_factor_mesh.x", "1"}};
  enum { COUNT = sizeof columns / sizeof columns[0] };
  SulTable table;
  SulTableCreate(&table, 1);
  for (size_t i = 0; i < COUNT; i++)
    SulTableNumber(&table, 0, columns[i][0], 1);
  SulTableText(&table, 0, "force", "2");
  hid_t list = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(list, 1 << 16, false); /* never on a disk */
  hid_t file = H5Fcreate("units.h5", H5F_ACC_TRUNC, H5P_DEFAULT, list);
  CHECK(SulTableWriteH5(&table, file));
  for (size_t i = 0; i < COUNT; i++)
    CheckUnit(file, columns[i][0], columns[i][1]);
  CheckUnit(file, "force", "1");
  H5Fclose(file);
  H5Pclose(list);
  SulTableFree(&table);
}

int main(void) {
  SulTable table;
  json_t *root = json_loads(document, 0, NULL);
  SulTableCreate(&table, 2);
  SulTableText(&table, 0, "lithiation", "full");
  SulFlatten(root, "", &table, 0);
  SulFlatten(root, "", &table, 1);
  const SulCell *label = Find(&table, 0, "lithiation");
  CHECK(label && label->kind == SUL_CELL_TEXT && strcmp(label->text, "full") == 0);
  CheckNumber(&table, 1, "lithiation", 1);
  for (size_t row = 0; row < 2; row++) {
    CheckNumber(&table, row, "converged", 1);
    CheckNumber(&table, row, "energy", 2.5);
    CheckNumber(&table, row, "phases.sulfur.force.2", 3);
    CHECK(Find(&table, row, "none") && Find(&table, row, "none")->kind == SUL_CELL_EMPTY);
  }
  CHECK(!Find(&table, 0, "note"));
  CHECK(table.count == 7);
  SulTableText(&table, 0, "lithiation", "half");
  CHECK(strcmp(Find(&table, 0, "lithiation")->text, "half") == 0);
  SulTableFree(&table);
  json_decref(root);
  CheckUnits();
  return CheckResult();
}
