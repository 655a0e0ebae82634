# SPDX-License-Identifier: BSD-2-Clause
# What SulFEM stands on. A missing package stops the configuration with the Debian package's name,
# an old one with the oldest that works; one that is newer than all that were tried is named.
find_package(PkgConfig REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)

# sulfem_version(NAME FOUND OLDEST NEWEST): Debian 12 has the oldest, Debian 13 or later the newest
function(sulfem_version name found oldest newest)
  string(REGEX MATCHALL "^[0-9]+\\.[0-9]+" series "${found}")
  if(found VERSION_LESS oldest)
    message(FATAL_ERROR "${name} ${found} is too old: SulFEM builds with ${oldest} to ${newest}")
  elseif(series VERSION_GREATER newest)
    message(STATUS "${name} ${found} is newer than all that SulFEM was tried with, ${oldest} to ${newest}")
  endif()
endfunction()

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
sulfem_version(PETSc "${PETSC_VERSION}" 3.18 3.25)
sulfem_need(HDF5 libhdf5-openmpi-dev hdf5-openmpi hdf5-mpi hdf5)
sulfem_version(HDF5 "${HDF5_VERSION}" 1.10 1.14)
sulfem_need(JANSSON libjansson-dev jansson)
sulfem_need(YAML libyaml-dev yaml-0.1)

find_library(UDUNITS_LIBRARY udunits2)
find_path(UDUNITS_INCLUDE udunits2.h)
if(NOT UDUNITS_LIBRARY OR NOT UDUNITS_INCLUDE)
  message(FATAL_ERROR "UDUNITS-2 was not found: apt-get install libudunits2-dev")
endif()

set(BLA_PREFER_PKGCONFIG ON)
find_package(LAPACK REQUIRED)

# Optional: `sulfem pack` makes meshes with it, in a program of its own.
set(SULFEM_MESHER AUTO CACHE STRING "Meshes of recipes, with Gmsh (libgmsh-dev): ON, OFF or AUTO")
find_library(GMSH_LIBRARY gmsh)
find_path(GMSH_INCLUDE gmshc.h)
if(SULFEM_MESHER STREQUAL "AUTO" AND GMSH_LIBRARY AND GMSH_INCLUDE)
  set(SULFEM_MESHER ON)
elseif(SULFEM_MESHER STREQUAL "AUTO")
  message(STATUS "Gmsh's library was not found: sulfem pack will not make meshes (apt-get install libgmsh-dev)")
  set(SULFEM_MESHER OFF)
elseif(SULFEM_MESHER AND NOT (GMSH_LIBRARY AND GMSH_INCLUDE))
  message(FATAL_ERROR "Gmsh's library was not found: apt-get install libgmsh-dev (or -DSULFEM_MESHER=OFF)")
endif()

file(STRINGS ${GMSH_INCLUDE}/gmshc.h gmsh_version REGEX "define GMSH_API_VERSION ")
string(REGEX MATCH "[0-9.]+" gmsh_version "${gmsh_version}")
sulfem_version(Gmsh "${gmsh_version}" 4.8 4.13)

include(SulfemOneMpi)

# Optional: smooth meshes of images. C++ is asked for only then. AUTO looks anew each time, so that
# CGAL may be installed after the first build.
# CGAL 5 and 6 look for Boost by the module that CMake 3.30 wants to be rid of, and set policies anew
set(CMAKE_POLICY_DEFAULT_CMP0167 OLD)
set(SULFEM_CGAL AUTO CACHE STRING "Smooth meshes of images, with CGAL (libcgal-dev): ON, OFF or AUTO")
if(SULFEM_CGAL STREQUAL "AUTO")
  find_package(CGAL QUIET CONFIG)
  set(SULFEM_CGAL ${CGAL_FOUND})
  if(CGAL_FOUND AND CGAL_VERSION VERSION_LESS 5.5)
    message(STATUS "CGAL ${CGAL_VERSION} is too old for smooth meshes of images, which need 5.5 to 6")
    set(SULFEM_CGAL OFF)
  endif()
endif()
if(NOT SULFEM_MESHER) # nothing would link it
  set(SULFEM_CGAL OFF)
endif()
if(SULFEM_CGAL)
  enable_language(CXX)
  find_package(CGAL QUIET CONFIG)
  if(NOT CGAL_FOUND)
    message(FATAL_ERROR "CGAL was not found: apt-get install libcgal-dev g++ (or -DSULFEM_CGAL=OFF)")
  endif()
  sulfem_version(CGAL "${CGAL_VERSION}" 5.5 6.0)
endif()
