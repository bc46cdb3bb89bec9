# Runs a benchmark. Sourced by ./kitward.

bench() {
  case ${1:-} in
    policy) shift; bench_policy "$@" ;;
    fleet) shift; bench_fleet "$@" ;;
    pages) shift; bench_fleet --pages "$@" ;;
    tags) shift; bench_tags "$@" ;;
    gallery) shift; bench_gallery "$@" ;;
    cli) shift; bench_cli "$@" ;;
  esac
  build
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dkitward.root="$root" -cp "$(class_path lab)" io.kitward.lab.bench.Bench "$@"
}

# The policy engine and its peers, in one process of its own with enough heap for a fleet of a million nodes as hash maps.
bench_policy() {
  build bench
  local java=("$JAVA_HOME/bin/java" -Xms6g -Xmx6g -XX:+UseParallelGC) further=()
  read -ra further <<<"${KITWARD_JAVA_OPTIONS:-}"
  java+=("${further[@]}")
  # Lucene is faster with the vector module.
  exec "${java[@]}" --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector -cp "$(class_path bench)" io.kitward.bench.PolicyBench "$@"
}

# One server with a whole fleet; as root its PostgreSQL runs as the system user kitward.
bench_fleet() {
  build bench
  local java=("$JAVA_HOME/bin/java" -Xmx4g) further=() step_down=()
  read -ra further <<<"${KITWARD_JAVA_OPTIONS:-}"
  java+=("${further[@]}")
  if [ "$(id -u)" -eq 0 ]; then
    source "$root/lab/launcher/server.sh"
    server_user
    step_down=(--run-as kitward)
  fi
  exec "${java[@]}" --enable-native-access=ALL-UNNAMED -cp "$(class_path bench)" io.kitward.bench.server.FleetBench "${step_down[@]}" "$@"
}

# The tag endpoint of a server in a process of its own; as root that runs as the system user kitward.
bench_tags() {
  build bench
  local java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g) further=() step_down=()
  read -ra further <<<"${KITWARD_JAVA_OPTIONS:-}"
  java+=("${further[@]}")
  if [ "$(id -u)" -eq 0 ]; then
    source "$root/lab/launcher/server.sh"
    server_user
    step_down=(--run-as kitward)
  fi
  exec "${java[@]}" --enable-native-access=ALL-UNNAMED -cp "$(class_path bench)" io.kitward.bench.tags.TagsBench "${step_down[@]}" "$@"
}

# The command line, a process for each start.
bench_cli() {
  build bench
  # What a person's first start lays out is not part of any later one.
  "$root/kitward" version >/dev/null
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Dkitward.root="$root" -cp "$(class_path bench)" io.kitward.bench.cli.CliBench "$@"
}

# Pictures of every page of the console, before servers in the same process.
bench_gallery() {
  source "$root/lab/launcher/browser.sh"
  mkdir -p "$root/target"
  chromium || exit 69
  build browser
  exec "$JAVA_HOME/bin/java" -Xmx4g --enable-native-access=ALL-UNNAMED -Dkitward.root="$root" -cp "$(class_path browser)" io.kitward.browser.Gallery "$@"
}
