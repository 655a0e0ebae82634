/* SPDX-License-Identifier: BSD-2-Clause */
/* HDF5 on one rank: files, groups, attributes, datasets, and its mistakes in words. */
#include "h5.h"
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- What went wrong ------------------------------------------------------------------------- */

/* The innermost entry of the stack; the system's message is quoted in it when there is one. */
static herr_t Innermost(unsigned depth, const H5E_error2_t *entry, void *reason) {
  (void)depth;
  const char *quote = strstr(entry->desc, "error message = '");
  const char *text = quote ? quote + strlen("error message = '") : entry->desc;
  const char *end = quote ? strchr(text, '\'') : NULL;
  int length = end ? (int)(end - text) : (int)strlen(text);
  snprintf(reason, 256, "%.*s", length, text);
  return 1; /* stop here */
}

void SulH5Explain(SulH5 *h5, const char *what) {
  char reason[256] = "";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, Innermost, reason);
  SulErrorSet(h5->error, SUL_IO, "%s: %s: %s", h5->path, what,
              reason[0] ? reason : "HDF5 failed without a reason");
}

static bool Good(const SulH5 *h5) {
  return !SulFailed(h5->error);
}

void SulH5Need(SulH5 *h5, long long result) {
  if (result < 0 && Good(h5)) SulH5Explain(h5, "cannot be written");
}

void SulH5Quiet(void) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0);
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* HDF5's own file locks fail on many parallel file systems, and nobody else has these files. */
static hid_t AccessList(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
#if H5_VERSION_GE(1, 12, 1) || (H5_VERS_MINOR == 10 && H5_VERS_RELEASE >= 7)
  H5Pset_file_locking(access, false, true);
#endif
  return access;
}

/* HDF5 would write through a link to wherever it leads. */
static void RemoveLink(const char *path) {
  struct stat status;
  if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) unlink(path);
}

static SulH5 Create(const char *path, bool sealed, SulError *error) {
  SulH5 h5 = {path, H5I_INVALID_HID, error};
  SulH5Quiet();
  RemoveLink(path);
  hid_t access = AccessList();
  if (sealed) H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
  h5.file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  SulH5Need(&h5, h5.file);
  H5Pclose(access);
  return h5;
}

SulH5 SulH5Create(const char *path, SulError *error) {
  return Create(path, false, error);
}

SulH5 SulH5CreateSealed(const char *path, SulError *error) {
  return Create(path, true, error);
}

SulH5 SulH5Open(const char *path, bool write, SulError *error) {
  SulH5 h5 = {path, H5I_INVALID_HID, error};
  SulH5Quiet();
  hid_t access = AccessList();
  h5.file = H5Fopen(path, write ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access);
  if (h5.file < 0) SulH5Explain(&h5, "cannot be opened");
  H5Pclose(access);
  return h5;
}

void SulH5Close(SulH5 *h5) {
  if (h5->file < 0) return;
  if (Good(h5)) SulH5Need(h5, H5Fflush(h5->file, H5F_SCOPE_LOCAL));
  herr_t closed = H5Fclose(h5->file);
  if (Good(h5)) SulH5Need(h5, closed);
  h5->file = H5I_INVALID_HID;
}

/* ---- Groups and datasets --------------------------------------------------------------------- */

