#!/bin/sh
# Joins this machine to Kitward: makes a key, has it signed by the server, installs the connector and starts it.
# Run it as root, as the server's command says:   curl … @PEOPLE_URL@/join | KITWARD_TOKEN=… sh
#
#   KITWARD_TOKEN     the one-time token; without one a person has to approve this machine (kitward node approve)
#   KITWARD_CERTNAME  this node's name; else the machine's full host name
#   KITWARD_WAIT      how many seconds to wait for that person, and for the connection (default 3600 and 120)
#
# What it writes: /etc/kitward/pki (key, certificate, authority), /etc/kitward/connector.yaml, and the package
# kitward-connector. Running it twice is harmless. A key that was made stays, so that an interrupted run goes on.
set -eu
umask 022

server='@PEOPLE_URL@'
door='@NODE_DOOR@'
pki=/etc/kitward/pki
config=/etc/kitward/connector.yaml
work=""

say() { printf 'kitward: %s\n' "$*"; }
fail() { printf 'kitward: %s\n' "$*" >&2; exit 1; }

check_machine() {
  [ "$(id -u)" = 0 ] || fail "this needs root, since the connector looks after the whole machine; run it with sudo"
  [ -d /run/systemd/system ] || fail "this machine does not run systemd, which the connector needs"
  for tool in curl openssl; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; install it and run this again"
  done
  if command -v dpkg >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
    format=deb architecture=$(dpkg --print-architecture)
  elif command -v rpm >/dev/null 2>&1; then
    format=rpm architecture=$(rpm --eval '%{_arch}')
  else
    fail "neither dpkg nor rpm is here; this kind of machine is not supported"
  fi
  certname=${KITWARD_CERTNAME:-$(hostname -f 2>/dev/null || hostname 2>/dev/null || cat /proc/sys/kernel/hostname)}
  certname=$(printf '%s' "$certname" | tr 'A-Z' 'a-z')
  case $certname in
    '' | *[!a-z0-9._-]*) fail "'$certname' can't be a node's name; set KITWARD_CERTNAME (lower-case letters, digits and . _ -)" ;;
    localhost | localhost.*) fail "this machine calls itself '$certname'; set KITWARD_CERTNAME to a name of its own" ;;
  esac
}

# The authorities, as the server vouches for them: of the people's door, and of the node door with Kitward's own.
authorities() {
  cat >"$work/people.pem" <<'PEM'
@PEOPLE_CA@PEM
  cat >"$work/ca.pem" <<'PEM'
@NODE_CA@PEM
}

# Talks to the people's door; the token goes in by a file, so that no other user sees it among the processes.
people() { curl -sS --connect-timeout 15 --max-time 60 --cacert "$work/people.pem" -K "$work/token" -o "$work/answer" -w '%{http_code}' "$@"; }
node_door() { curl -sS --connect-timeout 15 --max-time 300 --cacert "$work/ca.pem" --cert "$pki/node.pem" --key "$pki/node.key" "$@"; }

# The sentence of a refusal, out of its JSON.
reason() {
  sed -n 's/.*"detail":"\(\([^"\\]\|\\.\)*\)".*/\1/p' "$work/answer" | tr -d '\\' | head -1
  sed -n 's/.*"next":"\(\([^"\\]\|\\.\)*\)".*/kitward: next: \1/p' "$work/answer" | tr -d '\\' | head -1
}

# Whether this machine's certificate is one that the server takes; asks only the server.
is_joined() {
  [ -s "$pki/node.pem" ] && [ -s "$pki/node.key" ] || return 1
  code=0; node_door -o /dev/null -w '' "https://$door/healthz" 2>"$work/refusal" || code=$?
  case $code in
    0) return 0 ;;
    35 | 52 | 55 | 56 | 58) return 1 ;;
    *) fail "this machine has a certificate, but the node door $door can't be asked about it: $(cat "$work/refusal")" ;;
  esac
}

make_key() {
  mkdir -p "$pki"; chmod 700 "$pki"
  if [ ! -s "$pki/node.key.new" ]; then
    (umask 077; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/key" 2>/dev/null) || fail "openssl could not make a key"
    mv "$work/key" "$pki/node.key.new"
  fi
  openssl req -new -key "$pki/node.key.new" -subj "/CN=$certname" -out "$work/request.pem" 2>"$work/refusal" || fail "openssl could not make the request: $(cat "$work/refusal")"
}

# Asks again while the server is busy or says that too many ask at once.
patiently() {
  tries=0
  while :; do
    status=$(people "$@") || fail "the server $server does not answer"
    case $status in
      429 | 503) tries=$((tries + 1)); [ "$tries" -lt 30 ] || fail "$(reason)"; sleep $((tries < 5 ? 2 : 10)) ;;
      *) return ;;
    esac
  done
}

join_with_token() {
  printf 'header = "authorization: Bearer %s"\n' "$KITWARD_TOKEN" >"$work/token"
  patiently -H 'content-type: application/x-pem-file' --data-binary @"$work/request.pem" "$server/join/certificate"
  : >"$work/token"
  [ "$status" = 200 ] || fail "the server did not take this machine: $(reason)"
}

