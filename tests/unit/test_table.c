/* Tables of a study: what becomes a column, and that results do not replace what the study says. */
#include "../../src/sweep/flatten.h"
#include "check.h"
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
  return CheckResult();
}
