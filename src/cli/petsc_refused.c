/* SPDX-License-Identifier: BSD-2-Clause */
/* Which options reach PETSc: those of its solvers and of its own bookkeeping, with values that only
 * say how. PETSc would load libraries, start programs, open connections and write files as its
 * options ask, and a stranger's file of options has no business with any of these. */
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
static const char file[] = "it writes a file; without a name it goes to the standard output";
static const char rewriting[] = "it rewrites other options; write them out";
static const char marks[] = "values have letters, digits and _ . , + - : alone";

#define LENGTH(list) (sizeof(list) / sizeof(list)[0])

/* ---- Names that are known ---- */

/* How they begin: solvers, their parts by PETSc's usual prefixes, and the objects that they use. */
static const char *const solvers[] = {"ksp_",        "pc_",
                                      "mat_",        "matptap_",
                                      "matmatmult_", "mattransposematmult_",
                                      "matrart_",    "matstash_",
                                      "vec_",        "vecstash_",
                                      "vecscatter_", "sf_",
                                      "mg_",         "sub_",
                                      "fieldsplit_", "redundant_",
                                      "telescope_",  "galerkin_",
                                      "random_",     "device_",
                                      "cuda_",       "hip_",
                                      "solver_",     "tortuosity_",
                                      "diffusion_",  "without_packages"};

/* Bookkeeping, which takes yes, no or a number; for the last few a value would be the name of a
 * file. */
static const char *const bookkeeping[] = {"options_left",
                                          "options_view",
                                          "log_view_memory",
                                          "log_view_gpu_time",
                                          "malloc_debug",
                                          "malloc_test",
                                          "memory_view",
                                          "fp_trap",
                                          "version",
                                          "skip_petscrc",
                                          "get_total_flops",
                                          "check_pointer_intensity",
                                          "use_gpu_aware_mpi",
                                          "splitreduction_async",
                                          "help",
                                          "info",
                                          "malloc_view",
                                          "malloc_dump"};
enum { WITHOUT_VALUE = 4 };

static bool Begins(const char *text, const char *beginning) {
  return strncasecmp(text, beginning, strlen(beginning)) == 0;
}

/* The number behind the option's in the list; 0: it is none of them. */
static size_t Bookkeeping(const char *name) {
  for (size_t i = 0; i < LENGTH(bookkeeping); i++)
    if (strcasecmp(name, bookkeeping[i]) == 0) return i + 1;
  return 0;
}

bool SulPetscOptionKnown(const char *name) {
  for (size_t i = 0; i < LENGTH(solvers); i++)
    if (Begins(name, solvers[i])) return true;
  return strcasecmp(name, "log_view") == 0 || Bookkeeping(name) > 0;
}

/* ---- Names and values that are not taken ---- */

/* Whole names, of which most are not known above: their messages say why. */
static const Refusal names[] = {
    {"dll_append", code},
    {"dll_prepend", code},
    {"python", code},
    {"on_error_attach_debugger", program},
    {"on_error_emacs", program},
    {"start_in_debugger", program},
    {"stop_for_debugger", program},
    {"display", connection},
    {"mpi_linear_solver_server", "it makes all ranks but one wait for work"},
    {"prefix_push", rewriting},
    {"prefix_pop", rewriting},
    {"options_file_yaml", "options in YAML are not read; a file for -options_file has one a line"},
    {"options_string_yaml", "options in YAML are not read; write them out"},
    {"mat_mumps_icntl_22", "it writes the factors into files"},
    {"citations", file},
    {"history", file},
    {"log", file},
    {"log_all", file},
    {"log_trace", file},
    {"log_mpe", file},
};

static const Refusal beginnings[] = {
    {"debugger_", program}, {"draw_save", program},        {"draw_", connection},
    {"saws", connection},   {"viewer_socket", connection}, {"viewer_", file},
};

/* What stands anywhere in a name that is known otherwise. */
static const Refusal within[] = {
    {"python", code},
    {"_plot_", connection},
    {"_draw", connection},
    {"monitor_lg", connection},
    {"krylov_monitor", connection},
    {"_dump_", file},
    {"_save_", file},
    {"_tmpdir", file},
    {"_matlab", file},
};

/* What stands anywhere in a value: PETSc hands names of files to a shell where they end in .gz, and
 * addresses to a program that fetches them. */
static const Refusal parts[] = {
    {"://", connection}, {".gz", program}, {";", program}, {"|", program},
    {"`", program},      {"$(", program},  {"&", program}, {"\n", program},
};

/* How values begin: types, and viewers that do more than print. */
static const Refusal kinds[] = {
    {"python", code},       {"matlab", connection}, {"mathematica", connection},
    {"socket", connection}, {"saws", connection},   {"draw", connection},
    {"glvis", connection},  {"string", file},       {"binary", file},
    {"hdf5", file},         {"vtk", file},          {"adios", file},
    {"exodusii", file},     {"cgns", file},         {"pyvista", code},
};

/* The first of the list that `fits` the text, or NULL. */
static const char *Why(const Refusal *list, size_t count, const char *text,
                       bool (*fits)(const char *text, const char *what)) {
  for (size_t i = 0; i < count; i++)
    if (fits(text, list[i].text)) return list[i].why;
  return NULL;
}

static bool Same(const char *text, const char *what) {
  return strcasecmp(text, what) == 0;
}

static bool Holds(const char *text, const char *what) {
  for (; *text; text++)
    if (Begins(text, what)) return true;
  return false;
}

/* ---- Values ---- */

/* KIND:FILE:FORMAT, of which the file is left out. */
static bool NamesFile(const char *value) {
  const char *colon = strchr(value, ':');
  return colon && colon[1] && colon[1] != ':';
}

static bool IsSwitch(const char *value) {
  static const char *const words[] = {"true", "false", "yes", "no", "on", "off"};
  for (size_t i = 0; i < LENGTH(words); i++)
    if (strcasecmp(value, words[i]) == 0) return true;
  return value[strspn(value, "0123456789")] == '\0';
}

static const char *ValueRefused(const char *name, const char *value) {
  const char *why = Why(parts, LENGTH(parts), value, Holds);
  if (!why) why = Why(kinds, LENGTH(kinds), value, Begins);
  if (why) return why;
  for (const char *c = value; *c; c++)
    if (!isalnum((unsigned char)*c) && !strchr("_.,+-:", *c)) return marks;
  if (NamesFile(value)) return file;
  if (strcasecmp(name, "help") == 0) return "with a value it ends the program";
  size_t number = Bookkeeping(name);
  if (number > LENGTH(bookkeeping) - WITHOUT_VALUE) return file;
  return number && !IsSwitch(value) ? "it takes yes, no or a number" : NULL;
}

const char *SulPetscOptionRefused(const char *name, const char *value) {
  const char *why = Why(names, LENGTH(names), name, Same);
  if (!why) why = Why(beginnings, LENGTH(beginnings), name, Begins);
  if (!why) why = Why(within, LENGTH(within), name, Holds);
  if (!why && value && SulPetscOptionKnown(name)) why = ValueRefused(name, value);
  return why;
}
