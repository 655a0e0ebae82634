/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads attributes and texts of an HDF5 file, and checks what its datasets are. */
#include "h5.h"
#include <sulfem/text.h>

/* A variable-length string out of HDF5's hands; "" when reading failed. */
static char *TakeText(char *text) {
  char *copy = SulTextCopy(text ? text : "");
  H5free_memory(text);
  return copy;
}

static void GetAttribute(SulH5 *h5, const char *place, const char *name, hid_t type, void *value) {
  if (SulFailed(h5->error)) return;
  hid_t attribute = H5Aopen_by_name(h5->file, place, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0 || H5Aread(attribute, type, value) < 0)
    SulErrorSet(h5->error, SUL_IO, "%s: %s has no readable attribute \"%s\"", h5->path, place,
                name);
  if (attribute >= 0) H5Aclose(attribute);
}

char *SulH5GetText(SulH5 *h5, const char *place, const char *name) {
  char *text = NULL;
  hid_t type = SulH5TextType();
  GetAttribute(h5, place, name, type, &text);
  H5Tclose(type);
  return TakeText(text);
}

long long SulH5GetInteger(SulH5 *h5, const char *place, const char *name) {
  long long value = 0;
  GetAttribute(h5, place, name, H5T_NATIVE_LLONG, &value);
  return value;
}

double SulH5GetReal(SulH5 *h5, const char *place, const char *name) {
  double value = 0;
  GetAttribute(h5, place, name, H5T_NATIVE_DOUBLE, &value);
  return value;
}

char *SulH5ReadText(SulH5 *h5, const char *place) {
  char *text = NULL;
  if (SulFailed(h5->error)) return TakeText(NULL);
  hid_t type = SulH5TextType(), set = H5Dopen2(h5->file, place, H5P_DEFAULT);
  if (set < 0 || H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) < 0)
    SulErrorSet(h5->error, SUL_IO, "%s: has no readable text %s", h5->path, place);
  if (set >= 0) H5Dclose(set);
  H5Tclose(type);
  return TakeText(text);
}

void SulH5ReadWhole(SulH5 *h5, const char *place, hid_t type, void *values) {
  if (SulFailed(h5->error)) return;
  hid_t set = H5Dopen2(h5->file, place, H5P_DEFAULT);
  if (set < 0 || H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    SulH5Explain(h5, "cannot be read");
  if (set >= 0) H5Dclose(set);
}

bool SulH5Has(const SulH5 *h5, const char *place) {
  return H5Lexists(h5->file, place, H5P_DEFAULT) > 0;
}

static herr_t FollowNoLink(const char *parent_file, const char *parent_group,
                           const char *child_file, const char *child_object, unsigned *flags,
                           hid_t access, void *data) {
  (void)parent_file, (void)parent_group, (void)child_file, (void)child_object;
  (void)flags, (void)access, (void)data;
  return -1;
}

hid_t SulH5NoLinks(void) {
  hid_t list = H5Pcreate(H5P_DATASET_ACCESS);
  H5Pset_elink_cb(list, FollowNoLink, NULL);
  return list;
}

static bool HasShape(hid_t set, hid_t type, PetscInt64 length, int components) {
  hsize_t size[H5S_MAX_RANK] = {0};
  hid_t space = H5Dget_space(set), stored = H5Dget_type(set);
  int rank = H5Sget_simple_extent_ndims(space);
  if (rank > 0) H5Sget_simple_extent_dims(space, size, NULL);
  bool same = H5Tequal(stored, type) > 0 && rank == (components > 1 ? 2 : 1) &&
              size[0] == (hsize_t)length && (rank < 2 || size[1] == (hsize_t)components);
  H5Sclose(space);
  H5Tclose(stored);
  return same;
}

static bool IsHere(hid_t set) {
  hid_t list = H5Dget_create_plist(set);
  bool here = H5Pget_layout(list) == H5D_CONTIGUOUS && H5Pget_external_count(list) == 0;
  H5Pclose(list);
  return here;
}

void SulH5CheckDataset(SulH5 *h5, const char *place, hid_t type, PetscInt64 length,
                       int components) {
  if (SulFailed(h5->error)) return;
  hid_t access = SulH5NoLinks(), set = H5Dopen2(h5->file, place, access);
  if (set < 0)
    SulErrorSet(h5->error, SUL_IO, "%s: %s is no dataset of this file", h5->path, place);
  else if (!HasShape(set, type, length, components))
    SulErrorSet(h5->error, SUL_IO,
                "%s: %s is damaged or another's: %lld x %d numbers of %zu bytes were to be there",
                h5->path, place, (long long)length, components, H5Tget_size(type));
  else if (!IsHere(set))
    SulErrorSet(h5->error, SUL_IO, "%s: the values of %s do not lie in this file in one piece",
                h5->path, place);
  if (set >= 0) H5Dclose(set);
  H5Pclose(access);
}
