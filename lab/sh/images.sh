# Images kept between runs: the base (a minimal Debian) and layers on it. Built under a lock, under a temporary name, and
# renamed when complete, so that an image that has its name is whole. Read-only once there; rooms share them.

BASE_PACKAGES=systemd,systemd-sysv,dbus,iproute2,ca-certificates,apt,procps
RECIPE=1        # raise when the way images are made changes
BASE_DAYS=30    # an older base has package lists that point to packages long replaced

# Overlayfs must be able to write where hosts' disks and layers are made (it can't on another overlayfs, as in most containers).
check_overlay() {
  local place trial
  for place in "$LAB_CACHE" "$STATE"; do
    trial=$(mktemp -d "$place/overlay.XXXX"); mkdir "$trial"/{lower,upper,work,root}
    if ! mount -t overlay overlay -o "lowerdir=$trial/lower,upperdir=$trial/upper,workdir=$trial/work" "$trial/root" 2>/dev/null; then
      rm -rf "$trial"; fail "no overlayfs on $place; set LAB_STATE and LAB_CACHE to folders on ext4 or xfs (or load the kernel module overlay)"
    fi
    umount "$trial/root"; rm -rf "$trial"
  done
}

# The machine's own Debian package sources, and only those: stanzas and lines whose URI ends in /debian or /debian-security.
debian_sources() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] && awk -v RS= -v ORS='\n\n' '/(^|\n)URIs:[^\n]*\/debian(-security)?\/?[ \t]*(\n|$)/ && !/(^|\n)Enabled:[ \t]*no/' "$file" | grep -v '^#' || true
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$file" ] && grep -hE '^deb +(\[[^]]*\] +)?[^ ]+/debian(-security)?/? ' "$file" || true
  done
}

base_key() { { echo "$RECIPE $BASE_PACKAGES"; debian_sources; } | sha256sum | cut -c1-12; }

# Prints the folder of the base image, built if need be.
ensure_base() {
  local key base
  key=$(base_key)
  current_base "$key" && return
  exec 8>"$LAB_CACHE/base.lock"; flock 8
  if ! current_base "$key"; then
    base=$LAB_CACHE/base-$key-$(date +%Y%m%d%H%M)
    build_base "$base" >&2; echo "$base"
  fi
  exec 8>&-
}

current_base() { # KEY
  local base
  base=$(find "$LAB_CACHE" -maxdepth 1 -name "base-$1-*" ! -name '*.part' -type d -mtime "-$BASE_DAYS" | sort | tail -1)
  [ -n "$base" ] && echo "$base"
}

build_base() { # FOLDER
  local sources=$LAB_CACHE/debian.sources tar=$1.tar suite
  . /etc/os-release
  [ "${ID:-}" = debian ] || fail "real hosts need a Debian machine (12 or later); this is ${PRETTY_NAME:-unknown}"
  suite=${VERSION_CODENAME:?}
  debian_sources >"$sources.raw"
  [ -s "$sources.raw" ] || fail "no Debian package source in /etc/apt (looked for URIs that end in /debian or /debian-security)"
  sources=$LAB_CACHE/$(grep -q '^Types:' "$sources.raw" && echo room.sources || echo room.list); mv "$LAB_CACHE/debian.sources.raw" "$sources"
  say "building the base image (about 30 s)"
  rm -rf "$LAB_CACHE"/base-*.part "$LAB_CACHE"/base-*.tar
  # Package lists are kept so that hosts can install at once; time stamps are not checked, as a kept base may be weeks old.
  mmdebstrap --quiet --mode=root --variant=minbase --include="$BASE_PACKAGES" --skip=cleanup/apt/lists \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Date "false"' \
    --dpkgopt=force-unsafe-io \
    "$suite" "$tar" "$sources" >"$LAB_CACHE/base.log" 2>&1 9>&- || { rm -f "$tar"; fail "could not build the base image; see $LAB_CACHE/base.log"; }
  rm -rf "$1.part"; mkdir "$1.part"
  tar xf "$tar" -C "$1.part" --numeric-owner --xattrs --xattrs-include='*'; rm "$tar"
  forget_identity "$1.part"
  touch "$1.part"; sync -f "$1.part"; mv "$1.part" "$1"
}

# What must differ between hosts is not in an image. Folders that belong to packages stay.
forget_identity() { # ROOT
  local folder
  : >"$1/etc/machine-id"
  rm -f "$1/var/lib/dbus/machine-id" "$1/var/lib/systemd/random-seed" "$1"/etc/ssh/ssh_host_*
  for folder in var/log/journal var/lib/puppet/ssl etc/puppet/ssl etc/puppet/puppetserver/ca var/lib/puppetserver/ca tmp var/tmp; do
    [ ! -d "$1/$folder" ] || find "$1/$folder" -mindepth 1 -delete
  done
  mkdir -p "$1/var/log/journal"
}

# Removes bases and layers that are past their days and that no room's host stands on.
prune_images() {
  local image
  mkdir -p "$LAB_CACHE/layers"
  exec 8>"$LAB_CACHE/base.lock"; flock 8
  find "$LAB_CACHE" "$LAB_CACHE/layers" -maxdepth 1 \( -name 'base-*' -o -path '*/layers/*' \) -type d -mtime "+$BASE_DAYS" 2>/dev/null | sort -u |
    while read -r image; do
      grep -qF "$image" /proc/mounts || grep -qsF "$image" "$LAB_STATE"/*/hosts/*/layer || rm -rf "$image" "$image.log"
    done
  exec 8>&-
}
