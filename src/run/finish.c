/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a run: the last publication, the summary. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/parallel.h>
#include <sys/resource.h>

#include "parts.h"

static PetscErrorCode Measure(SulRun *run) {
  SulTimings *timings = &run->summary.timings;
  struct rusage usage;

  PetscFunctionBegin;
  timings->assembly = run->system.assembly_time;
  timings->preconditioner = run->system.preconditioner_time;
  timings->total = SulClock() - run->start;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, timings, sizeof *timings / sizeof(double), MPI_DOUBLE,
                             MPI_MAX, run->comm));
  getrusage(RUSAGE_SELF, &usage);
  run->summary.memory_peak = 1024.0 * (double)usage.ru_maxrss;
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, &run->summary.memory_peak, 1, MPI_DOUBLE, MPI_SUM, run->comm));
  PetscFunctionReturn(0);
}

static void ListMaterials(SulRun *run) {
  run->summary.material_count = run->mesh.phase_count;
  run->summary.materials =
      SulAllocate((size_t)run->mesh.phase_count, sizeof *run->summary.materials);
  for (int p = 0; p < run->mesh.phase_count; p++)
    run->summary.materials[p] = (SulSummaryMaterial){&run->body.phases[p], run->inputs[p]->source};
}

/* Cells of order 1 that flow keep their volume one by one, and the body comes out too stiff: the
 * sign is a pressure that jumps from cell to cell. */
static void TellLocking(const SulRun *run) {
  for (int p = 0; p < run->mesh.phase_count && run->mesh.order == 1; p++) {
    if (run->scatter[p] < 0.01) continue; /* it does not flow, or uniformly */
    SulLogWarning(run->log,
                  "cells of order 1 lock where a phase flows: the pressure of \"%s\" jumps from "
                  "cell to cell by %.2g %% (pressure_scatter), and stresses come out too high; "
                  "element_order: 2 does not",
                  run->body.phases[p].name, 100 * run->scatter[p]);
  }
}

PetscErrorCode SulRunFinish(SulRun *run, SulError *error) {
  double start = SulClock();
  int rank;

  PetscFunctionBegin;
  SulCall(error, SulFieldsClose(&run->fields, error));
  run->summary.timings.write += SulClock() - start;
  PetscCall(Measure(run));
  ListMaterials(run);
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  if (rank == 0) {
    SulSummaryWrite(run->folder, &run->summary, error);
    char *checkpoint = SulPathJoin(run->folder, "checkpoint.h5");
    if (!SulFailed(error)) remove(checkpoint); /* mostly there is none */
    free(checkpoint);
  }
  SulCall(error, SulErrorShare(run->comm, error));
  if (run->body.particles)
    SulLogLine(run->log,
               "charge: the particles' mean lithiation was off the program's by %.1e at most",
               run->body.particles->off);
  const SulTimings *t = &run->summary.timings;
  SulLogLine(
      run->log,
      "read %.2f s, assembly %.2f, preconditioner %.2f, solve %.2f, stress %.2f, write %.2f, "
      "total %.2f; memory %.2f GB",
      t->read, t->assembly, t->preconditioner, t->solve, t->stress, t->write, t->total,
      1e-9 * run->summary.memory_peak);
  if (run->secured.count > 0)
    SulLogLine(run->log, "checkpoint: %d written, %.2f s, the last one %.1f MB", run->secured.count,
               t->checkpoint, 1e-6 * run->secured.bytes);
  TellLocking(run);
  SulLogLine(run->log,
             "results in %s: fields.xdmf%s (open it in ParaView), fields.h5, summary.json",
             run->folder, run->interfaces.total > 0 ? ", interfaces.xdmf" : "");
  PetscFunctionReturn(0);
}
