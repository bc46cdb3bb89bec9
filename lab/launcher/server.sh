# Runs the server as an unprivileged user. Sourced by ./kitward.

# As root: the classes are copied to where the system user kitward can read them (the checkout may lie in root's own
# home), and the command runs as that user, since nothing that the server does needs root and PostgreSQL refuses it.
install_server() {
  local home=$1 path entry name
  mkdir -p "$home/lib"
  chmod 755 "$home" "$home/lib"
  path=""
  while read -r entry; do
    if [ -d "$entry" ]; then
      name=classes-$(printf '%s' "$entry" | sha256sum | cut -c1-12)
      rm -rf "${home:?}/$name.new"; cp -r "$entry" "$home/$name.new"; chmod -R a+rX "$home/$name.new"
      rm -rf "${home:?}/$name"; mv "$home/$name.new" "$home/$name"
    else
      name=lib/$(basename "$entry")
      [ -e "$home/$name" ] || { cp "$entry" "$home/$name.new" && chmod 644 "$home/$name.new" && mv "$home/$name.new" "$home/$name"; }
    fi
    path=$path:$home/$name
  done < <(class_path server | tr : '\n')
  printf '%s' "${path#:}" >"$home/class-path"
}

# The system user that the server runs as.
server_user() {
  getent passwd kitward >/dev/null || useradd --system --home-dir /var/lib/kitward --shell /usr/sbin/nologin kitward
  install -d -o kitward -g kitward -m 700 /var/lib/kitward
}

# KITWARD_JAVA_OPTIONS: further options of its Java.
server() {
  build
  local java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED) further=()
  read -ra further <<<"${KITWARD_JAVA_OPTIONS:-}"
  java+=("${further[@]}")
  if [ "$(id -u)" -ne 0 ]; then exec "${java[@]}" -cp "$(class_path server)" io.kitward.server.Main "$@"; fi
  local home=${KITWARD_SERVER_HOME:-/var/cache/kitward/server}
  server_user
  install_server "$home"
  cd /
  exec setpriv --reuid=kitward --regid=kitward --clear-groups --no-new-privs "${java[@]}" -cp "$(cat "$home/class-path")" io.kitward.server.Main "$@"
}
