/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON to columns. */
#include "flatten.h"
#include <stdio.h>
#include <string.h>
#include <sulfem/text.h>

enum { NAME = 600, SHORT_LIST = 9 };

/* What a list entry goes by, "" where it has no name. */
static void EntryName(const json_t *entry, char *name, size_t size) {
  static const char *const keys[] = {"group", "name"};
  const json_t *between = json_object_get(entry, "between"), *one;
  size_t i;
  name[0] = '\0';
  for (size_t k = 0; k < 2 && !name[0]; k++) {
    const char *text = json_string_value(json_object_get(entry, keys[k]));
    if (text) snprintf(name, size, "%s", text);
  }
  json_array_foreach(between, i, one) {
    if (json_is_string(one))
      SulTextAppend(name, size, "%s%s", i ? "-" : "", json_string_value(one));
  }
}

static void Join(char *joined, const char *name, const char *key) {
  snprintf(joined, NAME, "%s%s%s", name, name[0] ? "." : "", key);
}

static bool OnlyNumbers(const json_t *list) {
  size_t i;
  const json_t *one;
  json_array_foreach(list, i, one) {
    if (!json_is_number(one) && !json_is_null(one)) return false;
  }
  return true;
}

static void FlattenList(const json_t *list, const char *name, SulTable *table, size_t row) {
  size_t i;
  const json_t *one;
  bool numbers = OnlyNumbers(list);
  if (numbers && json_array_size(list) > SHORT_LIST) return;
  json_array_foreach(list, i, one) {
    char key[SUL_NAME_SIZE * 2 + 2], joined[NAME];
    if (numbers)
      snprintf(key, sizeof key, "%zu", i);
    else
      EntryName(one, key, sizeof key);
    Join(joined, name, key);
    if (key[0]) SulFlatten(one, joined, table, row);
  }
}

void SulFlatten(const json_t *value, const char *name, SulTable *table, size_t row) {
  const char *key;
  json_t *one;
  if (json_is_integer(value))
    SulTableInteger(table, row, name, (long long)json_integer_value(value));
  else if (json_is_real(value))
    SulTableNumber(table, row, name, json_real_value(value));
  else if (json_is_boolean(value))
    SulTableInteger(table, row, name, json_is_true(value));
  else if (json_is_null(value))
    SulTableColumn(table, name);
  else if (json_is_array(value))
    FlattenList(value, name, table, row);
  json_object_foreach((json_t *)value, key, one) {
    char joined[NAME];
    Join(joined, name, key);
    SulFlatten(one, joined, table, row);
  }
}
