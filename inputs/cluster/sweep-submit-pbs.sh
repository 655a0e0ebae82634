#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Submits a study to PBS: an array job, and a job that collects when all its tasks have ended.
#
#   inputs/cluster/sweep-submit-pbs.sh STUDY.yaml [POINTS_PER_TASK] [options of qsub for the array job]
#
# RANKS are the ranks of each solve (1), SWEEP_OPTIONS more options of `sulfem sweep`:
#
#   SWEEP_OPTIONS=--retry inputs/cluster/sweep-submit-pbs.sh STUDY.yaml   # failed points again
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export SULFEM=${SULFEM:-$here/../../build/sulfem}

if [ $# -eq 0 ]; then
  echo "usage: inputs/cluster/sweep-submit-pbs.sh STUDY.yaml [POINTS_PER_TASK] [options of qsub]" >&2
  exit 2
fi
study=$1
points_per_task=${2:-1}
if ! [[ $points_per_task =~ ^[1-9][0-9]*$ ]]; then
  echo "POINTS_PER_TASK is '$points_per_task': it must be a whole number from 1; options of qsub follow it" >&2
  exit 2
fi
points=$("$SULFEM" sweep "$study" --list | tail -n 1 | cut -d ' ' -f 1)
tasks=$(((points + points_per_task - 1) / points_per_task))
variables="SULFEM=$SULFEM,RANKS=${RANKS:-1},STUDY=$study,POINTS_PER_TASK=$points_per_task"
variables+=",SWEEP_OPTIONS=${SWEEP_OPTIONS:-}"

if [ "$tasks" -gt 1 ]; then
  job=$(qsub -J "0-$((tasks - 1))" -v "$variables" "${@:3}" "$here/sweep.pbs")
else # an array of one task is refused
  job=$(qsub -v "$variables" "${@:3}" "$here/sweep.pbs")
fi
collect=$(qsub -W "depend=afterany:$job" -v "SULFEM=$SULFEM,STUDY=$study" "$here/sweep-collect.pbs")
echo "$points points in $tasks tasks: job $job; tables: job $collect"
