/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of PETSc that a numerical program has no use for, and a stranger's file has: they load
 * libraries, start programs or open connections. */
#include "petsc_options.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

typedef struct {
  const char *text;
  const char *why;
} Refusal;

static const char code[] = "it loads code";
static const char program[] = "it starts another program";
static const char connection[] = "it opens a connection";
static const char rewriting[] = "it rewrites other options; write them out";

/* Whole names. */
static const Refusal names[] = {
    {"dll_append", code},
    {"dll_prepend", code},
    {"python", code},
    {"on_error_attach_debugger", program},
    {"on_error_emacs", program},
    {"start_in_debugger", program},
    {"stop_for_debugger", program},
    {"mpi_linear_solver_server", "it makes all ranks but one wait for work"},
    {"prefix_push", rewriting},
    {"prefix_pop", rewriting},
    {"options_file_yaml", "options in YAML are not read; a file for -options_file has one a line"},
    {"options_string_yaml", "options in YAML are not read; write them out"},
};

/* How names begin. */
static const Refusal beginnings[] = {
    {"debugger_", program},
    {"draw_save", program},
    {"saws", connection},
    {"viewer_socket", connection},
};

/* What stands anywhere in a value: PETSc hands names of files to a shell where they end in .gz, and
 * addresses to a program that fetches them. */
static const Refusal parts[] = {
    {"://", connection}, {".gz", program}, {";", program}, {"|", program},
    {"`", program},      {"$(", program},  {"&", program}, {"\n", program},
};

/* How values begin: types and viewers. */
static const Refusal kinds[] = {
    {"python", code},
    {"matlab", connection},
    {"socket", connection},
    {"saws", connection},
};

static bool EndsIn(const char *name, const char *ending) {
  size_t length = strlen(name), wanted = strlen(ending);
  return length >= wanted && strcasecmp(name + length - wanted, ending) == 0;
}

#define LENGTH(list) (sizeof(list) / sizeof(list)[0])

const char *SulPetscOptionRefused(const char *name, const char *value) {
  for (size_t i = 0; i < LENGTH(names); i++)
    if (strcasecmp(name, names[i].text) == 0) return names[i].why;
  for (size_t i = 0; i < LENGTH(beginnings); i++)
    if (strncasecmp(name, beginnings[i].text, strlen(beginnings[i].text)) == 0)
      return beginnings[i].why;
  if (EndsIn(name, "python_type")) return code;
  if (value && strcasecmp(name, "help") == 0) return "with a value it ends the program";
  for (size_t i = 0; value && i < LENGTH(parts); i++)
    if (strstr(value, parts[i].text)) return parts[i].why;
  for (size_t i = 0; value && i < LENGTH(kinds); i++)
    if (strncasecmp(value, kinds[i].text, strlen(kinds[i].text)) == 0) return kinds[i].why;
  return NULL;
}
