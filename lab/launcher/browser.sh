# The browser that the console is tested and pictured in. Sourced by test.sh and bench.sh.

# Installs Debian's Chromium where it is missing and this is root; says what to do otherwise.
chromium() {
  [ -x "${KITWARD_CHROMIUM:-/usr/bin/chromium}" ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    say "browser: there is no ${KITWARD_CHROMIUM:-/usr/bin/chromium}; install it (as root: apt-get install chromium) or name one in KITWARD_CHROMIUM"
    return 1
  fi
  say "installing Debian's chromium …"
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium >"$root/target/chromium.log" 2>&1 ||
    { apt-get update >>"$root/target/chromium.log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium >>"$root/target/chromium.log" 2>&1; } ||
    { say "browser: chromium could not be installed; see target/chromium.log"; return 1; }
}
