#!/usr/bin/env bash
# Records `plan` and `run` in a real terminal, on the first phases of tests/samples/features/mixed, and draws both for the README.
# Needs the .NET SDK, git, node, npm and asciinema (apt-get install asciinema).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

(cd "$here" && npm ci --no-audit --no-fund --loglevel=error)
dotnet build "$root/src/SpecKitExtension" --configuration Release --output "$folder/tool" --verbosity quiet -nologo
mkdir "$folder/bin" "$folder/home"
ln -s "$folder/tool/dotnet-speckit-async" "$folder/bin/dotnet-speckit-async"

# The person at this terminal, and nothing of the one who records.
export HOME=$folder/home PATH=$folder/bin:$PATH XDG_STATE_HOME=$folder/state AGENT_PAUSE=0.7 TERM=xterm-256color
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Dev GIT_AUTHOR_EMAIL=dev@localhost GIT_COMMITTER_NAME=Dev GIT_COMMITTER_EMAIL=dev@localhost
unset CI NO_COLOR SPECIFY_FEATURE

project=$folder/photos feature=specs/001-photo-albums
git init --quiet --bare --initial-branch=main "$folder/origin.git"
git clone --quiet "$folder/origin.git" "$project" 2>/dev/null
mkdir -p "$project/$feature" "$project/.specify/async"
sed '/T007/,$d' "$root/tests/samples/features/mixed/tasks.md" >"$project/$feature/tasks.md"
printf '# Photo albums\n' | tee "$project/$feature/spec.md" >"$project/$feature/plan.md"
printf '{"feature_directory": "%s"}\n' "$feature" >"$project/.specify/feature.json"
printf '{"runtime": "local", "agent": {"env": ["AGENT_PAUSE"]}}\n' >"$project/.specify/async/config.json"
git -C "$project" add --all
git -C "$project" commit --quiet --message 'Plan the albums'
git -C "$project" push --quiet --set-upstream origin HEAD

# record NAME COLUMNS ROWS COMMAND
record() {
  (cd "$project" && asciinema rec --quiet --overwrite --cols "$2" --rows "$3" --command "$4" "$folder/$1.cast")
}

record plan 100 33 "dotnet speckit-async plan"
record run 120 34 "dotnet speckit-async run --agent $root/tests/samples/agents/good.sh"
node "$here/draw.js" "$folder/plan.cast" "$here/plan.svg" last
node "$here/draw.js" "$folder/run.cast" "$here/run.svg"
