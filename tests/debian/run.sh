#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# tests/debian/run.sh [SUITE [ROOT]]: `make demo` and `make check` on a bare Debian, from nothing.
#
#   tests/debian/run.sh                      Debian 13 (trixie), in a new folder under $TMPDIR
#   tests/debian/run.sh bookworm /big/disk   Debian 12, in a folder that stays and is used again
#   COMMANDS="make demo" tests/debian/run.sh         one of the two
#
# Debootstrap makes the root, the project's commit HEAD is cloned into it, and the commands run in it
# as on a new machine: what is missing they install themselves. By hand and before a release; takes
# root, the package debootstrap, a mirror of Debian and about 8 GB of disk.
#
# The mirror, and proxies on the way to it, are those of this machine's apt; MIRROR=... names another.
# All mounts and processes are in name spaces of their own and end with the script.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
suite=${1:-trixie}
commands=${COMMANDS:-"make demo
make check"}

refuse() {
  echo "tests/debian/run.sh: $1" >&2
  exit 2
}

[ "$(id -u)" -eq 0 ] || refuse "needs root: debootstrap and chroot do"
command -v debootstrap >/dev/null || refuse "needs debootstrap: apt-get install debootstrap"
[ -z "$(git -C "$project" status --porcelain)" ] ||
  echo "Note: the work tree has changes; what is tested is the commit $(git -C "$project" rev-parse --short HEAD)."

# shellcheck disable=SC2016 # apt's placeholders
mirror=${MIRROR:-$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
  awk '$1 == "Debian" && $3 !~ /-/ { print $2; exit }')}
[ -n "$mirror" ] || refuse "apt names no mirror of Debian here: say MIRROR=..."

if [ $# -ge 2 ]; then
  mkdir -p "$2"
  root=$(realpath "$2")
  [ "$root" != / ] || refuse "ROOT is a folder for the new Debian, not /"
else
  root=$(mktemp -d --tmpdir "debian-$suite-XXXXXX")
  trap 'rm -rf --one-file-system "$root"' EXIT
fi

make_root() {
  [ -e "$root/etc/debian_version" ] && return
  debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
    refuse "debootstrap failed, see $root.log and $root/debootstrap/debootstrap.log"
  rm -f "$root.log"
}

# The way to the mirror, and no services started by packages.
configure_root() {
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  apt-config dump | grep -E '^Acquire::(http|https|ftp|Retries|Check)[^ ]* "[^"]' \
    >"$root/etc/apt/apt.conf.d/90machine" || true
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
}

clone_project() {
  rm -rf --one-file-system "$root/srv/sulfem"
  git clone --quiet --no-hardlinks "$project" "$root/srv/sulfem"
}

# within COMMAND: a shell's words in the root, with its own mounts, processes and home. Open MPI 5 calls its
# session's folder by the process' number, which begins anew each time: one that a run left behind is in the way.
within() {
  rm -rf --one-file-system "$root"/tmp/prterun.* "$root"/tmp/ompi.*
  # shellcheck disable=SC2016 # the inner shell's variables
  unshare --mount --pid --fork --kill-child sh -c '
    mount --make-rprivate /
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount -t tmpfs tmpfs "$1/dev/shm"
    mount --rbind -o ro /sys "$1/sys"
    cd "$1/root"
    exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      HOME=/root LANG=C.UTF-8 TERM=dumb sh -c "$2"' sh "$root" "$1"
}

start=$SECONDS
make_root
configure_root
clone_project
echo "==== Debian $(cat "$root/etc/debian_version") in $root, $((SECONDS - start)) s"
within "apt-get -qq update && apt-get -qq install --yes make >/dev/null" # as the README says
failed=0
verdicts=()
while read -r command; do
  echo "==== $command"
  start=$SECONDS
  log=$(mktemp)
  status=0
  within "cd /srv/sulfem && $command" 2>&1 | tee "$log" || status=$?
  verdicts+=("$(printf '%-12s %5d s  status %d  %s' "$command" $((SECONDS - start)) "$status" \
    "$(grep 'tests passed' "$log" || true)")")
  [ "$status" -eq 0 ] || failed=1
  sed -n '/^The following tests FAILED/,/^$/p' "$log"
  grep -E '(warning|Warning):' "$log" | sort | uniq -c || true
  rm -f "$log"
done <<<"$commands"
echo "==== Debian $(cat "$root/etc/debian_version"), $(git -C "$project" rev-parse --short HEAD)"
printf '%s\n' "${verdicts[@]}"
exit "$failed"
