# Runs the server as an unprivileged user. Sourced by ./kitward.

# As root: becomes the system user kitward (made when missing), since nothing that the server does needs root and its
# embedded PostgreSQL refuses it. As anybody else: stays who one is.
as_server() {
  if [ "$(id -u)" -ne 0 ]; then exec "$@"; fi
  getent passwd kitward >/dev/null || useradd --system --home-dir /var/lib/kitward --shell /usr/sbin/nologin kitward
  exec setpriv --reuid=kitward --regid=kitward --clear-groups --no-new-privs "$@"
}

server() {
  build
  as_server "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED -cp "$(class_path server)" io.kitward.server.Main "$@"
}
