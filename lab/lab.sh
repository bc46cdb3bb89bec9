#!/bin/bash
# Real Debian hosts on one machine: systemd-nspawn on overlayfs, one bridge per room, a package cache. Linux and root.
#
#   lab.sh prepare                  install what the machine lacks, build the base image, open the room (bridge, package cache)
#   lab.sh layer NAME [PKG...]      make sure a prepared layer is there (without packages: the ones of sh/layers.sh)
#   lab.sh up NAME OCTET LAYER      boot NAME.lab (OCTET '-': the plan's; LAYER 'base': nothing beyond the base image)
#   lab.sh exec NAME CMD...         run a command inside; its exit code passes through
#   lab.sh copy NAME SRC DST        copy a file or folder of this machine into the host
#   lab.sh off NAME                 power off, keep the disk (up boots it again)
#   lab.sh kill NAME                cut the power, keep the disk
#   lab.sh down NAME                power off and forget
#   lab.sh stop                     all hosts of the room down and forgotten, package cache stopped, bridge removed, its state gone
#   lab.sh sweep                    the same for what a crashed predecessor of this room left: by recorded process, nothing else
#   lab.sh address NAME | list | prune
#
# LAB_ROOM   demo (10.77.0), test (10.78.0) or bench (10.79.0); rooms share nothing but images. Default: demo.
# LAB_LANE   0 to 9, default 0: several checkouts work at once, each in a lane with rooms of its own (lane 3: 10.77.3 …).
# LAB_STATE  the rooms' state; default /var/tmp/kitward-lab.   LAB_CACHE  images kept between runs; default /var/cache/kitward-lab.
{ # read whole before anything runs, so that a change of this file can't reach a running command
set -euo pipefail
shopt -s inherit_errexit
HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
LAB_STATE=${LAB_STATE:-/var/tmp/kitward-lab} LAB_CACHE=${LAB_CACHE:-/var/cache/kitward-lab} ROOM=${LAB_ROOM:-demo} LANE=${LAB_LANE:-0}

fail() { echo "lab: $*" >&2; exit 69; }
say() { echo "lab: $*" >&2; }

[[ $LANE =~ ^[0-9]$ ]] || fail "no lane '$LANE'; LAB_LANE is a digit"
case $ROOM in
  demo) NET=10.77.$LANE ;;
  test) NET=10.78.$LANE ;;
  bench) NET=10.79.$LANE ;;
  *) fail "no room '$ROOM'; LAB_ROOM is demo, test or bench" ;;
esac
[ "$LANE" = 0 ] || ROOM=$ROOM$LANE
BRIDGE=kw-$ROOM STATE=$LAB_STATE/$ROOM

# shellcheck source=sh/processes.sh
. "$HERE/sh/processes.sh"
# shellcheck source=sh/room.sh
. "$HERE/sh/room.sh"
# shellcheck source=sh/images.sh
. "$HERE/sh/images.sh"
# shellcheck source=sh/layers.sh
. "$HERE/sh/layers.sh"
# shellcheck source=sh/hosts.sh
. "$HERE/sh/hosts.sh"

command=${1:-}
[ $# -gt 0 ] && shift
need() { [ "$1" -ge "$2" ] || { usage >&2; exit 64; }; }
usage() { sed -n '2,/^{/{/^{/d;s/^# \{0,1\}//p}' "$HERE/lab.sh"; }
case $command in
  address) need $# 1; host_address "$1"; exit ;;
  list) list_hosts; exit ;;
  '' | help | -h | --help) usage; exit ;;
esac
[ "$(uname -s)" = Linux ] || fail "real hosts need Linux with systemd-nspawn; this is $(uname -s)"
[ "$(id -u)" = 0 ] || fail "real hosts need root; run as root, or use './kitward demo --simulate 200'"
mkdir -p "$STATE/hosts" "$LAB_CACHE"

case $command in
  prepare) prepare ;;
  layer) need $# 1; ensure_layer "$@" >/dev/null ;;
  up) need $# 3; boot_host "$1" "$2" "$3" ;;
  exec) need $# 2; run_in_host "$@" ;;
  copy) need $# 3; copy_into_host "$1" "$2" "$3" ;;
  off) need $# 1; power_off "$1" ;;
  kill) need $# 1; cut_power "$1" ;;
  down) need $# 1; power_off "$1"; forget_host "$1" ;;
  stop) leave_room ;;
  sweep) close_room ;;
  prune) prune_images ;;
  *) usage >&2; exit 64 ;;
esac
exit
}
