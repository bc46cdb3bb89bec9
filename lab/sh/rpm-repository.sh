#!/bin/sh
# Makes a signed rpm repository out of Debian packages, on a lab host with the layer rpm (runs there as root).
#
#   rpm-repository.sh FOLDER NAME[=DEBIAN[+DEBIAN...]]@RELEASE...
#
# The files of the Debian packages become the rpm NAME at Debian's version and the release given, with the names that the files
# and units of that rpm have on a machine of its family. As there, nothing is enabled or started. FOLDER gets the repository
# and its key, KITWARD-LAB.asc. Shared libraries are Debian's own: the host has them already.
set -eu
folder=$1; shift
export HOME=/root GNUPGHOME=/root/.gnupg-lab
top=/var/tmp/rpmbuild
mkdir -p "$folder" "$GNUPGHOME" "$top" /etc/rpm /var/lib/rpm; chmod 700 "$GNUPGHOME"
# Debian's rpm keeps its database in root's home; here it lies where it lies on a machine of that family.
printf '%%_dbpath /var/lib/rpm\n%%_gpg_name kitward-lab@localhost\n%%_topdir %s\n%%__gpg /usr/bin/gpg\n' "$top" >/etc/rpm/macros.kitward-lab
if ! gpg --batch --list-keys kitward-lab@localhost >/dev/null 2>&1; then
  gpg --batch --quiet --passphrase '' --quick-generate-key 'Kitward lab <kitward-lab@localhost>' rsa2048 sign never
fi
gpg --batch --armor --export kitward-lab@localhost >"$folder/KITWARD-LAB.asc"

# Where the rpm's files lie elsewhere than Debian's.
arrange() { # NAME ROOT
  case $1 in
    golang-github-prometheus-node-exporter)
      mv "$2/usr/bin/prometheus-node-exporter" "$2/usr/bin/node_exporter"
      rm -f "$2"/usr/lib/systemd/system/* ;;
    nrpe)
      mkdir -p "$2/etc/nrpe.d" "$2/usr/lib64"; rmdir "$2/etc/nagios/nrpe.d" 2>/dev/null || true
      mv "$2/usr/lib/systemd/system/nagios-nrpe-server.service" "$2/usr/lib/systemd/system/nrpe.service"
      sed -i 's#/etc/nagios/nrpe.d/#/etc/nrpe.d/#; s#=nagios$#=nrpe#; s#/run/nagios/#/run/nrpe/#' "$2/etc/nagios/nrpe.cfg"
      sed -i 's#=nagios$#=nrpe#; s#/run/nagios/#/run/nrpe/#; s#^Type=.*#&\nRuntimeDirectory=nrpe#' "$2/usr/lib/systemd/system/nrpe.service"
      rm -f "$2"/usr/lib/tmpfiles.d/*
      user=nrpe ;;
    nagios-plugins-*)
      mkdir -p "$2/usr/lib64/nagios"; mv "$2/usr/lib/nagios/plugins" "$2/usr/lib64/nagios/plugins"
      plugin=check_${1#nagios-plugins-}
      find "$2" -type f ! -name "$plugin" -delete; find "$2" -type l -delete ;;
    bacula-client)
      mkdir -p "$2/var/spool/bacula" "$2/usr/lib64/bacula" ;;
    net-snmp)
      sed -i 's# -u Debian-snmp -g Debian-snmp##' "$2/usr/lib/systemd/system/snmpd.service" ;;
    collectd)
      mkdir -p "$2/etc/collectd.d" "$2/var/lib/collectd"; rm -rf "$2/etc/collectd"
      sed -i 's#/etc/collectd/collectd.conf#/etc/collectd.conf#; s#/usr/sbin/collectd$#& -C /etc/collectd.conf#; /^ExecStartPre/d' "$2/usr/lib/systemd/system/collectd.service" ;;
  esac
}

for wanted in "$@"; do
  release=${wanted#*@}; name=${wanted%@*}; sources=$name
  case $name in *=*) sources=${name#*=}; name=${name%%=*} ;; esac
  work=$top/$name-$release; rm -rf "$work"; mkdir -p "$work/root"
  mkdir -p /var/tmp/debs; chmod 777 /var/tmp/debs
  for source in $(echo "$sources" | tr + ' '); do
    ls /var/tmp/debs/"$source"_*.deb >/dev/null 2>&1 || (cd /var/tmp/debs && apt-get download -qq "$source")
    deb=$(ls /var/tmp/debs/"$source"_*.deb | head -1)
    dpkg-deb -x "$deb" "$work/root"
    version=$(dpkg-deb -f "$deb" Version | sed 's/^[0-9]*://; s/-[^-]*$//; s/[^A-Za-z0-9.]/./g')
  done
  rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/etc/init.d"
  # Units lie in /usr/lib there; /lib is the same folder.
  if [ -d "$work/root/lib" ]; then mkdir -p "$work/root/usr/lib"; cp -a "$work/root/lib/." "$work/root/usr/lib/"; rm -rf "$work/root/lib"; fi
  user=
  arrange "$name" "$work/root"
  { printf 'Name: %s\nVersion: %s\nRelease: %s\nSummary: %s of Debian\nLicense: as Debian has it\nAutoReqProv: no\n%%description\nRepacked for the lab.\n%%install\nmkdir -p %%{buildroot}\ncp -a %s/root/. %%{buildroot}/\n' "$name" "$version" "$release" "$name" "$work"
    [ -z "$user" ] || printf '%%pre -p <lua>\nos.execute("getent passwd %s >/dev/null || useradd --system --user-group --no-create-home --shell /sbin/nologin %s")\n' "$user" "$user"
    echo '%files'
    (cd "$work/root" && find . -mindepth 1 -type d -empty | sed 's/^\.\(.*\)/%dir "\1"/')
    (cd "$work/root" && find . \( -type f -o -type l \) | sed 's/^\.//' | while read -r file; do
      case $file in /etc/*) printf '%%config(noreplace) "%s"\n' "$file" ;; *) printf '"%s"\n' "$file" ;; esac; done)
  } >"$work/$name.spec"
  rpmbuild --quiet -bb --buildroot "$work/build" --define "debug_package %{nil}" --define "_build_id_links none" --define '__os_install_post %{nil}' --define "_rpmdir $folder" "$work/$name.spec" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done
find "$folder" -name '*.rpm' -newer "$folder/KITWARD-LAB.asc" -exec rpmsign --addsign {} + >/dev/null
createrepo_c --quiet "$folder"
