/* SPDX-License-Identifier: BSD-2-Clause */
/* summary.json: the numbers of a whole run (docs/formats.md). SI units. */
#ifndef SULFEM_SUMMARY_H
#define SULFEM_SUMMARY_H

#include <sulfem/report.h>

/* What a phase was computed with, and whose numbers these are. */
typedef struct {
  const SulPhase *phase;
  const char *source; /* a citation, or "" where the case gave them */
} SulSummaryMaterial;

typedef struct {
  double read, setup, assembly, preconditioner, solve, stress, write, checkpoint,
      total; /* s, slowest rank */
} SulTimings;

typedef struct {
  const char *petsc_options, *petsc_environment; /* as in SulProvenance; NULL: none */
  int ranks;
  PetscInt64 cells, nodes, unknowns;
  int element_order;
  PetscInt64 mended_cells, doubled_nodes; /* as in SulMesh, and so is the next */
  double mended_move;
  int step_count;
  char **steps; /* [step_count] of SulSummaryStep, where the summary is written */
  SulTimings timings;
  double memory_peak; /* bytes, summed over ranks */
  int material_count;
  SulSummaryMaterial *materials;
} SulSummary;

/* Not collective. A step's numbers as JSON; free() it. NULL and SUL_INTERNAL where one of them is no
 * number. */
char *SulSummaryStep(const SulStepReport *step, SulError *error);

/* Not collective; rank 0 calls. Writes folder/summary.json. A step whose text is not JSON is
 * SUL_IO. */
void SulSummaryWrite(const char *folder, const SulSummary *summary, SulError *error);

#endif