hid_t SulH5MakeGroup(SulH5 *h5, const char *name) {
  if (!Good(h5)) return H5I_INVALID_HID;
  hid_t group = H5Gcreate2(h5->file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  SulH5Need(h5, group);
  return group;
}

void SulH5CloseGroup(hid_t group) {
  if (group >= 0) H5Gclose(group);
}

/* Contiguous, allocated at once and not filled: the collective write touches every byte. */
static hid_t CreationList(bool empty) {
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_layout(list, H5D_CONTIGUOUS);
  H5Pset_obj_track_times(list, false); /* the same run gives the same bytes */
  H5Pset_alloc_time(list, empty ? H5D_ALLOC_TIME_LATE : H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(list, empty ? H5D_FILL_TIME_IFSET : H5D_FILL_TIME_NEVER);
  return list;
}

void SulH5MakeDataset(SulH5 *h5, hid_t group, const SulH5Dataset *dataset) {
  if (!Good(h5)) return;
  hsize_t size[2] = {(hsize_t)dataset->length, (hsize_t)dataset->components};
  hid_t space = H5Screate_simple(dataset->components > 1 ? 2 : 1, size, NULL);
  hid_t list = CreationList(dataset->empty);
  hid_t set =
      H5Dcreate2(group, dataset->name, dataset->type, space, H5P_DEFAULT, list, H5P_DEFAULT);
  SulH5Need(h5, set);
  SulH5SetText(h5, set, "unit", dataset->unit);
  SulH5SetText(h5, set, "description", dataset->description);
  if (set >= 0) H5Dclose(set);
  H5Pclose(list);
  H5Sclose(space);
}

void SulH5WriteWhole(SulH5 *h5, const char *place, hid_t type, const void *values) {
  if (!Good(h5)) return;
  hid_t set = H5Dopen2(h5->file, place, H5P_DEFAULT);
  SulH5Need(h5, set);
  if (Good(h5)) SulH5Need(h5, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  if (set >= 0) H5Dclose(set);
}

void SulH5Link(SulH5 *h5, const char *target, hid_t group, const char *name) {
  if (!Good(h5)) return;
  SulH5Need(h5, H5Lcreate_hard(h5->file, target, group, name, H5P_DEFAULT, H5P_DEFAULT));
}

hid_t SulH5TextType(void) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

void SulH5MakeText(SulH5 *h5, hid_t group, const char *name, const char *description,
                   const char *text) {
  if (!Good(h5)) return;
  hid_t type = SulH5TextType(), space = H5Screate(H5S_SCALAR);
  hid_t set = H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  SulH5Need(h5, set);
  if (Good(h5)) SulH5Need(h5, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text));
  SulH5SetText(h5, set, "unit", "1");
  SulH5SetText(h5, set, "description", description);
  if (set >= 0) H5Dclose(set);
  H5Sclose(space);
  H5Tclose(type);
}

void SulH5Remove(SulH5 *h5, const char *place) {
  if (Good(h5)) SulH5Need(h5, H5Ldelete(h5->file, place, H5P_DEFAULT));
}

/* ---- Attributes ------------------------------------------------------------------------------ */

void SulH5SetAttribute(SulH5 *h5, hid_t object, const char *name, hid_t type, hid_t space,
                       const void *value) {
  if (!Good(h5)) return;
  hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  SulH5Need(h5, attribute);
  if (Good(h5)) SulH5Need(h5, H5Awrite(attribute, type, value));
  if (attribute >= 0) H5Aclose(attribute);
}

void SulH5SetTexts(SulH5 *h5, hid_t object, const char *name, const char *const *texts, int count) {
  hsize_t length = (hsize_t)count;
  hid_t type = SulH5TextType(), space = H5Screate_simple(1, &length, NULL);
  SulH5SetAttribute(h5, object, name, type, space, texts);
  H5Sclose(space);
  H5Tclose(type);
}

void SulH5SetText(SulH5 *h5, hid_t object, const char *name, const char *text) {
  hid_t type = SulH5TextType(), space = H5Screate(H5S_SCALAR);
  SulH5SetAttribute(h5, object, name, type, space, &text);
  H5Sclose(space);
  H5Tclose(type);
}

void SulH5SetInteger(SulH5 *h5, hid_t object, const char *name, long long value) {
  hid_t space = H5Screate(H5S_SCALAR);
  SulH5SetAttribute(h5, object, name, H5T_NATIVE_LLONG, space, &value);
  H5Sclose(space);
}

void SulH5SetReal(SulH5 *h5, hid_t object, const char *name, double value) {
  hid_t space = H5Screate(H5S_SCALAR);
  SulH5SetAttribute(h5, object, name, H5T_NATIVE_DOUBLE, space, &value);
  H5Sclose(space);
}
