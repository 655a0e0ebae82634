/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens fields.h5, writes its steps and closes it. */
#include "fields.h"
#include "surface.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/log.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

/* ---- Names under which things appear --------------------------------------------------------- */

static void SetNames(SulFields *fields, const char *folder, const SulProvenance *provenance) {
  int count = fields->mesh->phase_count;
  fields->title = SulTextCopy(provenance->title);
  fields->phase_names = SulAllocate((size_t)count, sizeof *fields->phase_names);
  for (int i = 0; i < count; i++)
    fields->phase_names[i] = SulTextCopy(provenance->phase_names[i]);
  fields->path = SulPathJoin(folder, "fields.h5");
  fields->partial = SulPathJoin(folder, "fields.h5.partial");
  fields->copy = SulPathJoin(folder, "fields.h5.copy");
  fields->xdmf = SulPathJoin(folder, "fields.xdmf");
  fields->surface_xdmf = SulPathJoin(folder, "interfaces.xdmf");
  fields->vtkhdf = SulPathJoin(folder, "fields.vtkhdf");
  fields->summary = SulPathJoin(folder, "summary.json");
}

/* The indices go first: what is left of an earlier run never points to nothing. */
static void RemoveEarlier(const SulFields *fields, SulError *error) {
  SulFileRemove(fields->vtkhdf, error);
  SulFileRemove(fields->surface_xdmf, error);
  SulFileRemove(fields->xdmf, error);
  SulFileRemove(fields->path, error);
  SulFileRemove(fields->summary, error);
  SulFileRemove(fields->partial, error);
  SulFileRemove(fields->copy, error);
}

/* After a failed write nothing half-made stays behind; its own failure would tell nothing new. */
static void RemovePartial(const SulFields *fields) {
  SulError ignored = {SUL_OK, ""};
  SulFileRemove(fields->partial, &ignored);
  SulFileRemove(fields->copy, &ignored);
}

/* ---- Publishing while the run goes on -------------------------------------------------------- */

/* Where it fails (room for one file but not for two) the run goes on: what was published before
 * stays, and the end needs no copy. */
static void PublishNow(SulFields *fields, SulError *error) {
  double start = SulClock();
  SulError failure = {SUL_OK, ""};
  SulFileCopy(fields->partial, fields->copy, &failure);
  if (!SulFailed(&failure)) SulFilePublish(fields->copy, fields->path, &failure);
  if (!SulFailed(&failure)) {
    fields->published = fields->step_count;
    SulFieldsWriteIndex(fields, error);
  }
  if (SulFailed(&failure)) SulFileRemove(fields->copy, error);
  fields->published_at = SulClock();
  fields->publish_cost = fields->published_at - start;
}

/* Copying may take a tenth of the run at most. */
static void PublishCopy(SulFields *fields, SulError *error) {
  bool first = fields->published == 0;
  if (!first && SulClock() - fields->published_at < 10.0 * fields->publish_cost) return;
  PublishNow(fields, error);
}

PetscErrorCode SulFieldsArePublished(const SulFields *fields, bool *published) {
  int all = fields->published == fields->step_count;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Bcast(&all, 1, MPI_INT, 0, fields->mesh->comm));
  *published = all != 0;
  PetscFunctionReturn(0);
}

PetscErrorCode SulFieldsPublish(SulFields *fields, bool *published, SulError *error) {
  PetscFunctionBegin;
  if (fields->rank == 0 && fields->published < fields->step_count) PublishNow(fields, error);
  PetscCall(SulErrorShare(fields->mesh->comm, error));
  PetscCall(SulFieldsArePublished(fields, published));
  PetscFunctionReturn(0);
}

static void AddStep(SulFields *fields, double lithiation) {
  double *longer = SulAllocate((size_t)fields->step_count + 1, sizeof *longer);
  if (fields->step_count > 0)
    memcpy(longer, fields->lithiation, (size_t)fields->step_count * sizeof *longer);
  longer[fields->step_count++] = lithiation;
  free(fields->lithiation);
  fields->lithiation = longer;
}

