#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# display.sh COMMAND...: runs the command on a virtual display. Xvfb picks a free number itself;
# xvfb-run's own search fails now and then when two begin at the same moment. Without -noreset the
# server resets itself when its last client leaves, and drops whoever connects meanwhile: ParaView
# closes its only connection and opens another at its start. A server that ends takes another's
# socket with it now and then: one display at a time, and a command that fails when the display is
# gone (another program's doing) is run again on a new one.
set -eu
exec 9>"${TMPDIR:-/tmp}/sulfem-display.lock"
flock 9
number=$(mktemp)
server=
trap 'kill $server 2>/dev/null || true; rm -f "$number"' EXIT

start() {
  : >"$number"
  Xvfb -displayfd 3 -screen 0 1920x1440x24 -nolisten tcp -noreset 3>"$number" 2>/dev/null 9>&- &
  server=$!
  tries=0
  while [ ! -s "$number" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 $server 2>/dev/null; then
      echo "display.sh: Xvfb does not start"
      exit 1
    fi
    sleep 0.1
  done
}

for attempt in 1 2 3; do
  start
  status=0
  DISPLAY=:$(cat "$number") "$@" || status=$?
  [ $status -eq 0 ] && exit 0
  if kill -0 $server 2>/dev/null && [ -S "/tmp/.X11-unix/X$(cat "$number")" ]; then
    exit "$status"
  fi
  echo "display.sh: the display was lost (attempt $attempt)"
  kill $server 2>/dev/null || true
done
exit "$status"
