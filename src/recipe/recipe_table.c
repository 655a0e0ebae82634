/* SPDX-License-Identifier: BSD-2-Clause */
/* Columns of numbers from a text file: a measured histogram. */
#include "recipe_parts.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 3 };

static const char separators[] = ",; \t\r";

/* What spreadsheets write before a text in UTF-8. */
static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Numbers of a line, separated by commas, semicolons, tabs or blanks; -1: something else. */
static int ReadRow(char *line, double row[COLUMNS]) {
  int count = 0;
  char *rest = line;
  for (char *word; (word = strtok_r(rest, separators, &rest)) != NULL; count++) {
    char *end;
    double value = strtod(word, &end);
    if (*end || !isfinite(value)) return -1;
    if (count < COLUMNS) row[count] = value;
  }
  return count;
}

/* Names of columns hold no numbers: a line that has some and is no row has a typing error. */
static bool IsNames(const char *line) {
  char *copy = SulTextCopy(line), *rest = copy;
  bool names = true;
  for (char *word; names && (word = strtok_r(rest, separators, &rest)) != NULL;) {
    char *end;
    double value = strtod(word, &end);
    names = !isdigit((unsigned char)word[strspn(word, "+-.")]) && (*end || isnan(value));
  }
  free(copy);
  return names;
}

/* A comma between two digits in a line whose columns something else separates: 0,5;3 is no row of
 * three numbers. (With commas between the columns, too, nobody can tell.) */
static bool HasDecimalComma(const char *line) {
  bool comma = false, other = false;
  const char *first = line + strspn(line, separators), *last = line + strlen(line);
  while (last > first && strchr(separators, last[-1]))
    last--; /* those at the ends part nothing */
  for (const char *c = first; c < last; c++) {
    bool within = c > line && isdigit((unsigned char)c[-1]) && isdigit((unsigned char)c[1]);
    if (*c == ',' && within) comma = true;
    if (*c == ';' || *c == '\t' || (*c == ' ' && within)) other = true;
  }
  return comma && other;
}

/* What has been read of a file. */
typedef struct {
  const char *path;
  int columns; /* 0: none yet; -1: their names */
  size_t rows;
  double (*row)[COLUMNS];
} Table;

/* The first line may hold the columns' names; empty lines and those that begin with # are skipped.
 */
static void ReadLine(Table *table, char *line, int number, SulError *error) {
  double row[COLUMNS] = {0};
  if (line[strspn(line, " \t\r")] == '\0' || line[strspn(line, " \t\r")] == '#') return;
  bool decimal_comma = HasDecimalComma(line);
  bool names = table->rows == 0 && table->columns == 0 && IsNames(line);
  int count = ReadRow(line, row);
  if (decimal_comma) {
    SulErrorSet(error, SUL_INPUT, "%s:%d: has decimal commas: write decimal points, 0.5;3",
                table->path, number);
  } else if (count < 0 && names) {
    table->columns = -1;
  } else if (count < 2 || count > COLUMNS) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: expected two columns (radius, weight) or three (smallest radius, largest "
                "radius, weight) of numbers; only the first line may hold names, and no numbers",
                table->path, number);
  } else if (table->columns > 0 && count != table->columns) {
    SulErrorSet(error, SUL_INPUT, "%s:%d: has %d columns, the rows before have %d", table->path,
                number, count, table->columns);
  } else {
    table->columns = count;
    memcpy(table->row[table->rows++], row, sizeof row);
  }
}

size_t SulRecipeTable(const char *path, int *columns, double (**table)[3], SulError *error) {
  char *text = SulFileRead(path, error);
  *columns = 0;
  *table = NULL;
  if (!text) return 0;
  size_t lines = 1;
  for (const char *c = text; *c; c++)
    lines += *c == '\n';
  Table read = {.path = path, .row = SulAllocate(lines, sizeof *read.row)};
  int number = 0;
  size_t mark = strncmp(text, byte_order_mark, strlen(byte_order_mark)) == 0;
  for (char *line = text + mark * strlen(byte_order_mark); line && !SulFailed(error);) {
    char *end = strchr(line, '\n');
    if (end) *end = '\0';
    ReadLine(&read, line, ++number, error);
    line = end ? end + 1 : NULL;
  }
  if (read.rows == 0) SulErrorSet(error, SUL_INPUT, "%s: holds no rows of numbers", path);
  free(text);
  *columns = read.columns;
  *table = read.row;
  return SulFailed(error) ? 0 : read.rows;
}
