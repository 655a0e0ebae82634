/* SPDX-License-Identifier: BSD-2-Clause */
/* A table that grows by columns, and its CSV. */
#include "table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>

void SulTableCreate(SulTable *table, size_t rows) {
  *table = (SulTable){.rows = rows};
}

void SulTableFree(SulTable *table) {
  for (size_t c = 0; c < table->count; c++) {
    for (size_t r = 0; r < table->rows; r++)
      free(table->columns[c].cells[r].text);
    free(table->columns[c].cells);
    free(table->columns[c].name);
  }
  free(table->columns);
  *table = (SulTable){0};
}

/* Rows are filled in much the same order: the next column is mostly the one that is wanted. */
static SulColumn *Column(SulTable *table, const char *name) {
  for (size_t i = 1; i <= table->count; i++) {
    size_t c = (table->last + i) % table->count;
    if (strcmp(table->columns[c].name, name) != 0) continue;
    table->last = c;
    return &table->columns[c];
  }
  if (table->count == table->room) {
    table->room = 2 * table->room + 32;
    table->columns = SulReallocate(table->columns, table->room, sizeof *table->columns);
  }
  SulColumn *column = &table->columns[table->count];
  column->name = SulTextCopy(name);
  column->cells = SulAllocate(table->rows, sizeof *column->cells);
  table->last = table->count++;
  return column;
}

void SulTableRowText(const char *name, const char *text, void *data) {
  const SulTableRow *row = data;
  SulTableText(row->table, row->row, name, text);
}

void SulTableColumn(SulTable *table, const char *name) {
  Column(table, name);
}

static void SetNumber(SulTable *table, size_t row, const char *name, SulCell value) {
  SulCell *cell = &Column(table, name)->cells[row];
  if (cell->kind != SUL_CELL_TEXT) *cell = value;
}

void SulTableNumber(SulTable *table, size_t row, const char *name, double value) {
  SetNumber(table, row, name, (SulCell){.kind = SUL_CELL_NUMBER, .number = value});
}

void SulTableInteger(SulTable *table, size_t row, const char *name, long long value) {
  SetNumber(table, row, name,
            (SulCell){.kind = SUL_CELL_INTEGER, .number = (double)value, .integer = value});
}

void SulTableText(SulTable *table, size_t row, const char *name, const char *text) {
  SulCell *cell = &Column(table, name)->cells[row];
  free(cell->text);
  *cell = (SulCell){.kind = SUL_CELL_TEXT, .text = SulTextCopy(text)};
}

/* ---- CSV ------------------------------------------------------------------------------------- */

static void WriteField(FILE *stream, const char *text) {
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stream);
    return;
  }
  fputc('"', stream);
  for (; *text; text++) {
    if (*text == '"') fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

static void WriteCell(FILE *stream, const SulCell *cell) {
  if (cell->kind == SUL_CELL_NUMBER)
    fprintf(stream, "%.17g", cell->number);
  else if (cell->kind == SUL_CELL_INTEGER)
    fprintf(stream, "%lld", cell->integer);
  else if (cell->kind == SUL_CELL_TEXT)
    WriteField(stream, cell->text);
}

void SulTableWriteCsv(const SulTable *table, const char *path, SulError *error) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  for (size_t c = 0; c < table->count; c++) {
    if (c) fputc(',', stream);
    WriteField(stream, table->columns[c].name);
  }
  fputc('\n', stream);
  for (size_t r = 0; r < table->rows; r++) {
    for (size_t c = 0; c < table->count; c++) {
      if (c) fputc(',', stream);
      WriteCell(stream, &table->columns[c].cells[r]);
    }
    fputc('\n', stream);
  }
  fclose(stream);
  SulFileWriteText(path, text, error);
  free(text);
}
