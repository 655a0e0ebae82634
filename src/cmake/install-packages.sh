#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# install-packages.sh PURPOSE...   (build, demo, check, bench; see packages.txt beside this script)
#
# Installs the Debian packages of the purposes that are missing, and does nothing when none is.
set -eu
list=$(dirname "$0")/packages.txt

wanted() {
  for purpose in "$@"; do
    awk -v purpose="$purpose" '$1 == purpose { print $2 }' "$list"
  done | sort -u
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system, so nothing is installed. Needed are what these packages hold:"
  wanted "$@" | tr '\n' ' '
  echo
  exit 0
fi

missing=
for package in $(wanted "$@"); do
  installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo"
  else
    echo "Packages are missing and installing them takes root, which this user is not and sudo does"
    echo "not give. Ask an administrator to run:"
    echo "    apt-get install --no-install-recommends$missing"
    exit 1
  fi
fi

# Without waiting for the disk after every file (force-unsafe-io) 400 packages take one minute
# instead of up to ten; a power cut in that minute is all it risks.
apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-unsafe-io "$@"
}

known() {
  for package in $missing; do
    apt-cache show "$package" >/dev/null 2>&1 || return 1
  done
}

echo "Installing packages:$missing"
known || apt update
# Package lists that have grown old name files that are gone: refresh them and try once more.
# shellcheck disable=SC2086 # the list is meant to be split
apt install --yes --no-install-recommends $missing >/dev/null ||
  { apt update && apt install --yes --no-install-recommends $missing >/dev/null; }
