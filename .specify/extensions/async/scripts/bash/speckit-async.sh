#!/usr/bin/env bash
# Runs the tool with these arguments: `dotnet speckit-async` where a tool manifest names it, else
# `dotnet-speckit-async` from PATH. Called from outside a project, it works on the one it is installed in.
set -euo pipefail

in_project='' in_manifest=''
directory=$PWD
while :; do
  if [[ -d $directory/.specify ]]; then in_project=yes; fi
  if grep -qs '"dotnet-speckit-async"' "$directory/.config/dotnet-tools.json" "$directory/dotnet-tools.json"; then in_manifest=yes; fi
  if [[ -z $directory ]]; then break; fi
  directory=${directory%/*}
done

if [[ -z $in_project ]]; then
  cd "$(dirname "${BASH_SOURCE[0]}")/../../../../.."
  if grep -qs '"dotnet-speckit-async"' .config/dotnet-tools.json dotnet-tools.json; then in_manifest=yes; fi
fi

if [[ -n $in_manifest ]] && command -v dotnet >/dev/null; then
  exec dotnet speckit-async "$@"
elif command -v dotnet-speckit-async >/dev/null; then
  exec dotnet-speckit-async "$@"
fi

cat >&2 <<'EOF'
The tool dotnet-speckit-async is not installed: no tool manifest names it, and it is not on PATH.
Install it for this project (`dotnet tool install --create-manifest-if-needed AgenticOrchestrator.SpecKitAsync`)
or for yourself (`dotnet tool install --global AgenticOrchestrator.SpecKitAsync`; ~/.dotnet/tools must be on PATH).
EOF
exit 127
