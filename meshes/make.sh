#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Regenerates every mesh of this folder with Gmsh (Debian: gmsh), as binary MSH 4.1 with the named
# groups only, and checks that no element is inverted. The particles of composite.geo and stack.geo
# stand beside them as drawn by packing.py; `make.sh packing` draws them anew. plastic.msh is from
# `sulfem pack` (inputs/recipes/plastic.yaml).
set -eu
cd "$(dirname "$0")"
python=$(command -v /usr/bin/python3 || command -v python3)
if [ "${1:-}" = packing ]; then
  "$python" packing.py 3 24 0.30 1.8 0.25 10 10 10 > composite-particles.geo
  "$python" packing.py 1 16 0.30 1.5 0.2 5 5 10 > stack-particles.geo
fi
for name in single-particle laminate core-shell composite li2s-particle stack; do
  gmsh -3 -nt 1 -format msh41 -bin -setnumber Mesh.SaveAll 0 -v 1 "$name.geo" -o "$name.msh"
done
"$python" ../tests/verification/msh.py ./*.msh
