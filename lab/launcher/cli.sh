# Runs the command line. Sourced by ./kitward after java.sh; $root is the repository.

# What the command line is run with. Its cache counts only for a Java that is started in the same way.
cli_options=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=off)

# Lays the command line's classes out as jars, and what a start loads as a cache that is only mapped (JEP 514): it halves
# the start. A folder for each build; without one, or where it cannot be written, the command starts all the same.
quick_start() { # FOLDER
  local work=$1 entry jar path=()
  exec 9>"$root/target/build.lock"
  flock 9
  if [ ! -e "$work/class-path" ]; then
    rm -rf "$root"/target/quick
    mkdir -p "$work"
    while read -r entry; do
      if [ -d "$entry" ]; then
        jar=$work/$(basename "$(dirname "$(dirname "$entry")")").jar
        "$JAVA_HOME/bin/jar" --create --file "$jar" -C "$entry" .
        entry=$jar
      fi
      path+=("$entry")
    done < <(class_path cli | tr : '\n')
    (IFS=:; echo "${path[*]}") >"$work/class-path.new"
    # Learned from a command that goes as far as the connection; there is no server.
    HOME=$work "$JAVA_HOME/bin/java" "${cli_options[@]}" -XX:AOTCacheOutput="$work/cache" -cp "$(cat "$work/class-path.new")" \
      io.kitward.cli.Kitward --server https://127.0.0.1:1 status >/dev/null 2>&1 || true
    mv "$work/class-path.new" "$work/class-path"
  fi
  exec 9>&-
}

cli() {
  build
  local work classes
  work=$root/target/quick/$(stat -c %Y "$root/target/built")
  if [ ! -e "$work/class-path" ] && [ -w "$root/target" ]; then quick_start "$work"; fi
  classes=$(cat "$work/class-path" 2>/dev/null || class_path cli)
  exec "$JAVA_HOME/bin/java" "${cli_options[@]}" -XX:AOTCache="$work/cache" -Duser.home="${HOME:-/}" -cp "$classes" io.kitward.cli.Kitward "$@"
}
