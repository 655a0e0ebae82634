#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# demo.sh BUILD_FOLDER: solves the composite cathode that ships with SulFEM and draws its stress.
set -eu
build=$1
case_file=inputs/04_composite.yaml
results=results/demo

if [ "$(id -u)" -eq 0 ]; then # containers; Open MPI asks to be told
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
# Open MPI 4 and 5: two ranks on any machine, which need no network
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_btl=^tcp
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

mpirun -n 2 "$build/sulfem" solve "$case_file" --output "$results"

echo
if /usr/bin/python3 -c 'import numpy, h5py, matplotlib' 2>/dev/null; then
  /usr/bin/python3 postprocess/von_mises_histogram.py "$results"
else
  echo "No histogram: it takes the packages python3-numpy python3-h5py python3-matplotlib."
fi
if command -v pvpython >/dev/null && command -v xvfb-run >/dev/null; then
  xvfb-run -a pvpython postprocess/stress_slice.py "$results"
else
  echo "No picture of the field: it takes the packages python3-paraview xvfb xauth."
fi

echo
echo "The results are in $results:"
printf '    %s\n' "$results"/*
echo "Open $results/fields.xdmf in ParaView (choose \"Xdmf3ReaderS\" when it asks), press Apply, and"
echo "colour by von_mises. The numbers are in $results/summary.json, docs/formats.md explains both."
