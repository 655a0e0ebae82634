/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of a fields.h5 that is being written; its parts are spread over fields*.c. */
#ifndef SULFEM_FIELDS_H
#define SULFEM_FIELDS_H

#include "file_order.h"
#include "h5.h"
#include <sulfem/output.h>

typedef struct SulSurface SulSurface;

struct SulFields {
  const SulMesh *mesh;
  SulArrays arrays;
  int rank;
  char *path;         /* fields.h5, final name */
  char *partial;      /* fields.h5.partial, being written, closed between steps */
  char *copy;         /* fields.h5.copy, on its way to the final name */
  char *xdmf;         /* fields.xdmf */
  char *surface_xdmf; /* interfaces.xdmf */
  char *vtkhdf;       /* fields.vtkhdf */
  bool with_vtkhdf;
  char *summary; /* summary.json, of an earlier run */
  char *title;
  char **phase_names; /* [mesh->phase_count] */
  SulFileOrder nodes, cells;
  SulSurface *surface; /* NULL: no interfaces */
  bool torn;           /* a write failed: what stands in `partial` is not to be shown */
  int kept;            /* steps of an earlier run, without step 0; -1: a new file */
  int published;       /* steps of the published file as this run knows it, with step 0 */
  int step_count;
  double *lithiation;  /* [step_count] */
  double published_at; /* SulClock, rank 0 */
  double publish_cost; /* s, rank 0 */
};

/* The next array of this place from `at` on, or NULL; *at is behind it then. Begin with 0. */
const SulArray *SulFieldsNext(const SulFields *fields, SulPlace place, bool fixed, int *at);

/* Numbers of an array in memory, and in the file. */
hid_t SulFieldsType(const SulArray *array);
hid_t SulFieldsStored(const SulArray *array);

/* Rank 0: makes the dataset of an array. */
void SulFieldsMake(const SulArray *array, PetscInt64 length, bool empty, SulH5 *h5, hid_t group);

/* Rank 0: structure of the file without values; room for one step more, which leaves the file as it
 * is when there is none; structure of the step. */
void SulFieldsBuildFile(const SulFields *fields, const SulProvenance *provenance, SulError *error);
void SulFieldsReserveStep(const SulFields *fields, const char *numbers, SulError *error);
void SulFieldsBuildStep(const SulFields *fields, double lithiation, const char *numbers,
                        SulError *error);
void SulFieldsBuildSurface(const SulFields *fields, SulError *error);

/* Rank 0: makes `partial` of the published file's first `kept` steps. lithiation [kept + 1],
 * numbers [kept] (free() them). */
void SulFieldsTakeUp(const SulFields *fields, double *lithiation, char **numbers, SulError *error);
/* Rank 0: does `partial` have the surface, with the arrays that are wanted? */
void SulFieldsCheckSurface(const SulFields *fields, SulError *error);

/* Rank 0: the indices of the steps 0..step_count-1, under their final names. */
void SulFieldsWriteIndex(const SulFields *fields, SulError *error);

/* Rank 0: fields.vtkhdf of the same steps, under its final name. */
void SulFieldsWriteVtkHdf(const SulFields *fields, SulError *error);

/* Collective. File numbers of the local nodes, ghosts included. Free with free(). */
PetscErrorCode SulFieldsNodeNumbers(const SulMesh *mesh, PetscInt64 **numbers);

/* Bytes of a node number in /mesh/cells: 4 while they suffice. */
size_t SulFieldsIndexBytes(const SulMesh *mesh);

#endif
