# Runs the suites and adds them up. Sourced by ./kitward.

declare -A BUDGET=([unit]=360 [integration]=480 [browser]=900 [end-to-end]=3300)

# Sums one attribute over all reports of a suite.
sum() {
  find "$root" -path "*/target/test-reports/$1/TEST-*.xml" -exec sed -n "s/^<testsuite .* $2=\"\([0-9]*\)\".*/\1/p" {} + | awk '{ total += $1 } END { print total + 0 }'
}

run_suite() {
  local suite=$1 begin log=$root/target/test-$1.log status=0
  begin=$SECONDS
  find "$root" -path "*/target/test-reports/$suite/*" -delete 2>/dev/null || true
  say "== $suite tests"
  "$root/mvnw" -B -ntp -f "$root/pom.xml" -Dsuite="$suite" -Dmaven.test.failure.ignore=true test ${2:-} >"$log" 2>&1 || status=$?
  grep -E '^\[(INFO|WARNING|ERROR)\] (Tests run:.*(Time elapsed|FAIL)|Running )' "$log" | grep -v Running | sed 's/^\[[A-Z]*\] //' >&2 || true
  local tests failures errors skipped
  tests=$(sum "$suite" tests) failures=$(sum "$suite" failures) errors=$(sum "$suite" errors) skipped=$(sum "$suite" skipped)
  # A test that did not run did not pass.
  local failed=$((failures + errors + skipped))
  if [ "$status" -ne 0 ]; then
    say "$suite: the build failed:"; grep -E '^\[ERROR\]' "$log" | head -20 >&2
    failed=$((failed + 1))
    tests=$((tests + 1))
  elif [ "$failed" -gt 0 ]; then
    grep -E '^\[ERROR\]' "$log" | head -60 >&2
  fi
  if [ "$tests" -eq 0 ]; then say "$suite: no test ran"; failed=1 tests=1; fi
  passed_total=$((passed_total + tests - failed))
  failed_total=$((failed_total + failed))
  lines+=("$(printf '%-12s %5d passed %5d failed   %4d s of %d s' "$suite" $((tests - failed)) "$failed" $((SECONDS - begin)) "${BUDGET[$suite]}")")
}

run_tests() {
  passed_total=0 failed_total=0 lines=()
  local suites=("$@")
  # The browser's suite is started by its name, until it has been seen green as a whole on a new machine.
  [ ${#suites[@]} -gt 0 ] || suites=(unit integration end-to-end)
  mkdir -p "$root/target"
  local suite
  for suite in "${suites[@]}"; do
    case $suite in
      unit) run_suite unit spotless:check ;;
      integration) run_suite integration ;;
      browser)
        if source "$root/lab/launcher/browser.sh" && chromium; then
          run_suite browser "-pl browser -am"
        else
          failed_total=$((failed_total + 1)) lines+=("$(printf '%-12s did not run: no chromium' browser)")
        fi ;;
      end-to-end)
        if [ "$(id -u)" -ne 0 ]; then
          say "end-to-end: did not run: it boots real hosts and needs root"
          failed_total=$((failed_total + 1)) lines+=("$(printf '%-12s did not run: needs root' end-to-end)")
        else
          # The hosts take the connector from its package, as nodes do.
          build && bash "$root/connector/package.sh" >"$root/target/package.log" 2>&1 || { cat "$root/target/package.log" >&2; }
          run_suite end-to-end
        fi ;;
      *) fail "there is no suite $suite; there are unit, integration, browser and end-to-end" ;;
    esac
  done
  printf '%s\n' "${lines[@]}"
  echo "$passed_total passed, $failed_total failed"
  [ "$failed_total" -eq 0 ]
}
