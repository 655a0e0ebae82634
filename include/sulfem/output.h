/* SPDX-License-Identifier: BSD-2-Clause */
/* Results on disk: fields.h5 + fields.xdmf, interfaces.xdmf (docs/formats.md), summary.json. All
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

/* Not collective; rank 0 calls. Writes folder/summary.json. */
void SulSummaryWrite(const char *folder, const SulSummary *summary, SulError *error);

/* ---- Checkpoint: nodal vectors that a later run goes on from --------------------------------- */

typedef struct {
  char name[SUL_NAME_SIZE]; /* no slash in it */
  bool complete;            /* a solution; otherwise where the iteration stood */
  int iterations;           /* that it has cost so far */
  double residual;          /* true relative residual that was reached */
  double *values;           /* [nodes_owned][3] */
} SulCheckpointVector;

/* Collective. Writes folder/checkpoint.h5, in the order of the mesh file; an earlier one stays in
 * place until the new one is complete. `identity` is the text that must not have changed when the
 * checkpoint is read (the case file). Errors are SUL_IO, the same on all ranks. */
PetscErrorCode SulCheckpointWrite(const char *folder, const SulMesh *mesh, const char *identity,
                                  int count, const SulCheckpointVector *vectors, SulError *error);

/* Collective, on any number of ranks. Of each vector the caller gives `name` and room in `values`;
 * those the checkpoint holds are filled in and `found` says which. Without a checkpoint in the
 * folder nothing is found. One of another case or another mesh is SUL_INPUT and says what differs,
 * an unreadable one SUL_IO. */
PetscErrorCode SulCheckpointRead(const char *folder, const SulMesh *mesh, const char *identity,
                                 int count, SulCheckpointVector *vectors, bool *found,
                                 SulError *error);

#endif
