# What SulFEM stands on. A missing package stops the configuration with the Debian package's name.
find_package(PkgConfig REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)

function(sulfem_need target debian)
  pkg_search_module(${target} IMPORTED_TARGET ${ARGN})
  if(NOT ${target}_FOUND)
    list(GET ARGN 0 first)
    message(FATAL_ERROR "${first} was not found: apt-get install ${debian} (or set PKG_CONFIG_PATH)")
  endif()
endfunction()

set(SULFEM_PETSC "PETSc;petsc" CACHE STRING
  "pkg-config modules of PETSc, the first found is taken (petsc64: Debian's with 64-bit indices)")
sulfem_need(PETSC libpetsc-real-dev ${SULFEM_PETSC})
sulfem_need(HDF5 libhdf5-openmpi-dev hdf5-openmpi hdf5-mpi hdf5)
sulfem_need(JANSSON libjansson-dev jansson)
sulfem_need(YAML libyaml-dev yaml-0.1)

find_library(UDUNITS_LIBRARY udunits2)
find_path(UDUNITS_INCLUDE udunits2.h)
if(NOT UDUNITS_LIBRARY OR NOT UDUNITS_INCLUDE)
  message(FATAL_ERROR "UDUNITS-2 was not found: apt-get install libudunits2-dev")
endif()

set(BLA_PREFER_PKGCONFIG ON)
find_package(LAPACK REQUIRED)

find_library(GMSH_LIBRARY gmsh)
find_path(GMSH_INCLUDE gmshc.h)
if(NOT GMSH_LIBRARY OR NOT GMSH_INCLUDE)
  message(FATAL_ERROR "Gmsh's library was not found: apt-get install libgmsh-dev")
endif()

# PETSc, HDF5 and this build must share one MPI: two in one process crash in ways nobody can read.
include(CheckCSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES PkgConfig::PETSC PkgConfig::HDF5 MPI::MPI_C)
check_c_source_compiles("
#include <petscksp.h>
#include <hdf5.h>
#ifndef H5_HAVE_PARALLEL
#error serial HDF5
#endif
int main(void) { return H5Pset_fapl_mpio(H5Pcreate(H5P_FILE_ACCESS), PETSC_COMM_WORLD, MPI_INFO_NULL) < 0; }"
  SULFEM_ONE_MPI)
unset(CMAKE_REQUIRED_LIBRARIES)
if(NOT SULFEM_ONE_MPI)
  message(FATAL_ERROR "PETSc, parallel HDF5 and MPI do not fit together: they must be built with one "
    "and the same MPI, and HDF5 must be the parallel one (libhdf5-openmpi-dev)")
endif()

# Optional: smooth meshes of images. C++ is asked for only then. AUTO looks anew each time, so that
# CGAL may be installed after the first build.
set(SULFEM_CGAL AUTO CACHE STRING "Smooth meshes of images, with CGAL (libcgal-dev): ON, OFF or AUTO")
find_package(CGAL QUIET CONFIG)
if(SULFEM_CGAL STREQUAL "AUTO")
  set(SULFEM_CGAL ${CGAL_FOUND})
endif()
if(SULFEM_CGAL)
  enable_language(CXX)
  find_package(CGAL QUIET CONFIG)
  if(NOT CGAL_FOUND)
    message(FATAL_ERROR "CGAL was not found: apt-get install libcgal-dev g++ (or -DSULFEM_CGAL=OFF)")
  endif()
endif()
