/* SPDX-License-Identifier: BSD-2-Clause */
/* A table that grows by columns. Private to src/sweep. */
#ifndef SULFEM_SWEEP_TABLE_H
#define SULFEM_SWEEP_TABLE_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>

typedef enum { SUL_CELL_EMPTY, SUL_CELL_NUMBER, SUL_CELL_INTEGER, SUL_CELL_TEXT } SulCellKind;

typedef struct {
  SulCellKind kind;
  double number; /* of an integer too */
  long long integer;
  char *text;
} SulCell;

typedef struct {
  char *name;
  SulCell *cells; /* [rows] */
} SulColumn;

typedef struct {
  size_t rows, count, room;
  SulColumn *columns; /* [count], in the order of their first values */
  size_t last;        /* the column that was set last */
} SulTable;

void SulTableCreate(SulTable *table, size_t rows);
void SulTableFree(SulTable *table);

/* Set a cell; a column that is not there yet is added. A number does not take a text's place: what
 * a study says of a point (labels, values of its axes) stays, whatever its results are called. */
void SulTableNumber(SulTable *table, size_t row, const char *name, double value);
void SulTableInteger(SulTable *table, size_t row, const char *name, long long value);
void SulTableText(SulTable *table, size_t row, const char *name, const char *text);
/* The same for one row: a visitor of SulStudyColumns whose data is a SulTableRow. */
typedef struct {
  SulTable *table;
  size_t row;
} SulTableRow;
void SulTableRowText(const char *name, const char *text, void *data);
/* Adds a column without values, so that it stands here. */
void SulTableColumn(SulTable *table, const char *name);

/* Comma-separated values (RFC 4180): names in the first line, numbers with 17 digits, which read
 * back as the same numbers; empty where there is none. Complete or not at all. */
void SulTableWriteCsv(const SulTable *table, const char *path, SulError *error);

/* The columns as datasets of `group`: numbers (NaN: none) where all cells are numbers or texts of
 * plain numbers, else texts; each with `unit` and `description`. False when HDF5 fails. */
bool SulTableWriteH5(const SulTable *table, hid_t group);

#endif
