/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.vtkhdf: the steps as VTK's own HDF5 format has them (version 2.0, "UnstructuredGrid" with steps), which
 * ParaView opens from 5.12 on without asking for a reader. VTK wants the steps of an array one behind the other in one
 * dataset; these are virtual datasets (HDF5 1.10) over those of fields.h5, so nothing is written twice. Rank 0. */
#include "fields.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>

/* VTK's numbers of its cell types. */
enum { TETRAHEDRON = 10, QUADRATIC_TETRAHEDRON = 24 };

/* What is being made, and the group that things go into. */
typedef struct {
  const SulFields *fields;
  SulH5 *h5;
  hid_t group;
} Writer;

/* ---- Small things ---------------------------------------------------------------------------- */

/* Of fixed length: VTK reads no other. */
static void SetType(const Writer *writer, const char *name) {
  hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
  H5Tset_size(type, strlen(name));
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  SulH5SetAttribute(writer->h5, writer->group, "Type", type, space, name);
  H5Sclose(space);
  H5Tclose(type);
}

static void SetVersion(const Writer *writer) {
  const int64_t version[2] = {2, 0};
  const hsize_t length = 2;
  hid_t space = H5Screate_simple(1, &length, NULL);
  SulH5SetAttribute(writer->h5, writer->group, "Version", H5T_NATIVE_INT64, space, version);
  H5Sclose(space);
}

