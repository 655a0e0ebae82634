/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a run and what they pass on. Private to src/run. */
#ifndef SULFEM_RUN_PARTS_H
#define SULFEM_RUN_PARTS_H

#include <sulfem/case.h>
#include <sulfem/history.h>
#include <sulfem/output.h>
#include <sulfem/packing.h>
#include <sulfem/run.h>
#include <sulfem/solve.h>
#include <sulfem/summary.h>

#include "fields.h"

/* history.csv and status.csv. */
typedef struct {
  SulRowFile rows, tries; /* open on rank 0 from their first row on */
  double kept[2];  /* bytes of both so far, on rank 0. A restart that goes on from a step in the
                      middle sets what the checkpoint has of them before SulRunHistoryBegin */
  SulTry accepted; /* the last one that was */
  bool untold;     /* it has no rows yet */
  SulError failed; /* of a row that nobody could be told of yet */
} SulRunHistory;

/* The checkpoints that were written although nothing stopped the run. */
typedef struct {
  double at;      /* when the last one was, or the run began; of SulClock */
  int increments; /* accepted since then */
  int count;
  double bytes; /* of the last one, on rank 0 */
} SulRunSecured;

typedef struct {
  const SulRunRequest *request;
  MPI_Comm comm;
  SulLog *log;
  double start; /* of SulClock */
  SulCase input;
  char *record_path;         /* what stands beside the mesh and is meant for it, or NULL */
  SulPacking packing;        /* its content, as far as it is sound */
  SulActiveParticles packed; /* its particles on this mesh, for messages: no more than where they
                                are is filled */
  double *areal_density;     /* [mesh.phase_count] kg/m^2 by m^3 of the phase: its density over the
                                area of the packed box across z; 0: not known */
  const char *folder;        /* of the results */
  SulMesh mesh;
  SulBody body;
  const SulPhaseInput **inputs; /* [mesh.phase_count], what the case says of each phase */
  SulSystem system;
  const SulStepKind *kind; /* the way to take a step, with its own state */
  void *state;
  SulSolution solution; /* of the step at hand */
  SulSolution begun;    /* what a checkpoint held; empty without one */
  int first;            /* step that is to be taken (from 0): those before it are done */
  double written;       /* steps that the fields have, without step 0 */
  bool goes_on;         /* behind the steps that an earlier run has written */
  SulStressField field;
  SulInterfaces interfaces; /* empty where they are not wanted */
  SulInterfaceField tractions;
  SulRunSurface surface;
  SulArrays arrays; /* of fields.h5 */
  SulFields *fields;
  SulRunHistory history;
  SulRunSecured secured;
  SulWork work;
  SulStepReport report; /* of the step that was written last */
  double *scatter;      /* [mesh.phase_count] largest scatter_mean of the steps with flow */
  SulSummary summary;
} SulRun;

/* All are collective; each stage needs the ones above it. */

/* The case from its text, with what the file beside its mesh says. */
PetscErrorCode SulRunParseCase(SulRun *run, const char *text, SulError *error);
/* Is the file beside the mesh of this mesh? Tells where it contradicts the case. */
PetscErrorCode SulRunCheckRecord(SulRun *run, SulError *error);
/* Collective. The particles as the file beside the mesh has them, which is not needed afterwards;
 * those of phases whose lithiation varies with their shares. */
PetscErrorCode SulRunParticles(SulRun *run, SulError *error);
/* SulObserver.Name: which particle this place is in, or which ones it is between. */
void SulRunNameParticle(void *context, int phase, const double position[3], char *text,
                        size_t size);
/* Warns with each line of a text. */
void SulRunTellNotes(SulLog *log, const char *notes);
/* Materials with their sources, swelling with its convention, warnings. */
void SulRunDescribe(const SulRun *run);
/* Collective. What would run: cells, unknowns, memory. */
PetscErrorCode SulRunEstimate(const SulRun *run);
/* Collective. Refuses what needs more than twice the memory that is there, warns of what needs more;
 * with --check it only warns. */
PetscErrorCode SulRunCheckMemory(const SulRun *run, SulError *error);
/* Linear system, loads, output files with the undeformed step. */
PetscErrorCode SulRunPrepare(SulRun *run, SulError *error);
/* Takes what a checkpoint in the folder holds, if there is one. */
PetscErrorCode SulRunRestart(SulRun *run, SulError *error);
/* What a run does when an increment was tried or accepted on the way to a target. */
SulObserver SulRunObserver(SulRun *run);
/* One target (from 0): solution, numbers, files. A stop writes a checkpoint and is SUL_STOPPED; no
 * convergence is SUL_DIVERGED, and what was reached before is written. */
PetscErrorCode SulRunStep(SulRun *run, int step, SulError *error);
/* Removes what an earlier run left of the two tables, but for what is kept. */
PetscErrorCode SulRunHistoryBegin(SulRun *run, SulError *error);
/* A row of an accepted step, and one of a try. */
PetscErrorCode SulRunHistoryRow(SulRun *run, const SulSolution *solution, const SulStepReport *step,
                                SulError *error);
PetscErrorCode SulRunStatusRow(SulRun *run, const SulTry *tried, SulError *error);
/* Closes them; not collective. */
void SulRunHistoryEnd(SulRun *run);
/* After an increment that was committed: a checkpoint, where one is due. One that cannot be written
 * is warned of, and the one before stays. */
PetscErrorCode SulRunSecure(SulRun *run, bool target, SulError *error);
/* A checkpoint because the run is being stopped, and what it needs of fields.h5 before it. */
PetscErrorCode SulRunSecureLast(SulRun *run, SulError *error);
/* Last publication of the fields, summary.json. */
PetscErrorCode SulRunFinish(SulRun *run, SulError *error);

/* What the solutions depend on beside the mesh, as text; free() it. */
char *SulRunIdentity(const SulRun *run);

#endif
