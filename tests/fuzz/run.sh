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
targets=(mesh)
[ $# -gt 0 ] && targets=("$@")
folder=${FUZZ_FOLDER:-build-fuzz}
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

for target in "${targets[@]}"; do
  here=$folder/$target
  mkdir -p "$here/corpus"
  "${target}_target" "$here/program"
  "${target}_seeds" "$here/seeds"
  echo "$target: $((seconds / ${#targets[@]})) s"
  "$here/program" -max_total_time=$((seconds / ${#targets[@]})) -max_len=6000 -timeout=5 \
    -rss_limit_mb=1000 -malloc_limit_mb=200 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$here/" "$here/corpus" "$here/seeds" 2>&1 | { grep -v '^"\|^###' || true; }
done