/* A dataset of whole or real numbers with these values; NULL: all are `fill`, and take no room. */
static void Put(const Writer *writer, const char *name, hid_t type, hsize_t length,
                const void *values, const void *fill) {
  hid_t space = H5Screate_simple(1, &length, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(list, false);
  if (!values) {
    H5Pset_fill_value(list, type, fill);
    H5Pset_alloc_time(list, H5D_ALLOC_TIME_LATE);
  }
  hid_t set = H5Dcreate2(writer->group, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  SulH5Need(writer->h5, set);
  if (set >= 0 && values)
    SulH5Need(writer->h5, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  if (set >= 0) H5Dclose(set);
  H5Pclose(list);
  H5Sclose(space);
}

/* ---- What stands in fields.h5 ----------------------------------------------------------------- */

/* A dataset of fields.h5, [rows][components], `copies` times one behind the other: from the place itself, or from
 * that place in each step. */
typedef struct {
  const char *name;  /* in the new file */
  const char *place; /* in fields.h5; in each step where `steps` */
  bool steps;
  hid_t type;
  hsize_t rows, components;
  bool flat; /* one number a row of rows * components */
} Source;

static void Map(const Source *source, int copies, hid_t whole, hid_t list) {
  hsize_t size[2] = {source->rows, source->components};
  hid_t from = H5Screate_simple(source->components > 1 ? 2 : 1, size, NULL);
  for (int k = 0; k < copies; k++) {
    hsize_t rows = source->flat ? source->rows * source->components : source->rows;
    hsize_t start[2] = {(hsize_t)k * rows, 0}, count[2] = {rows, source->components};
    char place[128];
    if (source->steps)
      snprintf(place, sizeof place, "/steps/%04d/%s", k, source->place);
    else
      snprintf(place, sizeof place, "%s", source->place);
    H5Sselect_hyperslab(whole, H5S_SELECT_SET, start, NULL, count, NULL);
    H5Pset_virtual(list, whole, "fields.h5", place, from);
  }
  H5Sclose(from);
}

static void PutVirtual(const Writer *writer, const Source *source) {
  int copies = source->steps ? writer->fields->step_count : 1;
  hsize_t rows = source->flat ? source->rows * source->components : source->rows;
  hsize_t size[2] = {rows * (hsize_t)copies, source->components};
  hid_t space = H5Screate_simple(source->components > 1 && !source->flat ? 2 : 1, size, NULL);
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(list, false);
  Map(source, copies, space, list);
  H5Sselect_all(space);
  hid_t set =
      H5Dcreate2(writer->group, source->name, source->type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  SulH5Need(writer->h5, set);
  if (set >= 0) H5Dclose(set);
  H5Pclose(list);
  H5Sclose(space);
}

/* ---- The parts of the file --------------------------------------------------------------------- */

/* Where the nodes of each cell begin, and a last one. */
static void PutOffsets(const Writer *writer) {
  size_t count = (size_t)writer->fields->mesh->cells_total + 1;
  int64_t *offsets = SulAllocate(count, sizeof *offsets);
  for (size_t i = 0; i < count; i++)
    offsets[i] = (int64_t)i * writer->fields->mesh->cell_nodes;
  Put(writer, "Offsets", H5T_NATIVE_INT64, count, offsets, NULL);
  free(offsets);
}

static void PutMesh(const Writer *writer) {
  const SulMesh *mesh = writer->fields->mesh;
  const int64_t points = mesh->nodes_total, cells = mesh->cells_total;
  const int64_t nodes = cells * mesh->cell_nodes;
  const uint8_t kind = mesh->cell_nodes == 10 ? QUADRATIC_TETRAHEDRON : TETRAHEDRON;
  const Source sources[] = {
      {.name = "Points",
       .place = "/mesh/points",
       .type = H5T_NATIVE_DOUBLE,
       .rows = (hsize_t)points,
       .components = 3},
      {.name = "Connectivity",
       .place = "/mesh/cells",
       .type = H5T_NATIVE_INT64,
       .rows = (hsize_t)cells,
       .components = (hsize_t)mesh->cell_nodes,
       .flat = true},
  };
  Put(writer, "NumberOfPoints", H5T_NATIVE_INT64, 1, &points, NULL);
  Put(writer, "NumberOfCells", H5T_NATIVE_INT64, 1, &cells, NULL);
  Put(writer, "NumberOfConnectivityIds", H5T_NATIVE_INT64, 1, &nodes, NULL);
  Put(writer, "Types", H5T_NATIVE_UINT8, (hsize_t)cells, NULL, &kind);
  PutOffsets(writer);
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    PutVirtual(writer, &sources[i]);
}

/* The arrays of a place as a group, and in `offsets` where each step's begin. */
static void PutArrays(const Writer *writer, SulPlace place, const char *name, hid_t offsets) {
  const SulFields *fields = writer->fields;
  hsize_t rows =
      (hsize_t)(place == SUL_AT_NODES ? fields->mesh->nodes_total : fields->mesh->cells_total);
  const Writer data = {fields, writer->h5, SulH5MakeGroup(writer->h5, name)},
               at = {fields, writer->h5, offsets};
  int64_t *begin = SulAllocate((size_t)fields->step_count, sizeof *begin);
  const SulArray *array;
  for (int k = 0; k < fields->step_count; k++)
    begin[k] = k * (int64_t)rows;
  for (int next = 0; (array = SulFieldsNext(fields, place, false, &next));) {
    const Source source = {.name = array->name,
                           .place = array->name,
                           .steps = true,
                           .type = SulFieldsStored(array),
                           .rows = rows,
                           .components = (hsize_t)array->components};
    PutVirtual(&data, &source);
    Put(&at, array->name, H5T_NATIVE_INT64, (hsize_t)fields->step_count, begin, NULL);
  }
  if (place == SUL_AT_CELLS) {
    const Source phase = {.name = "phase",
                          .place = "/mesh/phase",
                          .type = H5T_NATIVE_INT32,
                          .rows = rows,
                          .components = 1};
    PutVirtual(&data, &phase);
    memset(begin, 0, (size_t)fields->step_count * sizeof *begin);
    Put(&at, "phase", H5T_NATIVE_INT64, (hsize_t)fields->step_count, begin, NULL);
  }
  free(begin);
  SulH5CloseGroup(data.group);
}

/* One mesh for all of them: its offsets are 0. The time is the step's number, as in the other indices. */
static void PutSteps(const Writer *root) {
  static const char *const begins[] = {"PartOffsets", "PointOffsets", "CellOffsets",
                                       "ConnectivityIdOffsets"};
  const int64_t none = 0, one = 1;
  const SulFields *fields = root->fields;
  hsize_t count = (hsize_t)fields->step_count;
  const Writer steps = {fields, root->h5, SulH5MakeGroup(root->h5, "/VTKHDF/Steps")};
  double *times = SulAllocate((size_t)count, sizeof *times);
  for (hsize_t k = 0; k < count; k++)
    times[k] = (double)k;
  SulH5SetInteger(root->h5, steps.group, "NSteps", fields->step_count);
  Put(&steps, "Values", H5T_NATIVE_DOUBLE, count, times, NULL);
  Put(&steps, "NumberOfParts", H5T_NATIVE_INT64, count, NULL, &one);
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
    Put(&steps, begins[i], H5T_NATIVE_INT64, count, NULL, &none);
  hid_t nodes = SulH5MakeGroup(root->h5, "/VTKHDF/Steps/PointDataOffsets");
  hid_t cells = SulH5MakeGroup(root->h5, "/VTKHDF/Steps/CellDataOffsets");
  PutArrays(root, SUL_AT_NODES, "/VTKHDF/PointData", nodes);
  PutArrays(root, SUL_AT_CELLS, "/VTKHDF/CellData", cells);
  SulH5CloseGroup(nodes);
  SulH5CloseGroup(cells);
  SulH5CloseGroup(steps.group);
  free(times);
}

void SulFieldsWriteVtkHdf(const SulFields *fields, SulError *error) {
  char *partial = SulPathSuffix(fields->vtkhdf, ".partial");
  SulFileRemove(partial, error); /* it may be a link to somebody else's file */
  SulH5 h5 = SulH5Create(partial, error);
  Writer root = {fields, &h5, SulH5MakeGroup(&h5, "/VTKHDF")};
  if (!SulFailed(error)) {
    SetVersion(&root);
    SetType(&root, "UnstructuredGrid");
    PutMesh(&root);
    PutSteps(&root);
  }
  SulH5CloseGroup(root.group);
  SulH5Close(&h5);
  if (!SulFailed(error)) SulFilePublish(partial, fields->vtkhdf, error);
  if (SulFailed(error)) remove(partial);
  free(partial);
}
