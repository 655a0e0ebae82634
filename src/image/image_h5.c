/* SPDX-License-Identifier: BSD-2-Clause */
/* Images in HDF5 files: a dataset of whole numbers with three dimensions. */
#include "image_source.h"
#include <errno.h>
#include <hdf5.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>

typedef struct {
  char text[1000];
  int count;
} Listing;

static herr_t ListDataset(hid_t file, const char *name, const H5O_info_t *info, void *data) {
  (void)file;
  Listing *listing = data;
  if (info->type != H5O_TYPE_DATASET) return 0;
  SulTextAppend(listing->text, sizeof listing->text, "%s\"%s\"", listing->count++ ? ", " : "",
                name);
  return 0;
}

static void TellDatasets(const SulImageSource *source, SulError *error) {
  Listing listing = {"", 0};
  H5Ovisit((hid_t)source->h5[0], H5_INDEX_NAME, H5_ITER_INC, ListDataset, &listing);
  SulErrorSet(error, SUL_INPUT, "%s: has no dataset \"%s\"; there %s: %s", source->image->path,
              source->image->dataset, listing.count == 1 ? "is" : "are",
              listing.count ? listing.text : "no datasets at all");
}

static void CheckType(const SulImageSource *source, SulError *error) {
  hid_t type = H5Dget_type((hid_t)source->h5[1]);
  H5T_class_t class = H5Tget_class(type);
  H5Tclose(type);
  if (class != H5T_INTEGER && class != H5T_ENUM) /* h5py writes truth values as an enumeration */
    SulErrorSet(error, SUL_INPUT,
                "%s: the dataset \"%s\" does not hold whole numbers; an image of labels does",
                source->image->path, source->image->dataset);
}

static void CheckShape(SulImageSource *source, SulError *error) {
  hsize_t shape[H5S_MAX_RANK] = {0};
  int rank = H5Sget_simple_extent_ndims((hid_t)source->h5[2]);
  if (rank > 0) H5Sget_simple_extent_dims((hid_t)source->h5[2], shape, NULL);
  if (rank != 3) {
    SulErrorSet(error, SUL_INPUT, "%s: the dataset \"%s\" has %d dimensions, an image has 3",
                source->image->path, source->image->dataset, rank < 0 ? 0 : rank);
    return;
  }
  for (int d = 0; d < 3; d++) {
    if (shape[d] == 0 || shape[d] > SUL_IMAGE_EDGE)
      SulErrorSet(error, SUL_INPUT,
                  "%s: the dataset \"%s\" has %llu voxels along one direction; "
                  "from 1 to %d can be read",
                  source->image->path, source->image->dataset, (unsigned long long)shape[d],
                  SUL_IMAGE_EDGE);
    source->size[source->image->axes[d]] = (int)shape[d];
  }
  source->slab = (size_t)shape[1] * (size_t)shape[2];
}

/* Where it begins is one of a few places. */
static bool HasSignature(FILE *file) {
  static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  unsigned char found[8];
  for (long at = 0; at <= 1 << 20; at = at ? 2 * at : 512)
    if (fseek(file, at, SEEK_SET) == 0 && fread(found, 1, 8, file) == 8 &&
        memcmp(found, signature, 8) == 0)
      return true;
  return false;
}

