/* SPDX-License-Identifier: BSD-2-Clause */
/* What --version prints: the program, its revision, and the libraries that it runs with. */
#include "version.h"
#include <mpi.h>
#include <petscsys.h>
#include <stdio.h>
#include <string.h>
#include <sulfem/output.h>

void SulVersionPrint(void) {
  PetscInt major, minor, patch;
  char hdf5[SUL_HDF5_VERSION_SIZE], mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  printf("sulfem %s\n", SULFEM_VERSION);
  printf("revision %s\n", SULFEM_REVISION);
  if (PetscGetVersionNumber(&major, &minor, &patch, NULL) == 0)
    printf("PETSc %d.%d.%d, indices of %zu bits\n", (int)major, (int)minor, (int)patch,
           8 * sizeof(PetscInt));
  SulHdf5Version(hdf5);
  printf("HDF5 %s\n", hdf5);
  if (MPI_Get_library_version(mpi, &length) == MPI_SUCCESS)
    printf("MPI %.*s\n", (int)strcspn(mpi, ",\n"), mpi);
  printf("Gmsh %s\n", SULFEM_GMSH);
}
