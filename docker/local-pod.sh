#!/usr/bin/env bash
# Stands in for the kubelet where there is no cluster: runs the three roles of one attempt as processes.
# It isolates nothing from the user who runs it.
#
#   local-pod.sh start STAGING FINAL   makes the prepared directory the attempt's own (exit 17: it exists already)
#                                      and goes on in the background
#
# The directory holds, besides this script and entrypoint.sh: env/<role> (NAME=VALUE, each ended by NUL),
# task/ (prompt, stop), logs/<role>.log, <role>.pid, <role>.exit, result/<role>, and `ended` when all is over.
# While the attempt lives this process holds an flock on `lock`, so that a dead one is never taken for a live one.
set -u

# The attempt begins in a session of its own: when the caller is killed with all its programs, it has not begun or goes on.
start() {
  local staging=$1 final=$2 answer
  cd -- "$staging" || exit 1
  exec 9> lock
  flock -n 9 || exit 1
  # The caller reads this process's output to its end, so the one that stays must not hold it.
  answer=$(setsid bash ./local-pod.sh supervise "$final" 4>&1 < /dev/null > logs/supervisor.log 2>&1 &)
  [ "$answer" = begun ] || exit 17
}

begin_as() {
  mv -T -- "$PWD" "$1" 2> /dev/null || exit 17
  cd -- "$1" || exit 1
  echo begun >&4
  exec 4>&-
}

# A role gets only the variables prepared for it; they never appear in an argument list.
role() {
  local name
  while IFS= read -r name; do unset "$name" 2> /dev/null; done < <(compgen -e)
  while IFS= read -r -d '' name; do export "${name?}"; done < "env/$1"
  rm -f -- "env/$1"
  exec 9>&-
  exec setsid bash ./entrypoint.sh "$1" < /dev/null > "logs/$1.log" 2>&1
}

begin() {
  role "$1" &
  pids[$1]=$!
  echo "${pids[$1]}" > "$1.pid"
}

# `wait` returns early when a signal is trapped, so it is asked again until the process is really gone.
finish() {
  local code=0
  while :; do
    wait "${pids[$1]}"
    code=$?
    kill -0 "${pids[$1]}" 2> /dev/null || break
  done
  # What a role left behind ends with it, as a container's processes do.
  kill -KILL -- "-${pids[$1]}" 2> /dev/null
  echo "$code" > "$1.exit.part" && mv -- "$1.exit.part" "$1.exit"
  return "$code"
}

terminate() {
  local name
  for name in "${!pids[@]}"; do
    [ -e "$name.exit" ] || kill -TERM "${pids[$name]}" 2> /dev/null
  done
  [ -z "$reaper" ] || return 0
  {
    # It looks for its parent each second: a signal may be lost on a shell that has just begun, and later the numbers are somebody else's.
    for ((left = ${TERMINATION_GRACE_SECONDS:-120}; left > 0; left--)); do
      sleep 1
      kill -0 "$$" 2> /dev/null || exit 0
    done
    for name in "${!pids[@]}"; do [ -e "$name.exit" ] || kill -KILL -- "-${pids[$name]}" 2> /dev/null; done
  } 9>&- &
  reaper=$!
}

supervise() {
  declare -gA pids=()
  reaper=
  echo "$$" > supervisor.pid
  trap terminate TERM INT
  trap '' HUP
  begin clone
  if finish clone; then
    begin agent
    begin courier
    finish agent
    finish courier
  fi
  [ -z "$reaper" ] || kill "$reaper" 2> /dev/null
  chmod -R u+rwX work courier home tmp 2> /dev/null
  rm -rf -- work courier home tmp signals env gitconfig
  date -u +%Y-%m-%dT%H:%M:%SZ > ended.part && mv -- ended.part ended
}

case ${1-} in
  start) start "$2" "$3" ;;
  supervise) begin_as "$2"; supervise ;;
  *) echo "usage: local-pod.sh start STAGING FINAL" >&2; exit 64 ;;
esac
