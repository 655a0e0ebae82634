#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# demo.sh BUILD_FOLDER: solves a composite cathode that flows and one that does not, and draws them.
set -eu
build=$1
flow=results/demo/flow
linear=results/demo/linear

if [ "$(id -u)" -eq 0 ]; then # containers; Open MPI asks to be told
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
# Open MPI 4 and 5: two ranks on any machine, which need no network
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_btl=^tcp
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

mkdir -p results/demo
mpirun -n 2 "$build/sulfem" solve inputs/07_plastic.yaml --output "$flow"
echo
mpirun -n 2 "$build/sulfem" solve inputs/04_composite.yaml --output "$linear"

echo
if /usr/bin/python3 -c 'import numpy, h5py, matplotlib' 2>/dev/null; then
  /usr/bin/python3 postprocess/history.py "$flow"
  /usr/bin/python3 postprocess/von_mises_histogram.py "$flow" --step 1
  /usr/bin/python3 postprocess/von_mises_histogram.py "$linear"
else
  echo "No curves and no histograms: it takes the packages python3-numpy python3-h5py python3-matplotlib."
fi
if command -v pvpython >/dev/null && command -v xvfb-run >/dev/null; then
  xvfb-run -a pvpython postprocess/stress_slice.py "$flow" --field plastic_strain --deformed \
    --step 1 --normal y --position 0.35 --output "$flow/plastic_slice.png"
  xvfb-run -a pvpython postprocess/stress_slice.py "$linear"
else
  echo "No pictures of the fields: it takes the packages python3-paraview xvfb xauth."
fi

echo
echo "The results are in $flow (finite strain, an electrolyte that flows: one charge and discharge) and"
echo "in $linear (linear elasticity):"
printf '    %s\n' "$flow"/* "$linear"/*
echo "Open $flow/fields.xdmf in ParaView (choose \"Xdmf3ReaderS\" when it asks), press Apply, and"
echo "colour by von_mises or plastic_strain. The numbers are in $flow/summary.json and history.csv;"
echo "docs/formats.md explains them."
