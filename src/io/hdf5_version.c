/* SPDX-License-Identifier: BSD-2-Clause */
/* Which HDF5 the program runs with. */
#include <hdf5.h>
#include <stdio.h>
#include <sulfem/output.h>

void SulHdf5Version(char text[SUL_HDF5_VERSION_SIZE]) {
  unsigned major, minor, release;
  if (H5get_libversion(&major, &minor, &release) < 0) major = minor = release = 0;
  snprintf(text, SUL_HDF5_VERSION_SIZE, "%u.%u.%u", major, minor, release);
}
