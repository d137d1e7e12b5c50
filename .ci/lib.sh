# shellcheck shell=bash
# What .ci/run and .ci/long share. Sourced, with the repository's root as current directory.

failed_steps=0

# step NAME COMMAND...: runs it, says how long it took, counts a failure and goes on.
# Returns the command's verdict.
step() {
  local name=$1 started=$SECONDS code=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || code=$?
  if [ "$code" -eq 0 ]; then
    printf '== %s: ok, %d s\n' "$name" $((SECONDS - started))
  else
    printf '== %s: FAILED with %d, %d s\n' "$name" "$code" $((SECONDS - started))
    failed_steps=$((failed_steps + 1))
  fi
  return "$code"
}

# need PACKAGE=PROGRAM...: installs the Debian packages whose program, or file of a whole path, is not there.
need() {
  local pair missing=()
  for pair in "$@"; do
    [ -e "${pair#*=}" ] || command -v "${pair#*=}" >/dev/null || missing+=("${pair%%=*}")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    printf 'Missing on this machine: %s. Install them and run this again.\n' "${missing[*]}" >&2
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# close PASSED FAILED SKIPPED: the closing line; its exit code is the run's.
close() {
  local passed=$1 failed=$(($2 + failed_steps)) skipped=$3 line
  printf '\n== everything: %d s\n' "$SECONDS"
  line="$passed passed, $failed failed"
  [ "$skipped" -eq 0 ] || line+=", $skipped skipped"
  printf '%s\n' "$line"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
