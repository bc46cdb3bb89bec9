# A room: a bridge with the machine at .1 (host.lab, kitward.lab), a package cache on it, hosts at the addresses of the plan.

# The plan: what every host's /etc/hosts says, whether or not the host is up.
PLAN="puppet:2 mon:3 puppet2:4 kit:5 zbx:6 ici:7 nag:8 psh:9 bac:10 db1:11 web1:12 n1:21 n2:22 n3:23 n4:24 n5:25 n6:26 n7:27 n8:28 n9:29 j1:31 j2:32 j3:33 j4:34 j5:35 r1:36 r3:42 r4:43 c1:37 c2:38 c3:39 pdb:41 doc:44 dn1:45 dn2:46 dn3:47"

planned_octet() { # NAME
  local entry
  case $1 in host | kitward) echo 1; return ;; esac
  for entry in $PLAN; do [ "${entry%:*}" = "$1" ] && { echo "${entry#*:}"; return; }; done
  return 1
}

# The address of a host that was booted with an octet of its own, else the plan's.
host_address() { # NAME (with or without .lab)
  local name=${1%.lab} octet
  octet=$(cat "$STATE/hosts/$name/octet" 2>/dev/null || planned_octet "$name") || fail "no host '$name' in room $ROOM, and the plan has no address for it"
  echo "$NET.$octet"
}

names_file() { # NAME OCTET
  local entry
  printf '127.0.0.1 localhost\n%s.%s %s.lab %s\n%s.1 host.lab kitward.lab\n' "$NET" "$2" "$1" "$1" "$NET"
  for entry in $PLAN; do
    [ "${entry%:*}" = "$1" ] || printf '%s.%s %s.lab %s\n' "$NET" "${entry#*:}" "${entry%:*}" "${entry%:*}"
  done
}

install_missing() {
  local missing=()
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v rpmbuild >/dev/null || missing+=(rpm)
  command -v systemd-nspawn >/dev/null || missing+=(systemd-container)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v nsenter >/dev/null || missing+=(util-linux)
  [ -x /usr/sbin/apt-cacher-ng ] || missing+=(apt-cacher-ng)
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fail "real hosts need a Debian machine (12 or later), or these by hand: ${missing[*]}"
  say "installing ${missing[*]}"
  local quiet=(-qq -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)
  # RUNLEVEL=1: Debian's policy is then to start no service of a newly installed package (the room runs its own package cache).
  { DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install "${quiet[@]}" "${missing[@]}" ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install "${quiet[@]}" "${missing[@]}"; }; } >"$STATE/install.log" 2>&1 ||
    fail "could not install ${missing[*]}; see $STATE/install.log"
}

open_network() (
  exec 9>"$STATE/network.lock"; flock 9
  # All hosts share the machine's limit, which is made for one.
  [ "$(cat /proc/sys/fs/inotify/max_user_instances)" -ge 1024 ] || echo 1024 >/proc/sys/fs/inotify/max_user_instances 2>/dev/null || true
  ip link show "$BRIDGE" >/dev/null 2>&1 && return
  ! ip -4 -o address show | grep -q " $NET\." || fail "$NET.0/24 is in use on this machine already: $(ip -4 -br address show | grep -F " $NET." | head -1)"
  ip link add "$BRIDGE" type bridge && ip address add "$NET.1/24" dev "$BRIDGE" && ip link set "$BRIDGE" up
)

open_package_cache() (
  exec 9>"$STATE/network.lock"; flock 9
  running "$STATE/cache.pid" >/dev/null && return
  mkdir -p "$LAB_CACHE/packages-$ROOM" "$STATE/cache-log"
  setsid nohup apt-cacher-ng ForeGround=1 CacheDir="$LAB_CACHE/packages-$ROOM" LogDir="$STATE/cache-log" BindAddress="$NET.1" \
    SocketPath="$STATE/cache.sock" ExThreshold=30 </dev/null >"$STATE/cache.out" 2>&1 9>&- 8>&- 7>&- &
  record $! "$STATE/cache.pid"
  wait_for 10 bash -c "exec 3<>/dev/tcp/$NET.1/3142" || fail "the package cache did not start; see $STATE/cache.out"
)

open_room() { open_network; open_package_cache; }

prepare() {
  install_missing
  check_overlay
  open_room
  ensure_base >/dev/null
  prune_images
}

# Everything of this room gone, its folder too; only images and packages in $LAB_CACHE stay.
leave_room() {
  close_room
  rm -rf --one-file-system -- "${STATE:?}"
}

# Everything of this room down and forgotten. Safe at any time, also when a predecessor died half way.
close_room() {
  local folder pid
  for folder in "$STATE"/hosts/*/; do
    [ -d "$folder" ] || continue
    folder=${folder%/}; cut_power "${folder##*/}"; forget_host "${folder##*/}"
  done
  if pid=$(running "$STATE/cache.pid"); then
    kill "$pid" 2>/dev/null || true
    wait_for 5 ended "$pid" || kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$STATE/cache.pid" "$STATE/cache.sock"
  ip link delete "$BRIDGE" 2>/dev/null || true
}
