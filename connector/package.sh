#!/bin/sh
# Builds connector/target/kitward-connector_VERSION_ARCH.deb from compiled classes (run `./mvnw -pl connector -am package` or compile first).
# Only what changed is built again: the Java runtime is kept until the JDK or the module list changes, the package until
# a jar, a class or a file under connector/packaging changes. Needs JAVA_HOME (JDK 25), dpkg-deb, openssl.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
version=${KITWARD_VERSION:-0.1.0}
architecture=$(dpkg --print-architecture)
target=$here/target
deb=$target/kitward-connector_${version}_$architecture.deb

for candidate in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
  [ -x "$candidate/bin/jlink" ] && [ "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")" = 25 ] && { java=$candidate; break; }
done
[ -n "${java:-}" ] || { echo "package.sh: no JDK 25 with jlink found; set JAVA_HOME" >&2; exit 1; }
[ -d target/classes ] && [ -d ../protocol/target/classes ] || { echo "package.sh: compile first: ./mvnw -q -B -pl connector -am compile" >&2; exit 1; }

# The libraries, as Maven resolves them (reckoned again only when a pom changed).
poms=$(cat pom.xml ../pom.xml ../protocol/pom.xml | sha256sum | cut -c1-16)
libraries=$target/libraries-$poms
if [ ! -f "$libraries" ]; then
  (cd .. && ./mvnw -q -B -pl connector -am compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$libraries.new" -DincludeScope=runtime >/dev/null)
  tr : '\n' <"$libraries.new" | grep '\.jar$' | grep -v '/kitward-' | sort >"$libraries"
fi

inputs=$( { cat "$libraries" package.sh; find packaging -type f -exec sha256sum {} +; (cd target/classes && find . -type f -exec sha256sum {} + | sort)
            (cd ../protocol/target/classes && find . -type f -exec sha256sum {} + | sort); cat "$java/release"; echo "$version ${KITWARD_SIGNING_KEY:-}"; } | sha256sum | cut -c1-64)
if [ -f "$deb" ] && [ -f "$deb.sig" ] && [ "$(cat "$target/package-$version.inputs" 2>/dev/null)" = "$inputs" ]; then
  echo "$deb"; exit 0
fi

stage=$target/package
rm -rf "$stage"; home=$stage/usr/lib/kitward-connector
mkdir -p "$home/lib" "$stage/DEBIAN" "$stage/usr/bin" "$stage/lib/systemd/system"
"$java/bin/jar" --create --file "$home/lib/kitward-connector.jar" --date=2026-01-01T00:00:00Z -C target/classes . -C ../protocol/target/classes .
while read -r jar; do cp "$jar" "$home/lib/"; done <"$libraries"
# Annotations, and the general mapper: what the connector reads and writes goes through Payload, which needs none of it.
rm -f "$home"/lib/jspecify-*.jar "$home"/lib/error_prone_annotations-*.jar "$home"/lib/jackson-databind-*.jar

# The runtime: the modules that the jars name, without those that only optional parts of libraries ask for (beans of
# java.desktop, data sources of java.sql), and logging. Compressed, and without symbols: half the size on disk.
modules=$("$java/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps --class-path "$home/lib/*" "$home/lib/kitward-connector.jar" |
  tr , '\n' | grep -vE '^java\.(desktop|sql|xml|instrument|management|compiler)$' | paste -sd ,),java.logging
runtime=$target/runtime-$(printf '%s zip %s' "$modules" "$(cat "$java/release")" | sha256sum | cut -c1-16)
if [ ! -x "$runtime/bin/java" ]; then
  rm -rf "$target"/runtime-*
  "$java/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-9 --output "$runtime"
  ! command -v strip >/dev/null || strip --strip-all "$runtime"/lib/server/libjvm.so "$runtime"/lib/*.so
fi
cp -a "$runtime" "$home/runtime"

# The class path in a fixed order, so that equal inputs make equal packages.
(cd "$home/lib" && printf -- '-cp "%s"\n' "$(ls | LC_ALL=C sort | sed 's#^#/usr/lib/kitward-connector/lib/#' | paste -sd :)") >"$home/options"
cat packaging/options >>"$home/options"
echo "-Dkitward.version=$version" >>"$home/options"

# A virtual machine that refuses an option would be found on nodes otherwise.
sed "s#/usr/lib/kitward-connector/#$home/#g" "$home/options" >"$target/options-here"
"$home/runtime/bin/java" "@$target/options-here" io.kitward.connector.Connector version >/dev/null ||
  { echo "package.sh: the connector does not start with packaging/options" >&2; exit 1; }

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
chmod -R u=rwX,go=rX "$stage"
find "$stage" -exec touch -h -d 2026-01-01T00:00:00Z {} +
dpkg-deb --build --root-owner-group -Zzstd -z3 "$stage" "$deb.new" >/dev/null
mv "$deb.new" "$deb"
printf 'kitward-connector\n%s\n%s\n' "$version" "$(sha256sum "$deb" | cut -d' ' -f1)" >"$target/signed"
openssl pkeyutl -sign -rawin -inkey "$key" -in "$target/signed" -out "$deb.sig"
echo "$inputs" >"$target/package-$version.inputs"
echo "$deb"
