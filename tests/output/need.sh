#!/bin/sh
# need.sh PROGRAM COMMAND...: runs the command; where PROGRAM is not installed the test counts as
# skipped (exit status 77), and says so.
if ! command -v "$1" >/dev/null; then
  echo "skipped: $1 is not installed"
  exit 77
fi
shift
exec "$@"
