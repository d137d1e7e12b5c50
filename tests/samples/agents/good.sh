#!/usr/bin/env bash
# A good agent: says what it does, line by line, and edits the first file its prompt declares in backticks, or work/<TASK_ID>.txt.
set -eu
prompt=$(cat)
pause() { sleep "${AGENT_PAUSE:-0.2}"; }
# A path with a directory or an extension, not an option, an address or something outside the tree.
# shellcheck disable=SC2016 # backticks are what is looked for
file=$(printf '%s\n' "$prompt" | grep -oE '`[A-Za-z0-9_][A-Za-z0-9_./-]*`' | tr -d '`' | grep -E '[./]' | grep -vE '(^|/)(specs|\.\.)/|/$|\.md$' | head -n 1 || true)
file=${file:-work/$TASK_ID.txt}
echo "$TASK_ID: reading the task"
pause
echo "$TASK_ID: working on $file"
mkdir -p "$(dirname "$file")"
printf 'made by %s, attempt %s\n' "$TASK_ID" "$TASK_ATTEMPT" >>"$file"
pause
echo "$TASK_ID: done"
printf 'outcome=succeeded\ninputTokens=120\noutputTokens=34\ncostUsd=0.0012\n' >"$AGENT_REPORT"
