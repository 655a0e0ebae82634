/* SPDX-License-Identifier: BSD-2-Clause */
/* HDF5 on all ranks: the bytes of datasets. */
#include "h5.h"
#include <string.h>
#include <sulfem/parallel.h>
#include <sulfem/text.h>

PetscErrorCode SulH5OpenAll(MPI_Comm comm, const char *path, bool write, SulH5 *h5,
                            SulError *error) {
  PetscFunctionBegin;
  *h5 = (SulH5){path, H5I_INVALID_HID, error};
  SulH5Quiet();
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_mpio(access, comm, MPI_INFO_NULL);
  H5Pset_all_coll_metadata_ops(access, true); /* one rank reads, the others are told */
  h5->file = H5Fopen(path, write ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access);
  if (h5->file < 0) SulH5Explain(h5, "cannot be opened by all ranks");
  H5Pclose(access);
  PetscCall(SulErrorShare(comm, error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulH5CloseAll(MPI_Comm comm, SulH5 *h5) {
  PetscFunctionBegin;
  if (h5->file >= 0 && H5Fclose(h5->file) < 0) SulH5Explain(h5, "cannot be closed");
  h5->file = H5I_INVALID_HID;
  PetscCall(SulErrorShare(comm, h5->error));
  PetscFunctionReturn(0);
}

/* One window of this rank: where it stands in the file and in memory. */
typedef struct {
  hid_t file_space, memory_space;
} Selection;

static Selection Select(hid_t set, const SulFileOrder *order, int window, int components) {
  PetscInt64 begin;
  hsize_t rows = (hsize_t)SulFileOrderWindow(order, window, &begin);
  hsize_t start[2] = {(hsize_t)begin, 0}, count[2] = {rows, (hsize_t)components};
  hsize_t length = rows * (hsize_t)components;
  Selection selection = {H5Dget_space(set), H5Screate_simple(1, &length, NULL)};
  if (rows > 0) {
    H5Sselect_hyperslab(selection.file_space, H5S_SELECT_SET, start, NULL, count, NULL);
  } else {
    H5Sselect_none(selection.file_space);
    H5Sselect_none(selection.memory_space);
  }
  return selection;
}

static void Deselect(Selection selection) {
  H5Sclose(selection.file_space);
  H5Sclose(selection.memory_space);
}

/* All ranks take part in a write, and each brings its own stretch to the disk: the stretches are
 * contiguous, so gathering them on few ranks first would only cost (a factor of four here). */
static hid_t TransferList(void) {
  hid_t list = H5Pcreate(H5P_DATASET_XFER);
  H5Pset_dxpl_mpio(list, H5FD_MPIO_COLLECTIVE);
  H5Pset_dxpl_mpio_collective_opt(list, H5FD_MPIO_INDIVIDUAL_IO);
  return list;
}

/* A failed rank keeps taking part, or the others would wait for it for ever. */
PetscErrorCode SulH5WriteAll(SulH5 *h5, const char *name, hid_t type, int components,
                             const SulFileOrder *order, const void *values) {
  size_t entry = H5Tget_size(type) * (size_t)components;
  hid_t set = H5Dopen2(h5->file, name, H5P_DEFAULT), transfer = TransferList();
  PetscInt64 begin;
  char *chunk;

  PetscFunctionBegin;
  if (set < 0) SulH5Explain(h5, "a dataset cannot be opened");
  SulCall(h5->error, SulErrorShare(order->comm, h5->error));
  PetscCall(PetscMalloc1((size_t)SulFileOrderWindow(order, 0, &begin) * entry, &chunk));
  for (int w = 0; w < order->windows; w++) {
    PetscCall(SulFileOrderGather(order, w, entry, values, chunk));
    Selection selection = Select(set, order, w, components);
    if (H5Dwrite(set, type, selection.memory_space, selection.file_space, transfer, chunk) < 0)
      SulH5Explain(h5, "cannot be written");
    Deselect(selection);
  }
  PetscCall(PetscFree(chunk));
  H5Dclose(set);
  H5Pclose(transfer);
  PetscCall(SulErrorShare(order->comm, h5->error));
  PetscFunctionReturn(0);
}

PetscErrorCode SulH5ReadAll(SulH5 *h5, const char *name, hid_t type, int components,
                            const SulFileOrder *order, void *values) {
  size_t entry = H5Tget_size(type) * (size_t)components;
  hid_t access = SulH5NoLinks(), set = H5Dopen2(h5->file, name, access);
  hid_t transfer = TransferList();
  PetscInt64 begin;
  char *chunk;

  PetscFunctionBegin;
  H5Pclose(access);
  if (set < 0) SulH5Explain(h5, "a dataset cannot be opened");
  SulCall(h5->error, SulErrorShare(order->comm, h5->error));
  PetscCall(PetscMalloc1((size_t)SulFileOrderWindow(order, 0, &begin) * entry, &chunk));
  for (int w = 0; w < order->windows; w++) {
    Selection selection = Select(set, order, w, components);
    if (H5Dread(set, type, selection.memory_space, selection.file_space, transfer, chunk) < 0)
      SulH5Explain(h5, "cannot be read");
    Deselect(selection);
    PetscCall(SulFileOrderSpread(order, w, entry, chunk, values));
  }
  PetscCall(PetscFree(chunk));
  H5Dclose(set);
  H5Pclose(transfer);
  PetscCall(SulErrorShare(order->comm, h5->error));
  PetscFunctionReturn(0);
}
