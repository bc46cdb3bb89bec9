# Runs the demo. Sourced by ./kitward.

# What this machine lacks, in one line and before a build that takes minutes; real hosts have a way around.
demo_lacks() {
  local system machine
  system=$(uname -s) machine=$(uname -m)
  case " $* " in
    *" --simulate"* | *" --help "* | *" -h "* | *" --version "* | *" -V "*)
      [ "$system $machine" = "Linux x86_64" ] || echo "the PostgreSQL that comes with it runs on Linux x86_64, and this is $system $machine" ;;
    *)
      local way="; without real hosts: ./kitward demo --simulate 200"
      if [ "$system" != Linux ]; then echo "real hosts need Linux with systemd-nspawn, and this is $system$way"
      elif [ "$(id -u)" -ne 0 ]; then echo "real hosts need root, and this is $(id -un)$way"
      elif ! command -v apt-get >/dev/null; then echo "real hosts need a Debian to build theirs from, and there is no apt-get$way"
      fi ;;
  esac
}

# The first word that the demo does not know, before a build that takes minutes.
demo_unknown() {
  local word value=""
  for word in "$@"; do
    if [ -n "$value" ]; then value=""; continue; fi
    case $word in
      --simulate) value=next ;;
      --exit | --simulate=* | --help | -h | --version | -V) ;;
      *) echo "$word"; return ;;
    esac
  done
}

demo() {
  local lacks unknown
  unknown=$(demo_unknown "$@")
  [ -z "$unknown" ] || { say "kitward demo: unknown option '$unknown'; known are --exit, --simulate N, --help and --version"; exit 2; }
  lacks=$(demo_lacks "$@")
  [ -z "$lacks" ] || { say "kitward demo: $lacks"; exit 69; }
  build
  local tuning=()
  # Two young processes on few cores: compiling quickly beats compiling well. The server takes it over.
  case " $* " in *" --simulate"*)
    tuning=(-XX:TieredStopAtLevel=1)
    export KITWARD_JAVA_OPTIONS="${KITWARD_JAVA_OPTIONS:-${tuning[*]}}" ;;
  esac
  # Java takes the home from the password file; people mean $HOME.
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC "${tuning[@]}" --enable-native-access=ALL-UNNAMED -Duser.home="${HOME:-/}" -Dkitward.root="$root" -cp "$(class_path lab)" io.kitward.lab.demo.Demo "$@"
}
