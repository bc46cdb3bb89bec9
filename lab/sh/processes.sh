# Processes by record: "pid start boot", so that a pid that was given to another process is never touched.

# Prints the process's start time in ticks since boot; a zombie has ended.
start_of() {
  local fields
  fields=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) || return 1
  [ "${fields%% *}" != Z ] && cut -d' ' -f20 <<<"$fields"
}

ended() { ! start_of "$1" >/dev/null; }

record() { # PID FILE
  echo "$1 $(start_of "$1") $(cat /proc/sys/kernel/random/boot_id)" >"$2.new"; mv "$2.new" "$2"
}

# Prints the recorded process's pid while it still runs; else prints nothing and fails.
running() { # FILE
  local pid start boot
  [ -e "$1" ] && read -r pid start boot <"$1" || return 1
  [ -n "$start" ] && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$(start_of "$pid" || true)" = "$start" ] || return 1
  echo "$pid"
}

# Waits until the command succeeds, asking twenty times a second for at most SECONDS.
wait_for() { # SECONDS CMD...
  local tries=$(($1 * 20)); shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1)); [ $tries -gt 0 ] || return 1
    sleep 0.05
  done
}
