# Runs a benchmark. Sourced by ./kitward.

bench() {
  if [ "${1:-}" = policy ]; then shift; bench_policy "$@"; fi
  build
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dkitward.root="$root" -cp "$(class_path lab)" io.kitward.lab.bench.Bench "$@"
}

# The policy engine and its peers, in one process of its own with enough heap for a fleet of a million nodes as hash maps.
bench_policy() {
  build bench
  local java=("$JAVA_HOME/bin/java" -Xms6g -Xmx6g -XX:+UseParallelGC) further=()
  read -ra further <<<"${KITWARD_JAVA_OPTIONS:-}"
  java+=("${further[@]}")
  exec "${java[@]}" --enable-native-access=ALL-UNNAMED -cp "$(class_path bench)" io.kitward.bench.PolicyBench "$@"
}
