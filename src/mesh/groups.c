/* SPDX-License-Identifier: BSD-2-Clause */
/* The groups of a mesh: finding, measuring, printing. */
#include "serial.h"
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/text.h>

int SulGroupFind(const SulGroup *groups, int count, const char *name) {
  for (int i = 0; i < count; i++)
    if (!strcmp(groups[i].name, name)) return i;
  return -1;
}

/* Is the group called by its tag, having no name in the mesh? */
static bool IsNumber(const SulGroup *group) {
  char number[20];
  snprintf(number, sizeof number, "%d", group->tag);
  return strcmp(group->name, number) == 0;
}

void SulGroupsList(const char *kind, const SulGroup *groups, int count, const char *wanted,
                   SulError *error) {
  if (count == 0) {
    SulErrorAppend(error, "; it has no %s groups at all", kind);
    return;
  }
  SulErrorAppend(error, "; its %s group%s ", kind, count == 1 ? " is" : "s are");
  const char **names = SulAllocate((size_t)count, sizeof *names);
  for (int i = 0; i < count; i++)
    names[i] = groups[i].name;
  SulTextAppendList(error->text, sizeof error->text, names, (size_t)count);
  const char *near = SulTextNearest(wanted, names, (size_t)count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  for (int i = 0; i < count; i++)
    if (IsNumber(&groups[i])) {
      SulErrorAppend(error, " (a group without a name in the mesh is called by its number)");
      break;
    }
  free(names);
}

static void Gather(const SulMesh *mesh, const PetscInt *nodes, int count, double (*x)[3]) {
  for (int i = 0; i < count; i++)
    memcpy(x[i], mesh->coordinates + 3 * (size_t)nodes[i], 3 * sizeof(double));
}

/* `count` and `measure` of the phases, then of the boundaries; `interior` of the boundaries. */
static void MeasureOwned(const SulMesh *mesh, double *count, double *measure, double *interior) {
  double x[SUL_TETRAHEDRON_NODES_MAX][3];
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    int phase = mesh->cell_phase[cell], order = mesh->cell_affine[cell] ? 1 : 2;
    Gather(mesh, mesh->cells + (size_t)cell * (size_t)mesh->cell_nodes, order == 1 ? 4 : 10, x);
    count[phase] += 1;
    measure[phase] += SulTetrahedronVolume(order, (const double(*)[3])x);
  }
  count += mesh->phase_count;
  measure += mesh->phase_count;
  for (PetscInt face = 0; face < mesh->faces_owned; face++) {
    int boundary = mesh->face_boundary[face];
    int order = mesh->cell_affine[mesh->face_cell[face]] ? 1 : 2;
    Gather(mesh, mesh->faces + (size_t)face * (size_t)mesh->face_nodes, order == 1 ? 3 : 6, x);
    count[boundary] += 1;
    interior[boundary] += mesh->face_interior[face];
    measure[boundary] += SulTriangleArea(order, (const double(*)[3])x);
  }
}

static PetscErrorCode MeasureBox(SulMesh *mesh) {
  PetscFunctionBegin;
  for (int d = 0; d < 3; d++) {
    mesh->box[0][d] = DBL_MAX;
    mesh->box[1][d] = -DBL_MAX;
  }
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    for (int d = 0; d < 3; d++) {
      double x = mesh->coordinates[3 * (size_t)i + (size_t)d];
      if (x < mesh->box[0][d]) mesh->box[0][d] = x;
      if (x > mesh->box[1][d]) mesh->box[1][d] = x;
    }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, mesh->box[0], 3, MPI_DOUBLE, MPI_MIN, mesh->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, mesh->box[1], 3, MPI_DOUBLE, MPI_MAX, mesh->comm));
  PetscFunctionReturn(0);
}

PetscErrorCode SulMeasureGroups(SulMesh *mesh) {
  int groups = mesh->phase_count + mesh->boundary_count;
  int size = 2 * groups + mesh->boundary_count;
  double *sums; /* counts, measures, interior faces; counts are exact in a double below 2^53 */

  PetscFunctionBegin;
  PetscCall(MeasureBox(mesh));
  PetscCall(PetscCalloc1((size_t)size, &sums));
  MeasureOwned(mesh, sums, sums + groups, sums + 2 * groups);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, size, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int g = 0; g < groups; g++) {
    SulGroup *group =
        g < mesh->phase_count ? &mesh->phases[g] : &mesh->boundaries[g - mesh->phase_count];
    group->count = (PetscInt64)sums[g];
    group->measure = sums[groups + g];
  }
  for (int b = 0; b < mesh->boundary_count; b++)
    mesh->boundaries[b].interior = (PetscInt64)sums[2 * groups + b];
  PetscCall(PetscFree(sums));
  PetscFunctionReturn(0);
}

static void LogGroup(const SulGroup *group, int dimension, int width, double length, SulLog *log) {
  double unit = dimension == 3 ? length * length * length : length * length;
  SulLogLine(log, "  %-*s  %9d  %5d  %12lld  %14.6g", width, group->name, dimension, group->tag,
             (long long)group->count, group->measure / unit);
}

void SulMeshLogGroups(const SulMesh *mesh, double length, SulLog *log) {
  int width = 5;
  for (int g = 0; g < mesh->phase_count; g++)
    if ((int)strlen(mesh->phases[g].name) > width) width = (int)strlen(mesh->phases[g].name);
  for (int g = 0; g < mesh->boundary_count; g++)
    if ((int)strlen(mesh->boundaries[g].name) > width)
      width = (int)strlen(mesh->boundaries[g].name);
  SulLogLine(log, "  %-*s  dimension  %5s  %12s  volume or area (in mesh units)", width, "group",
             "tag", "cells, faces");
  for (int g = 0; g < mesh->phase_count; g++)
    LogGroup(&mesh->phases[g], 3, width, length, log);
  for (int g = 0; g < mesh->boundary_count; g++)
    LogGroup(&mesh->boundaries[g], 2, width, length, log);
}
