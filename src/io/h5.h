/* SPDX-License-Identifier: BSD-2-Clause */
/* HDF5 in the way SulFEM uses it: rank 0 alone makes groups, attributes and empty datasets (so a
 * full disk is noticed on one rank, in order), then all ranks write the values collectively.
 *
 * The building functions do nothing once the error is set, so a caller looks at it once, at the
 * end. */
#ifndef SULFEM_H5_H
#define SULFEM_H5_H

#include "file_order.h"
#include <hdf5.h>
#include <sulfem/error.h>

typedef struct {
  const char *path;
  hid_t file; /* H5I_INVALID_HID when it is not open */
  SulError *error;
} SulH5;

/* What a dataset is; all of it ends up in the file. */
typedef struct {
  const char *name;
  const char *unit; /* "1" for pure numbers */
  const char *description;
  hid_t type;        /* in memory and in the file */
  int components;    /* 1: one-dimensional */
  PetscInt64 length; /* entries over all ranks */
  bool empty;        /* never written: takes no space, reads as zeros */
} SulH5Dataset;

/* ---- rank 0 only: a serial file */
SulH5 SulH5Create(const char *path, SulError *error);
/* The same with checksums of HDF5's own (format of 1.8) on all that is not values. */
SulH5 SulH5CreateSealed(const char *path, SulError *error);
SulH5 SulH5Open(const char *path, bool write, SulError *error);
void SulH5Close(SulH5 *h5);
hid_t SulH5MakeGroup(SulH5 *h5, const char *name);
void SulH5MakeDataset(SulH5 *h5, hid_t group, const SulH5Dataset *dataset);
/* The values of a whole dataset. */
void SulH5WriteWhole(SulH5 *h5, const char *place, hid_t type, const void *values);
void SulH5ReadWhole(SulH5 *h5, const char *place, hid_t type, void *values);
void SulH5Link(SulH5 *h5, const char *target, hid_t group, const char *name);
/* Scalar dataset of text. */
void SulH5MakeText(SulH5 *h5, hid_t group, const char *name, const char *description,
                   const char *text);
void SulH5CloseGroup(hid_t group);
/* Takes away what is at `place`, a group with all that is in it. */
void SulH5Remove(SulH5 *h5, const char *place);
/* Attributes. The first is of any type and shape. */
void SulH5SetAttribute(SulH5 *h5, hid_t object, const char *name, hid_t type, hid_t space,
                       const void *value);
void SulH5SetText(SulH5 *h5, hid_t object, const char *name, const char *text);
void SulH5SetTexts(SulH5 *h5, hid_t object, const char *name, const char *const *texts, int count);
void SulH5SetInteger(SulH5 *h5, hid_t object, const char *name, long long value);
void SulH5SetReal(SulH5 *h5, hid_t object, const char *name, double value);

/* What an attribute of the object at `place` holds; SUL_IO when it is missing. Free the text with
 * free(). */
char *SulH5GetText(SulH5 *h5, const char *place, const char *name);
double SulH5GetReal(SulH5 *h5, const char *place, const char *name);
long long SulH5GetInteger(SulH5 *h5, const char *place, const char *name);
/* The text of a scalar dataset. */
char *SulH5ReadText(SulH5 *h5, const char *place);
bool SulH5Has(const SulH5 *h5, const char *place);
/* SUL_IO unless the dataset has this type and shape and lies in this very file, in one piece: other
 * files that it may point to are not opened. */
void SulH5CheckDataset(SulH5 *h5, const char *place, hid_t type, PetscInt64 length, int components);
/* The same, for H5Dopen2: an access list that follows no link into another file; H5Pclose it. */
hid_t SulH5NoLinks(void);

/* ---- collective: the same file on all ranks. The error is the same on all ranks afterwards. */
PetscErrorCode SulH5OpenAll(MPI_Comm comm, const char *path, bool write, SulH5 *h5,
                            SulError *error);
PetscErrorCode SulH5CloseAll(MPI_Comm comm, SulH5 *h5);
/* `values`: the owned entries of `order`, components fastest, of the type in memory. */
PetscErrorCode SulH5WriteAll(SulH5 *h5, const char *name, hid_t type, int components,
                             const SulFileOrder *order, const void *values);
PetscErrorCode SulH5ReadAll(SulH5 *h5, const char *name, hid_t type, int components,
                            const SulFileOrder *order, void *values);

/* HDF5 prints nothing, and loads no filter from HDF5_PLUGIN_PATH, whatever a file asks for. */
void SulH5Quiet(void);

/* Variable-length UTF-8, as all texts in our files are; H5Tclose it. */
hid_t SulH5TextType(void);

/* What HDF5 gave back; below 0 it could not write, which fills the error. */
void SulH5Need(SulH5 *h5, long long result);

/* Fills the error with what HDF5 says about its last failure. `what`: "cannot be written". */
void SulH5Explain(SulH5 *h5, const char *what);

#endif
