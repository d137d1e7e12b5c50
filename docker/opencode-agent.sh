#!/usr/bin/env bash
# Runs OpenCode, unattended, on the task whose prompt arrives on stdin, in the current directory.
#
#   stdout         a live, readable log (docker/agent/observer writes it from inside OpenCode)
#   AGENT_REPORT   outcome, reason, inputTokens, outputTokens, costUsd as key=value lines
#   exit code      0 only when OpenCode's events say that the work was finished
#
# | variable                | default           | meaning                                                                      |
# |-------------------------|-------------------|------------------------------------------------------------------------------|
# | TASK_ID                 | required          | title of the session                                                         |
# | MODEL_NAME              | required          | the model, as its provider spells it                                         |
# | MODEL_PROVIDER          | openai-compatible | a provider that OpenCode knows (anthropic, openai, google, openrouter, …)    |
# | MODEL_BASE_URL          | -                 | the endpoint; required for openai-compatible, else replaces the provider's   |
# | MODEL_SMALL_NAME        | $MODEL_NAME       | the model for small chores                                                   |
# | MODEL_KEY_VARIABLE      | MODEL_API_KEY     | name of the variable that holds the provider's key; where it is empty,       |
# |                         |                   | OpenCode looks for the provider's own (ANTHROPIC_API_KEY, AWS_PROFILE, …)    |
# | MODEL_CONTEXT_TOKENS    | what OpenCode     | size of the context window    } for openai-compatible 128000                 |
# | MODEL_OUTPUT_TOKENS     | knows             | longest answer                } and 8192                                     |
# | MODEL_HEADER_TIMEOUT_MS | 180000            | longest silence before an answer begins                                      |
# | MODEL_CHUNK_TIMEOUT_MS  | 180000            | longest silence inside an answer                                             |
# | MODEL_MAX_WAIT_SECONDS  | 300               | gives up when retries of one step would go on for longer (OpenCode itself    |
# |                         |                   | obeys a Retry-After of any length)                                           |
# | AGENT_CONFIG_DIR        | /etc/agent        | opencode.json, models.json and the observer                                  |
# | OPENCODE_BIN            | opencode          | the program                                                                  |
# | AGENT_REPORT            | $TMPDIR/agent-report                                                                             |
# | HOME, TMPDIR            | -, /tmp           | OpenCode's state; its JSON events go to $TMPDIR/agent-events.jsonl           |
set -euo pipefail
shopt -u patsub_replacement 2>/dev/null || true   # bash 5.2 would give & and \\ a meaning in ${x//y/z}

