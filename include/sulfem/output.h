/* SPDX-License-Identifier: BSD-2-Clause */
/* Results on disk: fields.h5 + fields.xdmf, interfaces.xdmf (docs/formats.md). All
 * files appear under their final names complete or not at all. */
#ifndef SULFEM_OUTPUT_H
#define SULFEM_OUTPUT_H

#include <sulfem/mesh.h>
#include <sulfem/report.h>

/* What the file says about where it comes from. */
typedef struct {
  const char *title;
  const char *case_path;
  const char *case_text;
  const char *command_line;
  const char *petsc_options;      /* all in force, as a command line has them */
  const char *petsc_environment;  /* those of PETSC_OPTIONS among them */
  const char *const *phase_names; /* by index of SulMesh.phases */
} SulProvenance;

typedef struct SulFields SulFields;

/* One step's fields, owned nodes and cells of this rank in local order, SI units. */
typedef struct {
  double lithiation;                  /* the program's value; 0 for the undeformed step */
  const double *displacement;         /* [nodes_owned][3] m; [nodes_local][3] with tractions */
  const double *stress;               /* [cells_owned][6] Pa, xx yy zz xy yz xz, volume averages */
  const double *von_mises;            /* [cells_owned] Pa, volume average of the pointwise value */
  const double *pressure;             /* [cells_owned] Pa, positive in compression */
  const double *cell_lithiation;      /* [cells_owned] */
  const SulInterfaceField *tractions; /* where SulFieldsAddInterfaces was called */
} SulStepFields;

/* Collective. Removes the results of an earlier run from `folder` (made where missing) and writes
 * mesh and step 0. `cell_volume`: [cells_owned], m^3. Errors are SUL_IO, the same on all ranks. */
PetscErrorCode SulFieldsCreate(const char *folder, const SulMesh *mesh, const double *cell_volume,
                               const SulProvenance *provenance, SulFields **fields,
                               SulError *error);
/* Collective, before the first SulFieldsWrite. Adds the interfaces' own grid, which gets an index
 * of its own, interfaces.xdmf; all steps must then come with tractions. Nothing is added where the
 * mesh has no interface. `field` gives the areas. */
PetscErrorCode SulFieldsAddInterfaces(SulFields *fields, const SulInterfaces *interfaces,
                                      const SulInterfaceField *field, SulError *error);
PetscErrorCode SulFieldsWrite(SulFields *fields, const SulStepFields *step, SulError *error);
/* Publishes the steps written so far under the final names, also when `error` is set by something
 * else than a failed write; after one it removes what is half-made, and what was published before
 * stays. Frees and makes *fields NULL (NULL is allowed). */
PetscErrorCode SulFieldsClose(SulFields **fields, SulError *error);

#endif
