# Runs a benchmark. Sourced by ./kitward.

bench() {
  build
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dkitward.root="$root" -cp "$(class_path lab)" io.kitward.lab.bench.Bench "$@"
}
