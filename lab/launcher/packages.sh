# shellcheck shell=bash
# What the packages of the connector and of the server are built with. Sourced by their package.sh, after java.sh; $root
# is the repository.

# Every file in a package has this date, so that equal inputs make equal packages.
package_date=2026-01-01T00:00:00Z

# Checksums of all files of a folder, in a fixed order.
checksums() { (cd "$1" && find . -type f -exec sha256sum {} + | LC_ALL=C sort); }

# The libraries of modules, as the build resolved them: paths of jars, without the modules' own classes.
libraries() { # MODULE...
  local module
  for module; do cat "$root/$module/target/class-path"; echo; done | tr : '\n' | grep '\.jar$' | grep -v '/kitward-' | LC_ALL=C sort -u
}

# A Java runtime of these modules alone, compressed and without symbols (half the size on disk). It is kept until the JDK
# or the modules change. Prints its folder.
runtime_of() { # FOLDER MODULES
  local runtime
  runtime=$1/runtime-$(printf '%s zip %s' "$2" "$(cat "$JAVA_HOME/release")" | sha256sum | cut -c1-16)
  if [ ! -x "$runtime/bin/java" ]; then
    rm -rf "$1"/runtime-*
    "$JAVA_HOME/bin/jlink" --add-modules "$2" --strip-debug --no-header-files --no-man-pages --compress zip-9 --output "$runtime" >&2
    if command -v strip >/dev/null; then strip --strip-all "$runtime"/lib/server/libjvm.so "$runtime"/lib/*.so; fi
  fi
  echo "$runtime"
}

# Names all jars of a folder, in a fixed order, as a class path below another folder.
class_path_of() { # FOLDER BELOW
  (cd "$1" && printf '%s\n' *.jar | LC_ALL=C sort | sed "s#^#$2/#" | paste -sd :)
}

# The same rights and dates everywhere below a folder.
settle() { # STAGE
  chmod -R u=rwX,go=rX "$1"
  find "$1" -exec touch -h -d "$package_date" {} +
}

build_deb() { # STAGE DEB
  local SOURCE_DATE_EPOCH
  SOURCE_DATE_EPOCH=$(date -d "$package_date" +%s) # of the archive around the files
  export SOURCE_DATE_EPOCH
  dpkg-deb --build --root-owner-group -Zzstd -z3 "$1" "$2.new" >/dev/null
  mv "$2.new" "$2"
}

# What the RPM family calls this machine's architecture.
rpm_architecture() { rpm --eval '%{_arch}'; }

# The same stage as a package of the RPM family. SPEC is a template whose first lines and scripts are ours; which files
# there are is read from the stage. Debian's own folders are left out, and units lie where that family has them.
build_rpm() { # STAGE RPM SPEC NAME VERSION
  local stage=$1 rpm=$2 spec=$3 name=$4 version=$5 work SOURCE_DATE_EPOCH
  command -v rpmbuild >/dev/null || fail "rpmbuild is missing; install it: apt-get install rpm"
  SOURCE_DATE_EPOCH=$(date -d "$package_date" +%s)
  export SOURCE_DATE_EPOCH
  work=$(dirname "$rpm")/rpm-$name
  rm -rf "$work"; mkdir -p "$work/root" "$work/out"
  cp -a "$stage/." "$work/root/"
  rm -rf "$work/root/DEBIAN"
  if [ -e "$work/root/usr/share/doc/$name/README.Debian" ]; then mv "$work/root/usr/share/doc/$name/README.Debian" "$work/root/usr/share/doc/$name/README"; fi
  mkdir -p "$work/root/usr/lib/systemd"
  mv "$work/root/lib/systemd/system" "$work/root/usr/lib/systemd/system"; rm -rf "$work/root/lib"
  { sed "s/@VERSION@/$version/" "$spec"
    printf '\n%%install\nmkdir -p %%{buildroot}\ncp -a "%s/root/." %%{buildroot}/\n\n%%files\n%%defattr(-,root,root)\n' "$(realpath "$work")"
    # Folders that only this package has, then all files.
    (cd "$work/root" && find . -type d \( -path "./usr/lib/$name*" -o -path './usr/share/kitward*' -o -path "./usr/share/doc/$name*" \) | LC_ALL=C sort | sed 's/^\.\(.*\)/%dir "\1"/')
    (cd "$work/root" && find . \( -type f -o -type l \) | LC_ALL=C sort | sed 's/^\.\(.*\)/"\1"/')
  } >"$work/$name.spec"
  rpmbuild --quiet -bb --buildroot "$(realpath "$work")/build" --define "_rpmdir $(realpath "$work")/out" --define "_topdir $(realpath "$work")/top" \
    --define '_build_id_links none' --define 'debug_package %{nil}' --define '__os_install_post %{nil}' --define '_binary_payload w3.zstdio' \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' --define '_buildhost kitward' \
    "$work/$name.spec" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "rpmbuild could not make $rpm"; }
  mv "$(find "$work/out" -name '*.rpm')" "$rpm"
  rm -rf "$work"
}
