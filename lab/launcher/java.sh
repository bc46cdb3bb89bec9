# Finds a JDK 25, builds what changed, and says where the classes are. Sourced by ./kitward; $root is the repository.

say() { printf '%s\n' "$*" >&2; }

fail() { say "kitward: $*"; exit 1; }

# The first JDK of version 25 or newer in JAVA_HOME, PATH and /usr/lib/jvm.
find_jdk() {
  local candidate major on_path=""
  if command -v javac >/dev/null 2>&1; then on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")"); fi
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] && [ -f "$candidate/release" ] || continue
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")
    if [ "${major:-0}" -ge 25 ]; then echo "$candidate"; return; fi
  done
  fail "no JDK 25 in JAVA_HOME, PATH or /usr/lib/jvm; install one (for instance Eclipse Temurin 25, from Adoptium) or set JAVA_HOME"
}

JAVA_HOME=$(find_jdk)
export JAVA_HOME

# Whether any source is newer than the last build.
stale() {
  [ ! -e "$1" ] || [ -n "$(find "$root" \( -name target -o -name .git \) -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -newer "$1" -print -quit)" ]
}

# Builds what is due: all modules but the benchmarks with their many peers and the tests in a browser with its large
# driver, or with `build bench` or `build browser` those and what they need. Two at the same moment take turns.
build() {
  local stamp=$root/target/built${1:+-$1} modules=(-pl '!bench,!browser,!client')
  [ -z "${1:-}" ] || modules=(-pl "$1" -am)
  stale "$stamp" || return 0
  mkdir -p "$root/target" 2>/dev/null && [ -w "$root/target" ] || fail "$root has to be built first, and $(id -un) may not write there; use a copy of your own"
  exec 9>"$root/target/build.lock"
  flock 9
  if stale "$stamp"; then
    say "building Kitward (the first time takes some minutes, mostly for downloads) …"
    touch "$root/target/building"
    # One line a module is the progress; everything is in the log.
    "$root/mvnw" -B -ntp -f "$root/pom.xml" "${modules[@]}" -Dspotless.check.skip process-classes >"$root/target/build.log" 2>&1 9>&- &
    local maven=$! module="" last=""
    while kill -0 "$maven" 2>/dev/null; do
      # Maven counts the parent too, which has nothing to build.
      module=$(sed -nE 's/.*Building kitward-([a-z]+) .*\[([0-9]+)\/([0-9]+)\].*/\2 \3 \1/p' "$root/target/build.log" 2>/dev/null | awk 'END { if (NF) print "  " $1 - 1 " of " $2 - 1 ": " $3 }')
      if [ -n "$module" ] && [ "$module" != "$last" ]; then say "$module"; last=$module; fi
      sleep 0.5
    done
    wait "$maven" || { grep -E '^(\[(ERROR|WARNING)\]|mvnw:)' "$root/target/build.log" | head -20 >&2; fail "the build failed; all of it is in target/build.log"; }
    mv "$root/target/building" "$stamp"
  fi
  exec 9>&-
}

# The class path of a module as the build wrote it down.
class_path() { echo "$root/$1/target/classes:$(cat "$root/$1/target/class-path")"; }