/* Why HDF5 does not open what the system does. */
static void TellUnopened(const char *path, FILE *file, SulError *error) {
  if (!HasSignature(file))
    SulErrorSet(error, SUL_INPUT,
                "%s: is not an HDF5 file; a raw file has size and type in the place of dataset",
                path);
  else if (flock(fileno(file), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    SulErrorSet(error, SUL_INPUT,
                "%s: is locked: another program has it open for writing; close it there, or, where "
                "the file system's locks are at fault, set HDF5_USE_FILE_LOCKING=FALSE",
                path);
  else
    SulErrorSet(error, SUL_INPUT,
                "%s: is an HDF5 file that is cut or damaged, was not closed by the program that "
                "wrote it, or is of a later version of HDF5",
                path);
}

/* A few bytes can stand for terabytes of one value. */
static void CheckStored(const SulImageSource *source, SulError *error) {
  static const double most = 1e4; /* gzip does not come above 1032 */
  double stored = (double)H5Dget_storage_size((hid_t)source->h5[1]), voxels = 1;
  for (int d = 0; d < 3; d++)
    voxels *= source->size[d];
  if (voxels > most * (stored + 1000))
    SulErrorSet(error, SUL_INPUT,
                "%s: the dataset \"%s\" has %.3g voxels in %.0f bytes: nearly all of it was never "
                "written",
                source->image->path, source->image->dataset, voxels, stored);
}

static bool IsDataset(hid_t file, const char *place, hid_t access) {
  H5O_info_t info;
  return H5Oget_info_by_name1(file, place, &info, access) >= 0 && info.type == H5O_TYPE_DATASET;
}

/* Other files than the one that is named are not opened, whatever it says. */
static herr_t RefuseLink(const char *parent_file, const char *parent_group, const char *child_file,
                         const char *child_object, unsigned *flags, hid_t access, void *data) {
  (void)parent_file, (void)parent_group, (void)child_object, (void)flags, (void)access;
  SulTextAppend(data, PATH_MAX, "%s", child_file);
  return -1;
}

/* Opens the dataset, or tells why not. */
static void OpenDataset(SulImageSource *source, SulError *error) {
  const SulImageFile *image = source->image;
  char other[PATH_MAX] = "";
  hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  H5Pset_elink_cb(access, RefuseLink, other);
  if (IsDataset((hid_t)source->h5[0], image->dataset, access))
    source->h5[1] = H5Dopen2((hid_t)source->h5[0], image->dataset, access);
  else if (other[0])
    SulErrorSet(
        error, SUL_INPUT,
        "%s: \"%s\" is a link into another file, %s, which is not followed; name that file, or "
        "copy the dataset into this one",
        image->path, image->dataset, other);
  else
    TellDatasets(source, error);
  H5Pclose(access);
}

/* Where the values are, and how much of them is read at once. */
static void CheckStorage(SulImageSource *source, SulError *error) {
  hid_t made = H5Dget_create_plist((hid_t)source->h5[1]), type = H5Dget_type((hid_t)source->h5[1]);
  H5D_layout_t layout = H5Pget_layout(made);
  hsize_t chunk[H5S_MAX_RANK];
  int rank = layout == H5D_CHUNKED ? H5Pget_chunk(made, H5S_MAX_RANK, chunk) : 0;
  source->piece = rank > 0 ? (double)H5Tget_size(type) : 0;
  for (int d = 0; d < rank; d++)
    source->piece *= (double)chunk[d];
  if (layout == H5D_VIRTUAL || H5Pget_external_count(made) > 0)
    SulErrorSet(
        error, SUL_INPUT,
        "%s: the dataset \"%s\" keeps its values in other files, which are not read; write it "
        "into one file",
        source->image->path, source->image->dataset);
  H5Tclose(type);
  H5Pclose(made);
}

void SulImageH5Open(SulImageSource *source, SulError *error) {
  const SulImageFile *image = source->image;
  source->h5[0] = source->h5[1] = source->h5[2] = H5I_INVALID_HID;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0); /* no code from HDF5_PLUGIN_PATH, whatever a file asks for */
  FILE *file = fopen(image->path, "rb");
  if (!file) {
    SulErrorSet(error, SUL_INPUT, "%s: cannot be opened: %s", image->path, strerror(errno));
    return;
  }
  source->h5[0] = H5Fopen(image->path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (source->h5[0] < 0) TellUnopened(image->path, file, error);
  fclose(file);
  if (SulFailed(error)) return;
  OpenDataset(source, error);
  if (SulFailed(error)) return;
  if (source->h5[1] < 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s: the dataset \"%s\" cannot be opened: its description is damaged", image->path,
                image->dataset);
    return;
  }
  source->h5[2] = H5Dget_space((hid_t)source->h5[1]);
  CheckStorage(source, error);
  if (!SulFailed(error)) CheckType(source, error);
  if (!SulFailed(error)) CheckShape(source, error);
  if (!SulFailed(error)) CheckStored(source, error);
}

void SulImageH5Close(SulImageSource *source) {
  if (source->h5[2] >= 0) H5Sclose((hid_t)source->h5[2]);
  if (source->h5[1] >= 0) H5Dclose((hid_t)source->h5[1]);
  if (source->h5[0] >= 0) H5Fclose((hid_t)source->h5[0]);
}

void SulImageH5Slab(SulImageSource *source, int index, long long *values, SulError *error) {
  const int *axes = source->image->axes;
  hsize_t start[3] = {(hsize_t)index, 0, 0};
  hsize_t count[3] = {1, (hsize_t)source->size[axes[1]], (hsize_t)source->size[axes[2]]};
  hid_t memory = H5Screate_simple(3, count, NULL);
  if (H5Sselect_hyperslab((hid_t)source->h5[2], H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
      H5Dread((hid_t)source->h5[1], H5T_NATIVE_LLONG, memory, (hid_t)source->h5[2], H5P_DEFAULT,
              values) < 0)
    SulErrorSet(error, SUL_IO,
                "%s: the dataset \"%s\" cannot be read (damaged, or compressed in a "
                "way that this HDF5 does not know)",
                source->image->path, source->image->dataset);
  H5Sclose(memory);
}
