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
