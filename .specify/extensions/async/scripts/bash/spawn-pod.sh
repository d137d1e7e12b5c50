#!/usr/bin/env bash
# Starts the agent of one ASYNC task and does not wait for it.
#
#   spawn-pod.sh <task-id> [<branch-name> [<repo-url> [<context-dir>]]] [option of `dotnet speckit-async spawn`]...
#
# context-dir is the feature's directory relative to the repository's root. An empty argument stands for the
# default. stdout is exactly `Pod <name> created in namespace <ns>`, also when the pod was there before; on the
# local runtime the namespace is `local`. Everything else is said on stderr. The exit code is the tool's.
set -euo pipefail

if [[ $# -eq 0 || $1 == -* ]]; then
  echo 'Usage: spawn-pod.sh <task-id> [<branch-name> [<repo-url> [<context-dir>]]] [option]...' >&2
  exit 1
fi

arguments=("$1")
shift
for option in --branch --repo --context-dir; do
  if [[ $# -eq 0 || $1 == -* ]]; then break; fi
  if [[ -n $1 ]]; then arguments+=("$option" "$1"); fi
  shift
done

code=0
answer=$("$(dirname "${BASH_SOURCE[0]}")/speckit-async.sh" spawn "${arguments[@]}" "$@") || code=$?
created='^Pod ([a-z0-9.-]+) (created|started) (in namespace|on this machine, in) (.+)$'
there='^[^ ]+: pod ([a-z0-9.-]+) (exists|runs) already (in namespace|on this machine, in) (.+)$'
while IFS= read -r line; do
  if [[ $line =~ $created ]]; then
    pod=${BASH_REMATCH[1]} kind=${BASH_REMATCH[3]} place=${BASH_REMATCH[4]}
  elif [[ $line =~ $there ]]; then
    pod=${BASH_REMATCH[1]} kind=${BASH_REMATCH[3]} place=${BASH_REMATCH[4]}
    printf '%s\n' "$line" >&2
  else
    if [[ -n $line ]]; then printf '%s\n' "$line" >&2; fi
    continue
  fi
  if [[ $kind != 'in namespace' ]]; then place=local; fi
  printf 'Pod %s created in namespace %s\n' "$pod" "$place"
done <<<"$answer"
exit "$code"
