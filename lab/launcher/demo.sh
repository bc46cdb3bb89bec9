# Runs the demo. Sourced by ./kitward.

demo() {
  build
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Dkitward.root="$root" -cp "$(class_path lab)" io.kitward.lab.demo.Demo "$@"
}
