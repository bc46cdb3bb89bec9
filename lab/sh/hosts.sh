# Hosts: NAME.lab is a systemd-nspawn container with its own network, cgroup and a disk of its own on its layer.
# hosts/NAME/ holds upper, work and root (the disk), octet and layer (what it was made with), pid (while it runs), console.log.

valid_name() { [[ $1 =~ ^[a-z][a-z0-9-]{0,20}$ ]] || fail "'$1' is no host name (small letters, digits, -)"; }

boot_host() { # NAME OCTET LAYER
  local name=$1 octet=$2 layer=$3 lower
  valid_name "$name"
  [ "$octet" != - ] || octet=$(planned_octet "$name") || fail "the plan has no address for '$name'; name its last octet"
  [[ $octet =~ ^[0-9]+$ ]] && [ "$octet" -gt 1 ] && [ "$octet" -lt 255 ] || fail "'$octet' is no last octet of a host (2-254)"
  lower=$(ensure_layer "$layer")
  boot_on "$name" "$octet" "$lower"
}

boot_on() ( # NAME OCTET LOWER
  local name=$1 octet=$2 lower=$3 host=$STATE/hosts/$1 made
  open_room
  mkdir -p "$host"/{upper,work,root}
  exec 9>"$STATE/$name.lock"; flock 9
  ! running "$host/pid" >/dev/null || fail "$name is running already"
  made=$(cat "$host/layer" 2>/dev/null || true)
  [ -z "$made" ] || [ "$made" = "$lower" ] || fail "$name has a disk on another layer ($made); 'lab.sh down $name' forgets it"
  echo "$octet" >"$host/octet"; echo "$lower" >"$host/layer"
  mount_disk "$name"
  furnish "$name" "$octet"
  start_container "$name"
)

mount_disk() { # NAME
  local host=$STATE/hosts/$1
  mountpoint -q "$host/root" || mount -t overlay overlay -o "lowerdir=$(cat "$host/layer"),upperdir=$host/upper,workdir=$host/work" "$host/root"
}

unmount_disk() { # NAME
  local root=$STATE/hosts/$1/root
  ! mountpoint -q "$root" || wait_for 10 umount "$root" || fail "could not unmount $root"
}

# Name, addresses and network; the same files at each boot.
furnish() { # NAME OCTET
  local root=$STATE/hosts/$1/root
  echo "$1.lab" >"$root/etc/hostname"
  names_file "$1" "$2" >"$root/etc/hosts"
  : >"$root/etc/resolv.conf"
  echo "Acquire::http::Proxy \"http://$NET.1:3142\";" >"$root/etc/apt/apt.conf.d/01proxy"
  cat >"$root/etc/systemd/system/lab-network.service" <<UNIT
[Unit]
DefaultDependencies=no
After=local-fs.target
Before=network.target
Wants=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip link set lo up; ip address add $NET.$2/24 dev host0; ip link set host0 up; ip route add default via $NET.1'
[Install]
WantedBy=multi-user.target
UNIT
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  ln -sf ../lab-network.service "$root/etc/systemd/system/multi-user.target.wants/lab-network.service"
  # Debian's daily run of apt begins at a random moment and holds the lock: a test that installs then fails by chance.
  for unit in apt-daily apt-daily-upgrade; do ln -sf /dev/null "$root/etc/systemd/system/$unit.timer"; done
}

# The host's own place in the hierarchies that systemd uses: without it all hosts' units would share one cgroup.
cgroups_of() { # NAME
  local hierarchy
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ ! -e "$hierarchy/cgroup.procs" ] || echo "$hierarchy/kitward-lab-$ROOM-$1"
  done
}

