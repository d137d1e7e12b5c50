#!/usr/bin/env bash
# Prints the log of a task's agent until the agent has ended.
#
#   [NAMESPACE=<ns>] tail-logs.sh <pod name, agent-<task> or task id> [option of `dotnet speckit-async logs`]...
#
# When stdout is no terminal, it is written to at most every 5 seconds: OpenCode stores a copy of a command's
# whole output for every piece that it writes. The exit code is the tool's: 0 delivered, 2 not delivered.
set -euo pipefail

if [[ $# -eq 0 || $1 == -* ]]; then
  echo 'Usage: tail-logs.sh <pod name, agent-<task> or task id> [option]...' >&2
  exit 1
fi

tool=$(dirname "${BASH_SOURCE[0]}")/speckit-async.sh
if [[ -t 1 ]]; then
  exec "$tool" logs "$@"
fi

buffer=$(mktemp)
reader=''
trap 'if [[ -n $reader ]]; then kill "$reader" 2>/dev/null || true; fi; rm -f -- "$buffer"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

"$tool" logs "$@" >"$buffer" &
reader=$!
# One descriptor for all reading: each `cat` goes on where the last one stopped.
exec 3<"$buffer"
while kill -0 "$reader" 2>/dev/null; do
  for ((second = 0; second < 5; second++)); do
    sleep 1
    if ! kill -0 "$reader" 2>/dev/null; then break 2; fi
  done
  cat <&3
done
code=0
wait "$reader" || code=$?
reader=''
cat <&3
exit "$code"
