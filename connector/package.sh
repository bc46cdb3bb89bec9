#!/usr/bin/env bash
# Builds connector/target/kitward-connector_VERSION_ARCH.deb from compiled classes (run `./kitward version` first, which compiles).
# With the word `rpm` also kitward-connector-VERSION-1.ARCH.rpm, and its path is the last line; needs rpmbuild.
# Only what changed is built again: the Java runtime is kept until the JDK or the module list changes, the package until
# a jar, a class or a file under connector/packaging changes. Needs a JDK 25, dpkg-deb, openssl.
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
deb=$target/kitward-connector_${version}_$architecture.deb

if [ ! -f target/class-path ] || [ ! -d ../protocol/target/classes ]; then fail "compile first: ./kitward version"; fi
jars=$(libraries connector)
stage=$target/package

# The last line: the package that was asked for.
finish() { # WORD
  if [ "$1" = rpm ]; then
    local rpm
    rpm=$target/kitward-connector-$version-1.$(rpm_architecture).rpm
    [ "$rpm" -nt "$deb" ] || build_rpm "$stage" "$rpm" packaging/rpm.spec kitward-connector "$version"
    echo "$rpm"
  else
    echo "$deb"
  fi
}

inputs=$( { echo "$jars"; cat package.sh "$root/lab/launcher/packages.sh"; checksums packaging; checksums target/classes; checksums ../protocol/target/classes
            cat "$JAVA_HOME/release"; echo "$version ${KITWARD_SIGNING_KEY:-}"; } | sha256sum | cut -c1-64)
if [ -f "$deb" ] && [ -f "$deb.sig" ] && [ "$(cat "$target/package-$version.inputs" 2>/dev/null)" = "$inputs" ]; then
  finish "${1:-deb}"; exit 0
fi

rm -rf "$stage"; home=$stage/usr/lib/kitward-connector
mkdir -p "$home/lib" "$stage/DEBIAN" "$stage/usr/bin" "$stage/lib/systemd/system"
"$JAVA_HOME/bin/jar" --create --file "$home/lib/kitward-connector.jar" --date="$package_date" -C target/classes . -C ../protocol/target/classes .
while read -r jar; do cp "$jar" "$home/lib/"; done <<<"$jars"
# Annotations, and the general mapper: what the connector reads and writes goes through Payload, which needs none of it.
rm -f "$home"/lib/jspecify-*.jar "$home"/lib/error_prone_annotations-*.jar "$home"/lib/jackson-databind-*.jar

# The runtime: the modules that the jars name, without those that only optional parts of libraries ask for (beans of
# java.desktop, data sources of java.sql), and logging.
jdk_modules=$("$JAVA_HOME/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps --class-path "$home/lib/*" "$home/lib/kitward-connector.jar" |
  tr , '\n' | grep -vE '^java\.(desktop|sql|xml|instrument|management|compiler)$' | paste -sd ,),java.logging
runtime=$(runtime_of "$target" "$jdk_modules")
cp -a "$runtime" "$home/runtime"

printf -- '-cp "%s"\n' "$(class_path_of "$home/lib" /usr/lib/kitward-connector/lib)" >"$home/options"
cat packaging/options >>"$home/options"
echo "-Dkitward.version=$version" >>"$home/options"

# A virtual machine that refuses an option would be found on nodes otherwise.
sed "s#/usr/lib/kitward-connector/#$home/#g" "$home/options" >"$target/options-here"
"$home/runtime/bin/java" "@$target/options-here" io.kitward.connector.Connector version >/dev/null ||
  fail "the connector does not start with packaging/options"

# Whoever publishes packages signs them (Ed25519); nodes upgrade themselves to what the key in their package signed. Without
# KITWARD_SIGNING_KEY a key of this build folder is made, for the lab.
key=${KITWARD_SIGNING_KEY:-$target/signing-key.pem}
[ -f "$key" ] || (umask 077; openssl genpkey -algorithm ed25519 -out "$key" 2>/dev/null)
openssl pkey -in "$key" -pubout -out "$home/signing.pem"
cp packaging/upgrade "$home/upgrade"

cp packaging/kitward-connector "$home/kitward-connector"; chmod 755 "$home/kitward-connector"
ln -s ../lib/kitward-connector/kitward-connector "$stage/usr/bin/kitward-connector"
cp packaging/kitward-connector.service "$stage/lib/systemd/system/"

sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$(du -sk "$home" | cut -f1)/" packaging/control >"$stage/DEBIAN/control"
for script in postinst prerm postrm; do cp "packaging/$script" "$stage/DEBIAN/$script"; chmod 755 "$stage/DEBIAN/$script"; done
settle "$stage"
build_deb "$stage" "$deb"
printf 'kitward-connector\n%s\n%s\n' "$version" "$(sha256sum "$deb" | cut -d' ' -f1)" >"$target/signed"
openssl pkeyutl -sign -rawin -inkey "$key" -in "$target/signed" -out "$deb.sig"
echo "$inputs" >"$target/package-$version.inputs"
finish "${1:-deb}"