/* ---- The mesh -------------------------------------------------------------------------------- */

static PetscErrorCode WritePoints(const SulFields *fields, SulH5 *h5) {
  PetscFunctionBegin;
  PetscCall(SulH5WriteAll(h5, "/mesh/points", H5T_NATIVE_DOUBLE, 3, &fields->nodes,
                          fields->mesh->coordinates));
  PetscFunctionReturn(0);
}

PetscErrorCode SulFieldsNodeNumbers(const SulMesh *mesh, PetscInt64 **numbers) {
  PetscFunctionBegin;
  *numbers = SulAllocate((size_t)mesh->nodes_local, sizeof **numbers);
  memcpy(*numbers, mesh->node_file, (size_t)mesh->nodes_owned * sizeof **numbers);
  PetscCall(PetscSFBcastBegin(mesh->halo, MPIU_INT64, mesh->node_file, *numbers, MPI_REPLACE));
  PetscCall(PetscSFBcastEnd(mesh->halo, MPIU_INT64, mesh->node_file, *numbers, MPI_REPLACE));
  PetscFunctionReturn(0);
}

static PetscErrorCode WriteCells(const SulFields *fields, SulH5 *h5) {
  const SulMesh *mesh = fields->mesh;
  size_t bytes = SulFieldsIndexBytes(mesh);
  size_t count = (size_t)mesh->cells_owned * (size_t)mesh->cell_nodes;
  PetscInt64 *numbers;

  PetscFunctionBegin;
  PetscCall(SulFieldsNodeNumbers(mesh, &numbers));
  void *cells = SulAllocate(count, bytes);
  int32_t *small = cells;
  int64_t *large = cells;
  for (size_t i = 0; i < count; i++) {
    if (bytes == sizeof *small)
      small[i] = (int32_t)numbers[mesh->cells[i]];
    else
      large[i] = numbers[mesh->cells[i]];
  }
  free(numbers);
  hid_t type = bytes == sizeof *small ? H5T_NATIVE_INT32 : H5T_NATIVE_INT64;
  PetscCall(SulH5WriteAll(h5, "/mesh/cells", type, mesh->cell_nodes, &fields->cells, cells));
  free(cells);
  PetscFunctionReturn(0);
}

/* The values of all arrays of a place, below `folder`. */
static PetscErrorCode WriteArrays(const SulFields *fields, SulH5 *h5, SulPlace place, bool fixed,
                                  const char *folder) {
  const SulFileOrder *order = place == SUL_AT_NODES ? &fields->nodes : &fields->cells;
  const SulArray *array;
  char name[96];
  int at = 0;

  PetscFunctionBegin;
  while ((array = SulFieldsNext(fields, place, fixed, &at)) && !SulFailed(h5->error)) {
    snprintf(name, sizeof name, "%s/%s", folder, array->name);
    PetscCall(
        SulH5WriteAll(h5, name, SulFieldsType(array), array->components, order, array->values));
  }
  PetscFunctionReturn(0);
}

static PetscErrorCode WriteMesh(const SulFields *fields, SulError *error) {
  MPI_Comm comm = fields->mesh->comm;
  SulH5 h5;

  PetscFunctionBegin;
  SulCall(error, SulH5OpenAll(comm, fields->partial, true, &h5, error));
  PetscCall(WritePoints(fields, &h5));
  if (!SulFailed(error)) PetscCall(WriteCells(fields, &h5));
  if (!SulFailed(error))
    PetscCall(SulH5WriteAll(&h5, "/mesh/phase", H5T_NATIVE_INT32, 1, &fields->cells,
                            fields->mesh->cell_phase));
  PetscCall(WriteArrays(fields, &h5, SUL_AT_CELLS, true, "/mesh"));
  PetscCall(SulH5CloseAll(comm, &h5));
  PetscFunctionReturn(0);
}

