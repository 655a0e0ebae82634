/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run writes into fields.h5: the list of its arrays. Private to src/run. */
#ifndef SULFEM_RUN_FIELDS_H
#define SULFEM_RUN_FIELDS_H

#include <sulfem/interface.h>
#include <sulfem/output.h>
#include <sulfem/report.h>

/* The interfaces as a surface in the mesh, with what stands there for each face and particle. */
typedef struct {
  SulSurfaceGrid grid;
  PetscInt *nodes;
  PetscInt64 *number;
  const char **names[2];          /* [pair_count], of particles and of what is around them */
  int *face_pair, *face_particle; /* [count] */
  int *particle_pair, *component; /* [particle_count] */
  double *columns;                /* the particles' numbers, one after the other */
} SulRunSurface;

void SulRunSurfaceCreate(const SulInterfaces *interfaces, SulRunSurface *surface);
/* Brings the particles' numbers of the step at hand where the arrays have them. */
void SulRunSurfaceUpdate(const SulInterfaceField *field, SulRunSurface *surface);
void SulRunSurfaceDestroy(SulRunSurface *surface);

/* What the arrays are taken from; all of it stays in place. */
typedef struct {
  const SulSolution *solution;
  const SulStressField *stress;
  const SulInterfaceField *tractions;
  const SulRunSurface *surface;
  bool rounded; /* real numbers of the steps in four bytes */
} SulRunSources;

/* All arrays of fields.h5: a new field is one entry here. free() the list. */
SulArrays SulRunFields(const SulRunSources *from);

#endif
