/* SPDX-License-Identifier: BSD-2-Clause */
/* history.csv and status.csv of a run: what of a step's report becomes a row, by the names that the
 * table of a study has for the same numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

#include "parts.h"

/* ---- A row ----------------------------------------------------------------------------------- */

typedef struct {
  int count;
  char **names;
  double *values;
  char prefix[2 * SUL_NAME_SIZE]; /* "phases.sulfur." of the names that follow */
} Row;

static void Put(Row *row, const char *name, double value) {
  size_t count = (size_t)row->count + 1;
  char whole[3 * SUL_NAME_SIZE];
  snprintf(whole, sizeof whole, "%s%s", row->prefix, name);
  row->names = SulReallocate(row->names, count, sizeof *row->names);
  row->values = SulReallocate(row->values, count, sizeof *row->values);
  row->names[row->count] = SulTextCopy(whole);
  row->values[row->count++] = value;
}

static void PutVector(Row *row, const char *name, const double vector[3]) {
  char one[SUL_NAME_SIZE];
  for (int i = 0; i < 3; i++) {
    snprintf(one, sizeof one, "%s.%d", name, i);
    Put(row, one, vector[i]);
  }
}

static void RowFree(Row *row) {
  for (int i = 0; i < row->count; i++)
    free(row->names[i]);
  free(row->names);
  free(row->values);
}

static void PutPercentiles(Row *row, const char *of, const double values[SUL_PERCENTILES]) {
  char name[SUL_NAME_SIZE];
  for (int i = 0; i < SUL_PERCENTILES; i++) {
    snprintf(name, sizeof name, "%s.p%g", of, SulPercentiles[i]);
    Put(row, name, values[i]);
  }
}

static void PutPhase(Row *row, const SulRun *run, int p, const SulPhaseReport *phase) {
  snprintf(row->prefix, sizeof row->prefix, "phases.%s.", phase->group);
  Put(row, "lithiation", phase->lithiation);
  if (run->inputs[p]->capacity > 0) /* C/kg are 3600 mAh/g */
    Put(row, "capacity_mAh_per_g", phase->lithiation * run->inputs[p]->capacity / 3600);
  if (run->inputs[p]->capacity > 0 && run->areal_density[p] > 0) /* mAh/cm2 are 36,000 C/m2 */
    Put(row, "capacity_mAh_per_cm2",
        phase->lithiation * run->inputs[p]->capacity * run->areal_density[p] * phase->volume /
            36000);
  Put(row, "pressure_mean", phase->pressure_mean);
  Put(row, "pressure_scatter.mean", phase->scatter_mean);
  Put(row, "von_mises.mean", phase->von_mises_mean);
  Put(row, "von_mises.max", phase->von_mises_max);
  PutPercentiles(row, "von_mises", phase->von_mises);
  if (phase->exceeds > 0) Put(row, "exceeds.share", phase->exceeds_share);
  Put(row, "principal_stress.mean", phase->tensile_mean);
  Put(row, "principal_stress.max", phase->tensile_max);
  Put(row, "tension_share", phase->tension_share);
  if (!phase->plastic) return;
  Put(row, "plastic_strain.mean", phase->plastic_strain_mean);
  Put(row, "plastic_strain.max", phase->plastic_strain_max);
  PutPercentiles(row, "plastic_strain", phase->plastic_strain);
  Put(row, "yielded_share", phase->yielded);
  Put(row, "dissipation", phase->dissipation);
}

static void PutBoundary(Row *row, const SulBoundaryReport *boundary) {
  snprintf(row->prefix, sizeof row->prefix, "boundaries.%s.", boundary->group);
  PutVector(row, "force", boundary->force);
  PutVector(row, "displacement_mean", boundary->displacement_mean);
  if (!isnan(boundary->pressure)) Put(row, "pressure", boundary->pressure);
}

/* Of each axis of which the mesh names both faces. */
static void PutAxes(Row *row, const char *of, const SulStepReport *step, const double values[3]) {
  snprintf(row->prefix, sizeof row->prefix, "%s.", of);
  for (int axis = 0; axis < 3; axis++)
    if (step->opposite[axis]) Put(row, (char[]){"xyz"[axis], 0}, values[axis]);
}

static Row MakeRow(const SulRun *run, double place, const SulStepReport *step) {
  Row row = {0};
  Put(&row, "place", place);
  Put(&row, "time", step->time);
  Put(&row, "lithiation", step->lithiation);
  Put(&row, "strain_energy", step->strain_energy);
  snprintf(row.prefix, sizeof row.prefix, "work.");
  Put(&row, "external", step->work.external);
  Put(&row, "swelling_work", step->work.swelling);
  Put(&row, "stored", step->work.stored);
  Put(&row, "dissipated", step->work.dissipated);
  Put(&row, "error", step->work.error);
  PutAxes(&row, "thickness", step, step->thickness);
  PutAxes(&row, "thickness_change", step, step->thickness_change);
  for (int b = 0; b < step->boundary_count; b++)
    PutBoundary(&row, &step->boundaries[b]);
  for (int p = 0; p < step->phase_count; p++)
    PutPhase(&row, run, p, &step->phases[p]);
  return row;
}

/* ---- Files ----------------------------------------------------------------------------------- */

PetscErrorCode SulRunHistoryBegin(SulRun *run, SulError *error) {
  static const char *const names[2] = {"history.csv", "status.csv"};
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  for (int i = 0; i < 2 && rank == 0; i++) {
    char *path = SulPathJoin(run->folder, names[i]);
    if (!(run->history.kept[i] > 0)) SulFileRemove(path, error);
    free(path);
  }
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunHistoryRow(SulRun *run, const SulSolution *solution, const SulStepReport *step,
                                SulError *error) {
  SulRowFile *rows = &run->history.rows;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  if (rank == 0) {
    Row row = MakeRow(run, solution->time, step);
    if (!SulFailed(error)) *error = run->history.failed;
    if (!SulFailed(error) && !rows->path)
      SulHistoryOpen(run->folder, row.count, (const char *const *)row.names,
                     (long long)run->history.kept[0], rows, error);
    if (!SulFailed(error)) SulHistoryRow(rows, row.count, row.values, error);
    RowFree(&row);
    run->history.kept[0] = (double)rows->bytes;
  }
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulRunStatusRow(SulRun *run, const SulTry *tried, SulError *error) {
  SulRowFile *tries = &run->history.tries;
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(run->comm, &rank));
  if (rank == 0) {
    if (!tries->path) SulStatusOpen(run->folder, (long long)run->history.kept[1], tries, error);
    if (!SulFailed(error)) SulStatusRow(tries, tried, error);
    run->history.kept[1] = (double)tries->bytes;
  }
  PetscCall(SulErrorShare(run->comm, error));
  PetscFunctionReturn(0);
}

void SulRunHistoryEnd(SulRun *run) {
  SulRowFileClose(&run->history.rows);
  SulRowFileClose(&run->history.tries);
}
