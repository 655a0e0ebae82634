#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# solve.sh MPIRUN RANKS SULFEM CASE RESULTS: a run in a folder of its own, nothing in it before.
set -eu
rm -rf "$5"
exec "$1" -n "$2" "$3" solve "$4" --output "$5"
