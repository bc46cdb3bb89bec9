# Prepared layers: packages installed on the base once, kept by the hash of base and package list, without any state of theirs.

layer_packages() { # NAME
  case $1 in
    puppet) echo "puppetserver" ;;
    agent) echo "puppet-agent rsyslog" ;;
    join) echo "curl openssl openssh-server sudo" ;;
    mon) echo "puppet-agent prometheus rsyslog curl" ;;
    zabbix) echo "puppet-agent zabbix-agent2 zabbix-server-pgsql zabbix-frontend-php php-pgsql php-fpm nginx-light postgresql curl" ;;
    icinga) echo "puppet-agent icinga2 monitoring-plugins-basic nagios-nrpe-plugin curl" ;;
    nagios) echo "puppet-agent nagios4-core monitoring-plugins-basic nagios-nrpe-plugin munin cron postfix ssl-cert curl" ;;
    bacula) echo "puppet-agent bacula-director bacula-director-sqlite3 bacula-sd bacula-console sqlite3 curl" ;;
    pushgateway) echo "prometheus-pushgateway curl" ;;
    puppetdb) echo "puppetdb postgresql puppet-agent ansible-core curl" ;;
    rpm) echo "puppet-agent rpm createrepo-c dnf zypper gnupg curl libsnmp40 libsnmp-base libestr0 libfastjson4 liblognorm5 libwrap0 liblzo2-2" ;;
    rpm-server) echo "rpm dnf postgresql curl openssl" ;;
    puppet-check) echo "puppet-agent ruby-rspec-puppet ruby-puppetlabs-spec-helper puppet-lint puppet-strings ruby-puppet-syntax metadata-json-lint ruby-webmock rake puppet-module-puppetlabs-stdlib" ;;
    *) return 1 ;;
  esac
}

# Prints the lower folders (layer:base) that hosts of this layer stand on; builds what is missing.
ensure_layer() { # NAME [PKG...]
  local name=$1 base packages layer; shift
  valid_name "$name"
  base=$(ensure_base)
  [ "$name" = base ] && { echo "$base"; return; }
  packages="$*"
  [ -n "$packages" ] || packages=$(cat "$LAB_CACHE/layers/$name.packages" 2>/dev/null) || packages=$(layer_packages "$name") ||
    fail "no layer '$name'; name its packages: lab.sh layer $name PKG..."
  layer=$LAB_CACHE/layers/$name-$({ echo "$RECIPE ${base##*/}"; tr ' ' '\n' <<<"$packages" | sort -u; } | sha256sum | cut -c1-12)
  mkdir -p "$LAB_CACHE/layers"
  exec 8>"$layer.lock"; flock 8
  [ -d "$layer" ] || build_layer "$name" "$layer" "$base" "$packages" >&2
  exec 8>&-
  layer_packages "$name" >/dev/null || { echo "$packages" >"$LAB_CACHE/layers/$name.packages.$$"; mv "$LAB_CACHE/layers/$name.packages.$$" "$LAB_CACHE/layers/$name.packages"; }
  echo "$layer:$base"
}

build_layer() { # NAME FOLDER BASE PACKAGES
  local name=$1 layer=$2 base=$3 packages=$4 scratch octet log=$2.log
  scratch=layer-$(sha256sum <<<"$layer" | cut -c1-6)
  octet=254
  exec 7>"$STATE/scratch.lock"; flock 7 # one scratch host per room at a time
  say "preparing layer $name ($packages)"
  [ ! -d "$STATE/hosts/$scratch" ] || { cut_power "$scratch"; forget_host "$scratch"; }
  boot_on "$scratch" "$octet" "$base"
  local root=$STATE/hosts/$scratch/root
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
  # shellcheck disable=SC2086
  if ! (run_in_host "$scratch" apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io $packages) >"$log" 2>&1; then
    cut_power "$scratch"; forget_host "$scratch"; fail "could not install $packages; see $log"
  fi
  power_off "$scratch"
  mount_disk "$scratch"
  rm -f "$root/usr/sbin/policy-rc.d" "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin
  forget_identity "$root"
  unmount_disk "$scratch"
  sync -f "$STATE/hosts/$scratch/upper"
  rm -rf "$layer.part"; move_tree "$STATE/hosts/$scratch/upper" "$layer.part"
  touch "$layer.part"; mv "$layer.part" "$layer"
  forget_host "$scratch"
  exec 7>&-
}

# A rename where both folders are on one file system, else a copy with everything overlayfs needs (whiteouts, opaque marks).
move_tree() { # FROM TO
  mv -T "$1" "$2" 2>/dev/null || cp -a --preserve=all "$1" "$2"
}
