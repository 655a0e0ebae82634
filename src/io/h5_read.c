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
  double value = 0.0;
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

bool SulH5Has(const SulH5 *h5, const char *place) {
  return H5Lexists(h5->file, place, H5P_DEFAULT) > 0;
}