start_container() { # NAME; the caller holds the host's lock on descriptor 9
  local name=$1 host=$STATE/hosts/$1 init
  (
    for group in $(cgroups_of "$name"); do mkdir -p "$group"; echo $BASHPID >"$group/cgroup.procs"; done
    record $BASHPID "$host/pid"
    # The machine name carries the room, since names of links and of nspawn's own locks are the whole machine's.
    exec setsid systemd-nspawn -q -D "$host/root" -b --machine="$ROOM-$name" --hostname="$name.lab" --register=no --keep-unit \
      --network-bridge="$BRIDGE" --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
      </dev/null >"$host/console.log" 2>&1 9>&- 8>&- 7>&-
  ) &
  wait_for 40 booted "$name" && init=$(init_of "$name") || { say "$name did not boot:"; tail -5 "$host/console.log" >&2; return 1; }
  record "$init" "$host/init"
}

init_of() { # NAME
  local pid
  pid=$(running "$STATE/hosts/$1/pid") || return 1
  pgrep -P "$pid" | head -1 | grep .
}

booted() { enter "$1" systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }

enter() { # NAME CMD...
  local init; init=$(init_of "$1") || fail "$1 is not running"; shift
  nsenter -t "$init" -m -p -n -u -i -C -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

run_in_host() { [ -d "$STATE/hosts/$1" ] || fail "no host '$1' in room $ROOM"; enter "$@"; }

# What was at DST is replaced, so DST is the file or folder itself and never where it goes into.
copy_into_host() { # NAME SRC DST
  [ -e "$2" ] || fail "no file $2"
  [[ $3 == /*[^/] ]] || fail "'$3': name the file or folder on the host itself, such as $3${3:+/}$(basename "$2")"
  [ -d "$2" ] || ! enter "$1" test -d "$3" || fail "$3 is a folder on $1, and $2 is a file: name $3/$(basename "$2")"
  tar -C "$(dirname "$2")" -cf - "$(basename "$2")" |
    enter "$1" sh -euc 'from=$1 to=$2; mkdir -p "$(dirname "$to")"; unpack=$(mktemp -d "$(dirname "$to")/.copy.XXXXXX"); tar --no-same-owner -xf - -C "$unpack"
      rm -rf "$to"; mv -T "$unpack/$from" "$to"; rmdir "$unpack"' sh "$(basename "$2")" "$3"
}

power_off() { # NAME
  local pid init
  [ -d "$STATE/hosts/$1" ] || fail "no host '$1' in room $ROOM"
  if pid=$(running "$STATE/hosts/$1/pid"); then
    init=$(init_of "$1") && kill -RTMIN+4 "$init" 2>/dev/null || true
    wait_for 20 ended "$pid" || say "$1 does not power off; cutting its power"
  fi
  cut_power "$1"
}

# Ends the container at once, whatever state it is in; the disk stays.
cut_power() { # NAME
  local host=$STATE/hosts/$1 pid init group
  [ -d "$host" ] || fail "no host '$1' in room $ROOM"
  init=$(running "$host/init" || init_of "$1" || true)
  if [ -n "$init" ]; then kill -9 "$init" 2>/dev/null || true; fi
  if pid=$(running "$host/pid"); then
    kill -9 "$pid" 2>/dev/null || true
    wait_for 10 ended "$pid" || fail "process $pid of $1 does not end"
  fi
  if [ -n "$init" ]; then wait_for 10 ended "$init" || fail "process $init of $1 does not end"; fi
  unmount_disk "$1"
  rm -f "$host/pid" "$host/init"
  for group in $(cgroups_of "$1"); do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  ip link delete "vb-$ROOM-$1" 2>/dev/null || true
}

forget_host() { # NAME
  unmount_disk "$1"
  rm -rf --one-file-system "${STATE:?}/hosts/$1" "${STATE:?}/$1.lock"
}

list_hosts() {
  local folder name
  for folder in "$STATE"/hosts/*/; do
    [ -d "$folder" ] || continue
    folder=${folder%/}; name=${folder##*/}
    printf '%s\t%s\t%s\n' "$name" "$(host_address "$name")" "$(running "$folder/pid" >/dev/null && echo up || echo off)"
  done
}