/* ---- The contract ---------------------------------------------------------------------------- */

static PetscErrorCode Free(SulFields **fields) {
  PetscFunctionBegin;
  PetscCall(SulFileOrderDestroy(&(*fields)->nodes));
  PetscCall(SulFileOrderDestroy(&(*fields)->cells));
  PetscCall(SulSurfaceDestroy(&(*fields)->surface));
  for (int i = 0; i < (*fields)->mesh->phase_count; i++)
    free((*fields)->phase_names[i]);
  free((*fields)->phase_names);
  free((*fields)->title);
  free((*fields)->path);
  free((*fields)->partial);
  free((*fields)->copy);
  free((*fields)->xdmf);
  free((*fields)->summary);
  free((*fields)->surface_xdmf);
  free((*fields)->vtkhdf);
  free((*fields)->lithiation);
  free(*fields);
  *fields = NULL;
  PetscFunctionReturn(0);
}

/* Behind the steps of an earlier run. */
static PetscErrorCode TakeUp(SulFields *fields, SulEarlierSteps *earlier, SulError *error) {
  size_t count = (size_t)earlier->count;
  double *lithiation = SulAllocate(count + 1, sizeof *lithiation);

  PetscFunctionBegin;
  earlier->numbers = SulAllocate(count, sizeof *earlier->numbers);
  if (fields->rank == 0) SulFieldsTakeUp(fields, lithiation, earlier->numbers, error);
  PetscCall(SulErrorShare(fields->mesh->comm, error));
  PetscCallMPI(MPI_Bcast(lithiation, earlier->count + 1, MPI_DOUBLE, 0, fields->mesh->comm));
  for (int k = 0; k <= earlier->count; k++)
    AddStep(fields, lithiation[k]);
  fields->published = fields->step_count;
  free(lithiation);
  PetscFunctionReturn(0);
}

/* Everything of Create but the cleaning up. */
static PetscErrorCode Begin(SulFields *fields, const char *folder, const SulProvenance *provenance,
                            SulError *error) {
  MPI_Comm comm = fields->mesh->comm;

  PetscFunctionBegin;
  if (fields->rank == 0) {
    SulFolderMake(folder, error);
    if (!SulFailed(error)) RemoveEarlier(fields, error);
    if (!SulFailed(error)) SulFieldsBuildFile(fields, provenance, error);
  }
  SulCall(error, SulErrorShare(comm, error));
  SulCall(error, WriteMesh(fields, error));
  AddStep(fields, 0.0);
  if (fields->rank == 0) PublishCopy(fields, error);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulFieldsCreate(const char *folder, const SulMesh *mesh, const SulArrays *arrays,
                               const SulProvenance *provenance, SulFields **fields,
                               SulError *error) {
  SulFields *f = SulAllocate(1, sizeof *f);

  PetscFunctionBegin;
  *fields = f;
  f->mesh = mesh;
  f->arrays = *arrays;
  SulFileLimitIgnore();
  SetNames(f, folder, provenance);
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &f->rank));
  PetscCall(SulFileOrderCreate(mesh->comm, mesh->nodes_total, mesh->nodes_owned, mesh->node_file,
                               &f->nodes));
  PetscCall(SulFileOrderCreate(mesh->comm, mesh->cells_total, mesh->cells_owned, mesh->cell_file,
                               &f->cells));
  f->kept = provenance->earlier ? provenance->earlier->count : -1;
  if (provenance->earlier)
    PetscCall(TakeUp(f, provenance->earlier, error));
  else
    PetscCall(Begin(f, folder, provenance, error));
  f->torn = SulFailed(error);
  if (f->torn) PetscCall(SulFieldsClose(fields, error));
  PetscFunctionReturn(0);
}

