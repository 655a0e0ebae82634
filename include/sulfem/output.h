/* SPDX-License-Identifier: BSD-2-Clause */
/* Results on disk: fields.h5 + fields.xdmf, interfaces.xdmf, fields.vtkhdf (docs/formats.md). All files appear
 * under their final names complete or not at all. */
#ifndef SULFEM_OUTPUT_H
#define SULFEM_OUTPUT_H

#include <sulfem/array.h>
#include <sulfem/mesh.h>

/* The steps of an earlier run that a new one goes on from. */
typedef struct {
  int count;      /* without step 0 */
  char **numbers; /* [count] on rank 0: what SulFieldsWrite was given with each; free() all */
} SulEarlierSteps;

/* What the file says about where it comes from. */
typedef struct {
  const char *title;
  const char *case_path;
  const char *case_text;
  const char *command_line;
  const char *petsc_options;      /* all in force, as a command line has them */
  const char *petsc_environment;  /* those of PETSC_OPTIONS among them */
  const char *const *phase_names; /* by index of SulMesh.phases */
  SulEarlierSteps *earlier;       /* NULL: a new file */
} SulProvenance;

typedef struct SulFields SulFields;

/* A surface in the mesh, which gets a grid of its own, /interfaces. */
typedef struct {
  PetscInt count;           /* triangles of this rank, each on one rank */
  const PetscInt *nodes;    /* [count][mesh->face_nodes] local numbers, VTK's order */
  const PetscInt64 *number; /* [count] the triangles are written in ascending order of these */
  PetscInt64 number_end;    /* all are below */
  int particle_count;       /* rows of the arrays of particles */
  int pair_count;
  const char *const *pair_particle, *const *pair_around; /* [pair_count] what meets in it */
} SulSurfaceGrid;

/* Collective. Removes the results of an earlier run from `folder` (made where missing) and writes
 * mesh and step 0. `arrays`: all that the file is to hold beside the mesh, those of faces and
 * particles for SulFieldsAddSurface; they stay the caller's and in place, and their values are taken
 * at every write. Fixed ones of cells stand in /mesh. Errors are SUL_IO, the same on all ranks.
 *
 * With earlier steps the file that is in the folder is taken up behind the first earlier->count of
 * them, and keeps what it says of where it comes from; their numbers are filled in. What it has
 * beyond them is left out. Then nothing changes under the final names before the next step is
 * written, and it is SUL_IO if the file is missing, has too few steps, or not the arrays that are
 * wanted now. */
PetscErrorCode SulFieldsCreate(const char *folder, const SulMesh *mesh, const SulArrays *arrays,
                               const SulProvenance *provenance, SulFields **fields,
                               SulError *error);
/* Collective, before the first SulFieldsWrite. Adds the surface's grid with the arrays of faces and
 * particles, and with an index of its own, interfaces.xdmf; arrays of nodes, which have ghosts then
 * ([nodes_local]), appear on it, too. `grid` stays the caller's. Nothing is added where no rank has
 * a triangle. */
PetscErrorCode SulFieldsAddSurface(SulFields *fields, const SulSurfaceGrid *grid, SulError *error);
/* Not collective, the same on all ranks. From the next publication on there is an index of VTK's own, too,
 * fields.vtkhdf, which shares the numbers with fields.h5. */
void SulFieldsAddVtkHdf(SulFields *fields);
/* Collective. The arrays as they are now are a step; `lithiation`: the program's value; `numbers` on
 * rank 0: a text that is kept with the step. */
PetscErrorCode SulFieldsWrite(SulFields *fields, double lithiation, const char *numbers,
                              SulError *error);
/* Collective. Brings the steps written so far under the final names, whatever that costs. Where the
 * disk has no room for a second file *published is false, and what was there before stays. */
PetscErrorCode SulFieldsPublish(SulFields *fields, bool *published, SulError *error);
/* Collective. Are all steps written so far under the final names? */
PetscErrorCode SulFieldsArePublished(const SulFields *fields, bool *published);
/* Publishes the steps written so far under the final names, also when `error` is set by something
 * else than a failed write; after one it removes what is half-made, and what was published before
 * stays. Frees and makes *fields NULL (NULL is allowed). */
PetscErrorCode SulFieldsClose(SulFields **fields, SulError *error);

/* Of the HDF5 library that is loaded, "1.10.8". Not collective. */
enum { SUL_HDF5_VERSION_SIZE = 40 };
void SulHdf5Version(char text[SUL_HDF5_VERSION_SIZE]);

#endif
