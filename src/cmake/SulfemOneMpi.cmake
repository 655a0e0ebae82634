# SPDX-License-Identifier: BSD-2-Clause
# PETSc, HDF5 and this build must share one MPI: two in one process crash in ways nobody can read.
# Three questions, from the plainest to the most hidden: is HDF5 parallel at all, does PETSc take
# this MPI's header, and how many MPI libraries does a program load that is linked with all three?
include(CheckCSourceCompiles)

function(sulfem_mpi_question answer source message)
  set(CMAKE_REQUIRED_LIBRARIES PkgConfig::PETSC PkgConfig::HDF5 MPI::MPI_C)
  set(CMAKE_REQUIRED_QUIET ON)
  check_c_source_compiles("${source}" ${answer})
  if(NOT ${answer})
    unset(${answer} CACHE) # asked again when something else was installed
    message(FATAL_ERROR "${message}")
  endif()
endfunction()

sulfem_mpi_question(SULFEM_HDF5_PARALLEL "
#include <hdf5.h>
#ifndef H5_HAVE_PARALLEL
#error serial
#endif
int main(void) { return 0; }"
  "HDF5 ${HDF5_VERSION} was built without MPI: SulFEM needs the parallel one (libhdf5-openmpi-dev; elsewhere \
it is called hdf5-mpi, or is a variant of the package), found by PKG_CONFIG_PATH")
sulfem_mpi_question(SULFEM_PETSC_MPI "
#include <petscksp.h>
int main(void) { return PetscInitializeNoArguments() != 0; }"
  "PETSc ${PETSC_VERSION} does not fit the MPI of ${MPI_C_COMPILER}: it was built with another one, or cannot \
be linked. CMakeError.log or CMakeConfigureLog.yaml in the build folder has the compiler's words; \
-DMPI_C_COMPILER=... names another MPI")
set(sulfem_all_three "
#include <petscksp.h>
#include <hdf5.h>
int main(void) { return H5Pset_fapl_mpio(H5Pcreate(H5P_FILE_ACCESS), PETSC_COMM_WORLD, MPI_INFO_NULL) < 0; }")
sulfem_mpi_question(SULFEM_ONE_MPI_HEADER "${sulfem_all_three}"
  "HDF5 ${HDF5_VERSION} does not fit the MPI of ${MPI_C_COMPILER}, which PETSc fits: it was built with another \
one, or cannot be linked")

file(WRITE ${PROJECT_BINARY_DIR}/CMakeFiles/one_mpi.c "${sulfem_all_three}\n")
try_compile(sulfem_linked ${PROJECT_BINARY_DIR}/CMakeFiles/one_mpi ${PROJECT_BINARY_DIR}/CMakeFiles/one_mpi.c
  LINK_LIBRARIES PkgConfig::PETSC PkgConfig::HDF5 MPI::MPI_C
  COPY_FILE ${PROJECT_BINARY_DIR}/CMakeFiles/one_mpi_linked)
find_program(SULFEM_LDD ldd)
mark_as_advanced(SULFEM_LDD)
if(sulfem_linked AND SULFEM_LDD AND NOT CMAKE_CROSSCOMPILING)
  execute_process(COMMAND ${SULFEM_LDD} ${PROJECT_BINARY_DIR}/CMakeFiles/one_mpi_linked
    OUTPUT_VARIABLE sulfem_loaded ERROR_QUIET)
  string(REGEX MATCHALL "lib(mpi|mpich|mpi_cray|mpi_gnu[_0-9]*|msmpi)\\.so[^\n]*" sulfem_mpis "${sulfem_loaded}")
  list(REMOVE_DUPLICATES sulfem_mpis)
  list(LENGTH sulfem_mpis sulfem_mpi_count)
  if(sulfem_mpi_count GREATER 1)
    string(REGEX REPLACE " \\(0x[0-9a-f]+\\)" "" sulfem_mpis "${sulfem_mpis}")
    list(JOIN sulfem_mpis "\n  " sulfem_mpis)
    message(FATAL_ERROR "PETSc, HDF5 and MPI_C bring different MPI libraries into one program:\n  ${sulfem_mpis}\n"
      "All three must be built with the same MPI")
  endif()
endif()
