/* SPDX-License-Identifier: BSD-2-Clause */
/* Which options of PETSc are taken: solvers' and bookkeeping's, and none that loads code, starts a
 * program, opens a connection or writes a file. */
#include "../../src/cli/petsc_options.h"
#include "check.h"
#include <string.h>

typedef struct {
  const char *name, *value, *why; /* `why`: what the reason holds; NULL: it is taken */
} Trial;

static const Trial taken[] = {
    {"ksp_type", "cg", NULL},
    {"ksp_rtol", "1e-8", NULL},
    {"ksp_monitor", NULL, NULL},
    {"ksp_view", NULL, NULL},
    {"ksp_view", "ascii", NULL},
    {"ksp_view", "::ascii_info_detail", NULL},
    {"ksp_converged_reason", NULL, NULL},
    {"pc_type", "hypre", NULL},
    {"pc_mg_levels", "3", NULL},
    {"mg_levels_1_ksp_chebyshev_esteig", "0,0.1,0,1.1", NULL},
    {"mg_coarse_pc_factor_mat_solver_type", "mumps", NULL},
    {"mat_mumps_icntl_14", "40", NULL},
    {"mat_type", "aij", NULL},
    {"mat_partitioning_type", "ptscotch", NULL},
    {"tortuosity_ksp_monitor", NULL, NULL},
    {"diffusion_pc_type", "gamg", NULL},
    {"solver_fail_attempts", "1", NULL},
    {"without_packages", "mumps,superlu_dist", NULL},
    {"log_view", NULL, NULL},
    {"options_left", "no", NULL},
    {"malloc_dump", NULL, NULL},
    {"info", NULL, NULL},
    {"help", NULL, NULL},
};

static const Trial refused[] = {
    {"dll_append", "libm.so", "loads code"},
    {"DLL_prepend", "libm.so", "loads code"},
    {"python", NULL, "loads code"},
    {"ksp_type", "python", "loads code"},
    {"pc_python_type", "module", "loads code"},
    {"mg_levels_pc_python_type", "module", "loads code"},
    {"ksp_monitor_python", "module", "loads code"},
    {"on_error_attach_debugger", "gdb", "another program"},
    {"debugger_nodes", "0", "another program"},
    {"start_in_debugger", NULL, "another program"},
    {"ksp_view", "ascii:view.gz", "another program"},
    {"ksp_type", "cg;true", "another program"},
    {"mat_type", "aij`true`", "another program"},
    {"ksp_monitor", "draw", "connection"},
    {"ksp_plot_eigenvalues", NULL, "connection"},
    {"ksp_gmres_krylov_monitor", NULL, "connection"},
    {"mat_view", "socket:1234", "connection"},
    {"saws", NULL, "connection"},
    {"saws_https", "key", "connection"},
    {"viewer_socket_machine", "elsewhere", "connection"},
    {"ksp_view", "http://elsewhere", "connection"},
    {"log_view", ":profile.txt", "writes a file"},
    {"ksp_view", "ascii:view.txt", "writes a file"},
    {"ksp_view_mat", "binary", "writes a file"},
    {"mat_view", "binary:matrix", "writes a file"},
    {"ksp_view_solution", "hdf5:x.h5", "writes a file"},
    {"mg_levels_1_ksp_view_rhs", "vtk:x.vts", "writes a file"},
    {"pc_mg_dump_binary", NULL, "writes a file"},
    {"mat_mumps_ooc_tmpdir", "here", "writes a file"},
    {"malloc_view", "log", "writes a file"},
    {"malloc_dump", "yes", "writes a file"},
    {"info", "log", "writes a file"},
    {"citations", "refs.bib", "writes a file"},
    {"log_trace", "log", "writes a file"},
    {"history", NULL, "writes a file"},
    {"mat_mumps_icntl_22", "1", "into files"},
    {"pc_hypre_type", "../x", "letters, digits"},
    {"help", "intro", "ends the program"},
    {"options_view", "x", "yes, no or a number"},
    {"prefix_push", "dll_", "rewrites"},
    {"options_file_yaml", "x", "not read"},
    {"mpi_linear_solver_server", NULL, "wait for work"},
};

/* Neither: they belong to parts of PETSc that nothing here uses. */
static const char *const foreign[] = {"ts_dt",       "snes_rtol",         "dm_refine",   "tao_type",
                                      "matload_spd", "ksptype",           "kspp_rtol",   "mpidump",
                                      "x",           "error_output_none", "log_excludes"};

int main(void) {
  for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
    const char *why = SulPetscOptionRefused(taken[i].name, taken[i].value);
    if (why) fprintf(stderr, "-%s is refused: %s\n", taken[i].name, why);
    CHECK(!why && SulPetscOptionKnown(taken[i].name));
  }
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    const char *why = SulPetscOptionRefused(refused[i].name, refused[i].value);
    bool right = why && strstr(why, refused[i].why);
    if (!right) fprintf(stderr, "-%s: %s\n", refused[i].name, why ? why : "taken");
    CHECK(right);
  }
  for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
    CHECK(!SulPetscOptionRefused(foreign[i], NULL) && !SulPetscOptionKnown(foreign[i]));
  return CheckResult();
}
