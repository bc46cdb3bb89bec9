#!/usr/bin/env bash
# Builds server/target/kitward-server_VERSION_ARCH.deb: server, command line, catalog, the connector's package, and a Java
# runtime for them. Compiles first what changed. The package is made again only when something in it changed. Needs a JDK
# 25, dpkg-deb, openssl. Its last line is the package's path.
# With the word `rpm` also kitward-server-VERSION-1.ARCH.rpm, with the connector's rpm in it as well; needs rpmbuild.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
cd "$here"
# shellcheck source=../lab/launcher/java.sh
. "$root/lab/launcher/java.sh"
# shellcheck source=../lab/launcher/packages.sh
. "$root/lab/launcher/packages.sh"
version=${KITWARD_VERSION:-0.1.0}
architecture=$(dpkg --print-architecture)
target=$here/target
deb=$target/kitward-server_${version}_$architecture.deb
modules=(selector policy protocol server cli)
classes_of_cli=(selector policy cli)

# Of the libraries: without a PostgreSQL (Debian's is used), what only compilers read, and natives of other systems.
# jspecify stays: the server asks at run time which fields of a message may be absent.
packed() { libraries "$@" | grep -vE '/(embedded-postgres-binaries|error_prone_annotations|annotations)-[^/]*\.jar$|-(osx|windows|linux-aarch)[^/]*\.jar$'; }

build ""
connector=$(bash "$root/connector/package.sh" | tail -1)
jars=$(packed server cli)
stage=$target/package installed=/usr/lib/kitward-server

# The last line: the package that was asked for.
finish() { # WORD
  if [ "$1" = rpm ]; then
    local rpm connector_rpm
    rpm=$target/kitward-server-$version-1.$(rpm_architecture).rpm
    connector_rpm=$(bash "$root/connector/package.sh" rpm | tail -1)
    if [ ! "$rpm" -nt "$deb" ] || [ ! "$rpm" -nt "$connector_rpm" ]; then
      cp "$connector_rpm" "$stage/usr/share/kitward/connectors/"
      build_rpm "$stage" "$rpm" packaging/rpm.spec kitward-server "$version"
      rm "$stage/usr/share/kitward/connectors/$(basename "$connector_rpm")"
    fi
    echo "$rpm"
  else
    echo "$deb"
  fi
}

inputs=$( { echo "$jars"; cat package.sh "$root/lab/launcher/packages.sh" "$root/LICENSE"; checksums packaging; checksums "$root/catalog"
            for module in "${modules[@]}"; do checksums "$root/$module/target/classes"; done
            sha256sum <"$connector"; sha256sum <"$connector.sig"; cat "$JAVA_HOME/release"; echo "$version"; } | sha256sum | cut -c1-64)
if [ -f "$deb" ] && [ "$(cat "$target/package-$version.inputs" 2>/dev/null)" = "$inputs" ]; then
  finish "${1:-deb}"; exit 0
fi

home=$stage$installed
rm -rf "$stage"
mkdir -p "$home/lib" "$stage/DEBIAN" "$stage/etc/kitward" "$stage/usr/bin" "$stage/usr/share/kitward/connectors" \
  "$stage/usr/share/doc/kitward-server" "$stage/lib/systemd/system"
while read -r jar; do cp "$jar" "$home/lib/"; done <<<"$jars"
for module in "${modules[@]}"; do
  "$JAVA_HOME/bin/jar" --create --file "$home/lib/kitward-$module.jar" --date="$package_date" -C "$root/$module/target/classes" .
done

# The runtime: the modules that the jars name, without those that only parts of libraries ask for which are never used
# here (beans of java.desktop, agents, compilers); and what libraries reach by name: SASL, and management for meters.
jdk_modules=$("$JAVA_HOME/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps --class-path "$home/lib/*" \
  "$home/lib/kitward-server.jar" "$home/lib/kitward-cli.jar" | tr , '\n' | grep -vE '^java\.(desktop|instrument|compiler)$' | paste -sd ,)
runtime=$(runtime_of "$target" "$jdk_modules,java.management,java.security.sasl")
cp -a "$runtime" "$home/runtime"

printf -- '-cp "%s"\n' "$(class_path_of "$home/lib" "$installed/lib")" >"$home/options"
cat packaging/options >>"$home/options"
echo "-Dkitward.version=$version" >>"$home/options"

# The command line sees its own libraries alone: the server's would bring their logging along.
{ for module in "${classes_of_cli[@]}"; do echo "kitward-$module.jar"; done; packed cli | sed 's#.*/##'; } | LC_ALL=C sort |
  sed "s#^#$installed/lib/#" | paste -sd : | sed 's/.*/-cp "&"/' >"$home/kitward-options"
cat packaging/kitward-options >>"$home/kitward-options"

# The same options, where the files are now.
for options in options kitward-options; do sed "s#$installed/#$home/#g" "$home/$options" >"$target/$options-here"; done
"$home/runtime/bin/java" "@$target/options-here" io.kitward.server.Main --help >/dev/null ||
  fail "the server does not start with packaging/options"

# What the command line loads, ready to be mapped, which halves its start; learned from a command that goes as far as the
# connection. Java compares dates of jars with those in the cache, so the files have theirs before.
settle "$stage"
grep -v AOTCache "$target/kitward-options-here" >"$target/kitward-options-learning"
HOME=$target "$home/runtime/bin/java" "@$target/kitward-options-learning" -XX:AOTCacheOutput="$home/kitward.aot" \
  io.kitward.cli.Kitward --server https://127.0.0.1:1 status >/dev/null 2>&1 || true # there is no server
"$home/runtime/bin/java" "@$target/kitward-options-here" -XX:AOTMode=on io.kitward.cli.Kitward version >/dev/null ||
  fail "the command line does not start with packaging/kitward-options"

for script in kitward-server kitward database; do cp "packaging/$script" "$home/$script"; chmod 755 "$home/$script"; done
for command in kitward-server kitward; do ln -s "../lib/kitward-server/$command" "$stage/usr/bin/$command"; done
cp packaging/*.service packaging/*.timer "$stage/lib/systemd/system/"
cp -r "$root/catalog" "$stage/usr/share/kitward/catalog"
cp "$connector" "$connector.sig" "$stage/usr/share/kitward/connectors/"
install -d "$stage/usr/share/kitward/prometheus"
cp packaging/prometheus/kitward.rules.yml packaging/prometheus/kitward.dashboard.json "$stage/usr/share/kitward/prometheus/"
cp packaging/README.Debian "$stage/usr/share/doc/kitward-server/"
cp "$root/LICENSE" "$stage/usr/share/doc/kitward-server/copyright"

sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$stage" | cut -f1)/" packaging/control >"$stage/DEBIAN/control"
for script in postinst prerm postrm; do cp "packaging/$script" "$stage/DEBIAN/$script"; chmod 755 "$stage/DEBIAN/$script"; done
settle "$stage"
build_deb "$stage" "$deb"
echo "$inputs" >"$target/package-$version.inputs"
finish "${1:-deb}"
