#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Submits a study to SLURM: an array job, and a job that collects when all its tasks have ended.
#
#   inputs/cluster/sweep-submit.sh STUDY.yaml [POINTS_PER_TASK] [options of sbatch for the array job]
#
# RANKS are the ranks of each solve (1), SWEEP_OPTIONS more options of `sulfem sweep`:
#
#   SWEEP_OPTIONS=--retry inputs/cluster/sweep-submit.sh STUDY.yaml   # failed points again
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export SULFEM=${SULFEM:-$here/../../build/sulfem}

if [ $# -eq 0 ]; then
  echo "usage: inputs/cluster/sweep-submit.sh STUDY.yaml [POINTS_PER_TASK] [options of sbatch]" >&2
  exit 2
fi
study=$1
points_per_task=${2:-1}
if ! [[ $points_per_task =~ ^[1-9][0-9]*$ ]]; then
  echo "POINTS_PER_TASK is '$points_per_task': it must be a whole number from 1; options of sbatch follow it" >&2
  exit 2
fi
points=$("$SULFEM" sweep "$study" --list | tail -n 1 | cut -d ' ' -f 1)
tasks=$(((points + points_per_task - 1) / points_per_task))

job=$(sbatch --parsable --array="0-$((tasks - 1))" "${@:3}" "$here/sweep.slurm" "$study" "$points_per_task")
job=${job%%;*} # with several clusters, the cluster's name follows
collect=$(sbatch --parsable --dependency="afterany:$job" "$here/sweep-collect.slurm" "$study")
echo "$points points in $tasks tasks: job $job; tables: job ${collect%%;*}"
