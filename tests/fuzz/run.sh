#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Feeds the readers with damaged files under clang's sanitizers: each target of this folder for its share
# of the time, from small seeds of our own making.
#
#   tests/fuzz/run.sh [SECONDS] [TARGET...]    all targets together for 60 s unless told otherwise
#
# FUZZ_FOLDER (build-fuzz) keeps programs, grown corpora and inputs that broke something (crash-*).
# A new target: a function NAME_target that compiles fuzz_NAME.c, NAME_seeds that fills a folder with
# seeds, and its name in `targets`.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=(mesh case recipe study packing)
[ $# -gt 0 ] && targets=("$@")
mkdir -p "${FUZZ_FOLDER:-build-fuzz}"
folder=$(realpath "${FUZZ_FOLDER:-build-fuzz}")
export PYTHONDONTWRITEBYTECODE=1
options=(-std=c11 -g -O1 "-fsanitize=fuzzer,address,undefined" -fno-sanitize-recover=all
  -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Iinclude)

mesh_target() {
  local petsc mpi
  read -ra petsc < <(pkg-config --cflags PETSc || pkg-config --cflags petsc)
  read -ra mpi < <(mpicc --showme:compile 2>/dev/null || true)
  clang "${options[@]}" "${petsc[@]}" "${mpi[@]}" tests/fuzz/fuzz_mesh.c src/mesh/msh_*.c \
    src/mesh/{serial,shapes,curved,unfold,doubled,order,faces,bodies,edges}.c src/element/*.c src/base/{error,text,memory}.c \
    -lm -o "$1"
}

mesh_seeds() { /usr/bin/python3 tests/msh/meshes.py "$1"; }

# What reads texts, with the units and the library: compiled once for the targets below.
text_objects() {
  local petsc packages materials sources=()
  [ -e "$folder/texts/complete" ] && return
  rm -rf "$folder/texts"
  mkdir -p "$folder/texts"
  read -ra petsc < <(pkg-config --cflags PETSc || pkg-config --cflags petsc)
  read -ra packages < <(pkg-config --cflags jansson yaml-0.1 "$(hdf5)"; echo)
  [ -e /usr/include/udunits2/udunits2.h ] && packages+=(-I/usr/include/udunits2)
  materials=$(printf '%s;' "$PWD"/src/input/library/*.yaml)
  cmake "-DOUTPUT=$folder/texts/library_data.c" "-DFILES=${materials%;}" -P src/cmake/EmbedText.cmake
  for source in "$folder/texts/library_data.c" src/{base,input,recipe,model}/*.c src/io/json.c \
    src/pack/*.c src/image/{image,image_recipe,image_h5,image_raw}.c \
    src/voxel/voxels.c src/sweep/check*.c; do
    sources+=("$source")
  done
  # shellcheck disable=SC2016 # the inner shell's
  printf '%s\0' "${sources[@]}" | xargs -0 -P "$(nproc)" -I {} sh -c 'exec "$@" -c "{}" -o "$0/$(echo "{}" |
    tr / -).o"' "$folder/texts" clang "${options[@]/fuzzer,/fuzzer-no-link,}" "${petsc[@]}" "${packages[@]}" \
    -DH5_USE_110_API '-DSULFEM_VERSION="fuzzed"'
  ar rcs "$folder/texts/texts.a" "$folder"/texts/*.o
  touch "$folder/texts/complete"
}

hdf5() { for name in hdf5-openmpi hdf5-mpi hdf5; do pkg-config --exists $name && echo $name && return; done; }

text_target() { # NAME PROGRAM
  local libraries
  text_objects
  read -ra libraries < <(pkg-config --cflags --libs PETSc jansson yaml-0.1 "$(hdf5)"; echo)
  clang "${options[@]}" "tests/fuzz/fuzz_$1.c" "$folder/texts/texts.a" "${libraries[@]}" -ludunits2 -lmpi -lm -o "$2"
}

case_target() { text_target case "$1"; }
recipe_target() { text_target recipe "$1"; }
study_target() { text_target study "$1"; }
packing_target() { text_target packing "$1"; }

case_seeds() { mkdir -p "$1" && cp inputs/0*.yaml inputs/studies/case.yaml tests/broken/program-*.yaml tests/broken/interface-*.yaml "$1"; }
recipe_seeds() {
  mkdir -p "$1" && cp inputs/recipes/*[!e].yaml tests/sweep/recipe.yaml tests/broken-recipes/*.yaml "$1"
}
study_seeds() {
  mkdir -p "$1" && cp tests/sweep/study.yaml inputs/studies/*size.yaml tests/broken-studies/axes-*.yaml "$1"
  cp tests/sweep/recipe.yaml tests/sweep/case.yaml "$1/.." # what the studies build on
}
packing_seeds() { mkdir -p "$1" && cp tests/broken-analyse/meshes/*.json "$1"; }

for target in "${targets[@]}"; do
  here=$folder/$target
  mkdir -p "$here/corpus"
  "${target}_target" "$here/program"
  "${target}_seeds" "$here/seeds"
done

# One target on one core; what it says comes when it is done.
share=$((seconds / ${#targets[@]}))
fuzz() { # FOLDER SECONDS
  local status=0
  cd "$1"
  ./program "-max_total_time=$2" -max_len=6000 -timeout=5 -rss_limit_mb=1000 -malloc_limit_mb=200 \
    -print_final_stats=1 -verbosity=0 "-artifact_prefix=$1/" corpus seeds >said 2>&1 || status=$?
  echo "${1##*/}: $2 s, exit status $status" >report
  grep -v '^"\|^###' said >>report || true
  cat report
  return "$status"
}
export -f fuzz
# shellcheck disable=SC2016 # the inner shell's
printf '%s\0' "${targets[@]}" | xargs -0 -P "$(nproc)" -I {} bash -c 'fuzz "$0/$1" "$2"' "$folder" {} "$share"