program=${OPENCODE_BIN:-opencode}
[[ $program != */* ]] || program=$(realpath -s -- "$program")
temporary=${TMPDIR:-/tmp}
events=$temporary/agent-events.jsonl
errors=$temporary/agent-errors.log
export AGENT_REPORT=${AGENT_REPORT:-$temporary/agent-report}
AGENT_CONFIG_DIR=$(realpath -- "${AGENT_CONFIG_DIR:-/etc/agent}")
export AGENT_CONFIG_DIR
export MODEL_PROVIDER=${MODEL_PROVIDER:-openai-compatible}
export MODEL_KEY_VARIABLE=${MODEL_KEY_VARIABLE:-MODEL_API_KEY}
export MODEL_MAX_WAIT_SECONDS=${MODEL_MAX_WAIT_SECONDS:-300}

main() {
  rm -f -- "$AGENT_REPORT" "$events" "$errors"
  check_settings
  clean_keys
  use_only_our_configuration
  prevent_downloads
  local code=0
  run || code=$?
  judge "$code"
}

check_settings() {
  local name
  for name in TASK_ID MODEL_NAME; do
    [[ -n ${!name:-} ]] || refuse "$name is not set"
  done
  [[ $MODEL_KEY_VARIABLE =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || refuse "MODEL_KEY_VARIABLE is not the name of a variable"
  [[ $MODEL_PROVIDER != openai-compatible || -n ${MODEL_BASE_URL:-} ]] || refuse "MODEL_BASE_URL is not set"
  for name in MODEL_CONTEXT_TOKENS MODEL_OUTPUT_TOKENS MODEL_HEADER_TIMEOUT_MS MODEL_CHUNK_TIMEOUT_MS MODEL_MAX_WAIT_SECONDS; do
    [[ ${!name:-0} =~ ^[0-9]{1,9}$ ]] || refuse "$name is not a whole number"
  done
}

# Keys come from files, and files end with a line break. OpenCode puts {env:…} into its JSON as it is, so what JSON cannot hold is refused.
clean_keys() {
  local name value
  for name in $(compgen -e); do
    [[ $name == "$MODEL_KEY_VARIABLE" || $name =~ _(KEY|TOKEN)(_ID)?$ ]] || continue
    value=${!name}
    while [[ $value == *[$'\r\n'] ]]; do value=${value%?}; done
    while [[ $value == [$'\r\n']* ]]; do value=${value#?}; done
    export "$name=$value"
  done
  value=${!MODEL_KEY_VARIABLE:-}
  [[ $value != *[[:cntrl:]\"\\]* ]] || refuse "$MODEL_KEY_VARIABLE holds a quote, a backslash, a line break or another control character: no key does"
}

# Nothing of the repository configures the agent, except the text of its AGENTS.md.
use_only_our_configuration() {
  export OPENCODE_CONFIG=$AGENT_CONFIG_DIR/opencode.json
  OPENCODE_CONFIG_CONTENT=$(configuration)
  export OPENCODE_CONFIG_CONTENT
  export OPENCODE_DISABLE_PROJECT_CONFIG=1 OPENCODE_DISABLE_CLAUDE_CODE=1 OPENCODE_DISABLE_EXTERNAL_SKILLS=1
  export OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_SHARE=1
  export OPENCODE_DISABLE_DEFAULT_PLUGINS=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1
  if [[ $MODEL_PROVIDER == openai-compatible ]]; then
    export OPENCODE_MODELS_PATH=$AGENT_CONFIG_DIR/models.json   # saves a second and 180 MB
  fi
}

configuration() {
  local provider model small options limits='' npm='' models='' instructions=''
  provider=$(json "$MODEL_PROVIDER")
  model=$(json "$MODEL_NAME")
  small=$(json "${MODEL_SMALL_NAME:-$MODEL_NAME}")
  options="\"headerTimeout\":${MODEL_HEADER_TIMEOUT_MS:-180000},\"chunkTimeout\":${MODEL_CHUNK_TIMEOUT_MS:-180000}"
  [[ -z ${MODEL_BASE_URL:-} ]] || options+=",\"baseURL\":$(json "$MODEL_BASE_URL")"
  [[ -z ${!MODEL_KEY_VARIABLE:-} ]] || options+=",\"apiKey\":\"{env:$MODEL_KEY_VARIABLE}\""
  if [[ $MODEL_PROVIDER == openai-compatible ]]; then
    npm='"npm":"@ai-sdk/openai-compatible",'
    MODEL_CONTEXT_TOKENS=${MODEL_CONTEXT_TOKENS:-128000}
    MODEL_OUTPUT_TOKENS=${MODEL_OUTPUT_TOKENS:-8192}
  fi
  if [[ -n ${MODEL_CONTEXT_TOKENS:-} && -n ${MODEL_OUTPUT_TOKENS:-} ]]; then
    limits="\"limit\":{\"context\":$MODEL_CONTEXT_TOKENS,\"output\":$MODEL_OUTPUT_TOKENS}"
  fi
  if [[ -n $limits || -n ${MODEL_BASE_URL:-} ]]; then
    models="\"models\":{$model:{$limits}"
    [[ $small == "$model" ]] || models+=",$small:{$limits}"
    models+='},'
  fi
  [[ ! -f AGENTS.md || $(realpath AGENTS.md) != "$(realpath .)"/* ]] || instructions=$(json "$PWD/AGENTS.md")

  printf '{"provider":{%s:{%s%s"options":{%s}}},"enabled_providers":[%s],"model":%s,"small_model":%s,"instructions":[%s]}' \
    "$provider" "$npm" "$models" "$options" "$provider" \
    "$(json "$MODEL_PROVIDER/$MODEL_NAME")" "$(json "$MODEL_PROVIDER/${MODEL_SMALL_NAME:-$MODEL_NAME}")" "$instructions"
}

json() {
  [[ $1 != *[[:cntrl:]]* ]] || refuse "a setting contains a control character"
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# OpenCode itself has no business with npm or with git servers: it would install its plugin package at start, and packages and
# `references` that the repository's opencode.json names. The observer takes both variables away from the agent's own commands.
prevent_downloads() {
  export NPM_CONFIG_OFFLINE=true GIT_ALLOW_PROTOCOL=none
}

# Descriptor 3 is the log. OpenCode's own stdout and stderr are no reading matter.
# OpenCode starts in the root directory and goes to the repository by itself: its runtime obeys a tsconfig.json of the directory
# in which it starts (and of those above), and one with `paths` makes it load the repository's code in place of its own.
run() {
  local child repository=$PWD
  exec 3>&1
  cd /
  AGENT_LOG_FD=3 "$program" run --dir "$repository" --title "$TASK_ID" --auto --format json <&0 >"$events" 2>"$errors" &
  child=$!
  trap 'kill -TERM "$child" 2>/dev/null || true' TERM INT
  until wait "$child"; do
    local code=$?
    kill -0 "$child" 2>/dev/null || return "$code"   # else a trapped signal has interrupted the wait
  done
}

# The events have the verdict; the exit code only tells that there were none.
judge() {
  local outcome reason input output cost
  if [[ ! -f $AGENT_REPORT ]]; then
    tail -n 20 -- "$errors" | tr -d '\000-\010\013-\037\177' >&2
    refuse "OpenCode ended with exit code $1 before it began"
  fi
  outcome=$(reported outcome) reason=$(reported reason) input=$(reported inputTokens) output=$(reported outputTokens) cost=$(reported costUsd)
  printf 'agent: %s%s; %s tokens in, %s out, %s USD\n' "$outcome" "${reason:+ ($reason)}" "$input" "$output" "$cost"
  [[ $outcome == succeeded ]]
}

reported() {
  sed -n "s/^$1=//p" -- "$AGENT_REPORT"
}

refuse() {
  printf 'outcome=failed\nreason=configuration: %s\n' "$1" >"$AGENT_REPORT"
  printf 'agent: failed (configuration: %s)\n' "$1" >&2
  exit 1
}

main