join_by_approval() {
  patiently -H 'content-type: application/x-pem-file' --data-binary @"$work/request.pem" "$server/join/requests"
  [ "$status" = 202 ] || fail "the server did not take this machine's request: $(reason)"
  id=$(sed -n 's/.*"id":"\([a-z0-9-]*\)".*/\1/p' "$work/answer")
  print=$(openssl pkey -in "$pki/node.key.new" -pubout -outform DER 2>/dev/null | openssl dgst -sha256 -r | cut -c1-16)
  say "waiting until a person approves the request $id of $certname; its key is $print…"
  printf '%s' "kitward-join:$id" | openssl dgst -sha256 -sign "$pki/node.key.new" -out "$work/proof"
  end=$(($(date +%s) + ${KITWARD_WAIT:-3600}))
  while :; do
    patiently -H 'content-type: application/octet-stream' --data-binary @"$work/proof" "$server/join/requests/$id"
    case $status in
      200) return ;;
      202) [ "$(date +%s)" -lt "$end" ] || fail "nobody decided yet; run this again later, it goes on with the same request"; sleep 3 ;;
      *) fail "$(reason)" ;;
    esac
  done
}

# The certificate is in the answer. The key comes last: without it the run before this one is what counts.
keep_certificate() {
  openssl x509 -in "$work/answer" -noout -subject >/dev/null 2>&1 || fail "the server answered something that is no certificate"
  cp "$work/ca.pem" "$pki/ca.pem.new"; cp "$work/answer" "$pki/node.pem.new"
  mv "$pki/ca.pem.new" "$pki/ca.pem"; mv "$pki/node.pem.new" "$pki/node.pem"; mv "$pki/node.key.new" "$pki/node.key"
  say "$certname has a certificate, good until $(openssl x509 -in "$pki/node.pem" -noout -enddate | cut -d= -f2)"
}

configure() {
  [ -e "$config" ] && return
  cat >"$config.new" <<YAML
# Written when this machine joined; yours to change. docs/reference/configuration.md says what else there is.
server: $door
identity:
  certificate: $pki/node.pem
  key: $pki/node.key
  ca: $pki/ca.pem
YAML
  mv "$config.new" "$config"
}

install_connector() {
  package=$work/kitward-connector.$format
  node_door -f -D "$work/headers" -o "$package" "https://$door/v1/connector/package.$format?architecture=$architecture" ||
    fail "the server gave no connector package for $format on $architecture; see connector.packages in its configuration"
  wanted=$(tr -d '\r' <"$work/headers" | sed -n 's/^[Ee][Tt][Aa][Gg]: *"\([0-9a-f]*\)"$/\1/p')
  [ "$(openssl dgst -sha256 -r "$package" | cut -c1-64)" = "$wanted" ] || fail "the package arrived damaged; run this again"
  version=$(tr -d '\r' <"$work/headers" | sed -n 's/^[Xx]-[Kk]itward-[Vv]ersion: *//p')
  if [ "$format" = deb ]; then
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}${Version}' kitward-connector 2>/dev/null)" = "ii $version" ] && return
    say "installing the connector $version"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$package" >"$work/log" 2>&1 ||
      DEBIAN_FRONTEND=noninteractive dpkg -i "$package" >>"$work/log" 2>&1 || fail "the connector could not be installed: $(tail -3 "$work/log")"
  else
    [ "$(rpm -q --qf '%{VERSION}' kitward-connector 2>/dev/null)" = "$version" ] && return
    say "installing the connector $version"
    if command -v dnf >/dev/null 2>&1; then dnf install -y -q "$package"
    elif command -v zypper >/dev/null 2>&1; then zypper --non-interactive install --allow-unsigned-rpm "$package"
    else rpm -U --replacepkgs "$package"; fi >"$work/log" 2>&1 || fail "the connector could not be installed: $(tail -3 "$work/log")"
  fi
}

start() {
  systemctl enable --quiet kitward-connector.service
  systemctl restart kitward-connector.service
  end=$(($(date +%s) + ${KITWARD_WAIT:-120}))
  until kitward-connector status 2>/dev/null | grep -q '^connection *connected'; do
    [ "$(date +%s)" -lt "$end" ] || fail "the connector runs but did not reach $door yet; see journalctl -u kitward-connector"
    sleep 1
  done
  say "$certname has joined and is connected to $door"
}

main() {
  check_machine
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; chmod 700 "$work"
  : >"$work/token"
  authorities
  if [ -e "$config" ] && ! grep -q "certificate: $pki/" "$config"; then
    fail "$config is there already and names another certificate (Puppet's?): this machine has joined in another way"
  fi
  if is_joined; then
    say "this machine has joined already"
    rm -f "$pki/node.key.new"
  else
    make_key
    if [ -n "${KITWARD_TOKEN:-}" ]; then join_with_token; else join_by_approval; fi
    keep_certificate
  fi
  configure
  install_connector
  start
}

# Nothing runs before all of it has arrived.
main