/* Collective. */
static PetscErrorCode WriteSurface(const SulFields *fields, const PetscInt64 *faces,
                                   SulError *error) {
  MPI_Comm comm = fields->mesh->comm;
  SulH5 h5;

  PetscFunctionBegin;
  if (fields->rank == 0 && fields->kept < 0) SulFieldsBuildSurface(fields, error);
  if (fields->rank == 0 && fields->kept >= 0) SulFieldsCheckSurface(fields, error);
  SulCall(error, SulErrorShare(comm, error));
  if (fields->kept >= 0) PetscFunctionReturn(0);
  SulCall(error, SulH5OpenAll(comm, fields->partial, true, &h5, error));
  PetscCall(SulSurfaceWrite(fields, &h5, faces));
  PetscCall(SulH5CloseAll(comm, &h5));
  PetscFunctionReturn(0);
}

PetscErrorCode SulFieldsAddSurface(SulFields *fields, const SulSurfaceGrid *grid, SulError *error) {
  PetscInt64 *faces, total = grid->count;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &total, 1, MPIU_INT64, MPI_SUM, fields->mesh->comm));
  if (total == 0) PetscFunctionReturn(0);
  PetscCall(SulSurfaceCreate(fields->mesh, grid, &fields->surface, &faces));
  fields->torn = true;
  PetscCall(WriteSurface(fields, faces, error));
  fields->torn = SulFailed(error);
  free(faces);
  PetscFunctionReturn(0);
}

void SulFieldsAddVtkHdf(SulFields *fields) {
  fields->with_vtkhdf = true;
}

PetscErrorCode SulFieldsWrite(SulFields *fields, double lithiation, const char *numbers,
                              SulError *error) {
  MPI_Comm comm = fields->mesh->comm;
  char folder[32];
  SulH5 h5;

  PetscFunctionBegin;
  if (fields->rank == 0) SulFieldsReserveStep(fields, numbers, error);
  SulCall(error, SulErrorShare(comm, error));
  fields->torn = true;
  if (fields->rank == 0) SulFieldsBuildStep(fields, lithiation, numbers, error);
  SulCall(error, SulErrorShare(comm, error));
  SulCall(error, SulH5OpenAll(comm, fields->partial, true, &h5, error));
  snprintf(folder, sizeof folder, "/steps/%04d", fields->step_count);
  PetscCall(WriteArrays(fields, &h5, SUL_AT_NODES, false, folder));
  PetscCall(WriteArrays(fields, &h5, SUL_AT_CELLS, false, folder));
  if (fields->surface && !SulFailed(error))
    PetscCall(SulSurfaceWriteStep(fields, &h5, fields->step_count));
  SulCall(error, SulH5CloseAll(comm, &h5));
  fields->torn = false;
  AddStep(fields, lithiation);
  if (fields->rank == 0) PublishCopy(fields, error);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

/* The partial file becomes the final one. Collective. */
static PetscErrorCode PublishLast(const SulFields *fields, SulError *error) {
  PetscFunctionBegin;
  SulFileSync(fields->partial, error); /* every rank: each may hold bytes others cannot flush */
  SulCall(error, SulErrorShare(fields->mesh->comm, error));
  if (fields->rank == 0) {
    SulFilePublish(fields->partial, fields->path, error);
    if (!SulFailed(error)) SulFieldsWriteIndex(fields, error);
  }
  PetscCall(SulErrorShare(fields->mesh->comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulFieldsClose(SulFields **fields, SulError *error) {
  SulFields *f = *fields;
  SulError failure = {SUL_OK, ""};

  PetscFunctionBegin;
  if (!f) PetscFunctionReturn(0);
  if (!f->torn) PetscCall(PublishLast(f, &failure));
  if (f->rank == 0 && (f->torn || SulFailed(&failure))) RemovePartial(f);
  if (SulFailed(&failure) && !SulFailed(error)) *error = failure;
  PetscCall(Free(fields));
  PetscFunctionReturn(0);
}
