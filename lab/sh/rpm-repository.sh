#!/bin/sh
# Makes a signed rpm repository out of Debian packages, on a lab host with the layer rpm (runs there as root).
#
#   rpm-repository.sh FOLDER NAME@RELEASE...
#
# Each NAME is a Debian package: its files become the rpm NAME at Debian's version and the release given. As with rpms of that
# family nothing is enabled or started. FOLDER gets the repository and its key, KITWARD-LAB.asc.
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
for wanted in "$@"; do
  release=${wanted#*@}; name=${wanted%@*}
  work=$top/$name-$release; rm -rf "$work"; mkdir -p "$work/root"
  (cd "$work" && { ls /var/tmp/debs/"$name"_*.deb >/dev/null 2>&1 || { mkdir -p /var/tmp/debs && cd /var/tmp/debs && apt-get download -qq "$name"; }; })
  deb=$(ls /var/tmp/debs/"$name"_*.deb | head -1)
  dpkg-deb -x "$deb" "$work/root"
  version=$(dpkg-deb -f "$deb" Version | sed 's/^[0-9]*://; s/-[^-]*$//; s/[^A-Za-z0-9.]/./g')
  rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/etc/init.d"
  # Units lie in /usr/lib there; /lib is the same folder.
  if [ -d "$work/root/lib" ]; then mkdir -p "$work/root/usr/lib"; cp -a "$work/root/lib/." "$work/root/usr/lib/"; rm -rf "$work/root/lib"; fi
  { printf 'Name: %s\nVersion: %s\nRelease: %s\nSummary: %s of Debian\nLicense: as Debian has it\nAutoReqProv: no\n%%description\nRepacked for the lab.\n%%install\nmkdir -p %%{buildroot}\ncp -a %s/root/. %%{buildroot}/\n%%files\n' "$name" "$version" "$release" "$name" "$work"
    (cd "$work/root" && find . \( -type f -o -type l \) | sed 's/^\.//' | while read -r file; do
      case $file in /etc/*) printf '%%config(noreplace) "%s"\n' "$file" ;; *) printf '"%s"\n' "$file" ;; esac; done)
  } >"$work/$name.spec"
  rpmbuild --quiet -bb --buildroot "$work/build" --define "debug_package %{nil}" --define '__os_install_post %{nil}' --define "_rpmdir $folder" "$work/$name.spec" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done
find "$folder" -name '*.rpm' -newer "$folder/KITWARD-LAB.asc" -exec rpmsign --addsign {} + >/dev/null
createrepo_c --quiet "$folder"
