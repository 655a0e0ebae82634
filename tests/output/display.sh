#!/bin/sh
# display.sh COMMAND...: runs the command on a virtual display. Xvfb picks a free number itself;
# xvfb-run's own search fails now and then when two begin at the same moment.
set -eu
exec 9>"${TMPDIR:-/tmp}/sulfem-display.lock"
flock 9 # one display at a time: a server that ends takes another's socket with it now and then
number=$(mktemp)
Xvfb -displayfd 3 -screen 0 1920x1440x24 -nolisten tcp 3>"$number" 2>/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -f "$number"' EXIT
tries=0
while [ ! -s "$number" ]; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $server 2>/dev/null; then
    echo "display.sh: Xvfb does not start"
    exit 1
  fi
  sleep 0.1
done
DISPLAY=:$(cat "$number") "$@"
