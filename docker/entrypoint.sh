#!/usr/bin/env bash
# The three roles of one agent's pod, also run as plain processes by the local runtime:
#   clone    brings the task branch with the git credential; leaves a credential-free work tree and the courier's own repository
#   agent    runs the model-driven command on that tree; holds no git credential; ends with a verdict in SIGNAL_DIR
#   courier  copies the tree, commits the copy, pushes it; never runs, follows or believes anything the agent left behind
# Needs bash 4.4, git 2.32, GNU coreutils, tar, find, iconv and util-linux, as in ubuntu:22.04. Every path and limit is a variable:
#
#   variable                  roles           default                        meaning
#   GIT_REPO                  clone courier   required                       URL or local path
#   GIT_BRANCH                all             required                       the task branch, exists on the remote
#   BASE_COMMIT               clone courier   the branch's tip               full hash of that branch's tip at spawn
#   TASK_ID, TASK_ATTEMPT     all             required, 1
#   TASK_DIGEST               all             -                              which text of this id is meant: 16 hexadecimal digits
#   SPECIFY_FEATURE_DIRECTORY all             required                       the feature, without a segment `specs` before its last one
#   COMMIT_MESSAGE            courier         $TASK_ID                       subject and body; trailers follow as last paragraph
#   WORK_DIR                  all             /workspace                     the work tree is $WORK_DIR/repo
#   SIGNAL_DIR                agent courier   /signals                       heartbeat, agent-ended
#   COURIER_DIR               clone courier   /courier                       repository, copy of the tree, git configuration
#   PROMPT_FILE               agent           /etc/task/prompt-base64        base64 of the prompt
#   STOP_FILE                 agent           /etc/task/stop                 any content means: please stop
#   RESULT_FILE               clone courier   /dev/termination-log           result JSON, at most 3,500 bytes
#   AGENT_COMMAND             agent           /usr/local/bin/opencode-agent.sh  a path, or a line for bash -c
#   AGENT_HOME, AGENT_TMP     agent           /home/agent, /tmp              HOME and TMPDIR of the command
#   AGENT_ENV                 agent           -                              names of variables handed to the command
#   AGENT_SECRETS             agent           -                              names whose values (8 bytes or more) become *** in the log;
#                                                                            every *KEY, *TOKEN, *SECRET, *PASSWORD of AGENT_ENV is one
#   AGENT_REPORT              agent           $AGENT_TMP/agent-report        the command's own verdict, key=value lines
#   AGENT_TIMEOUT_SECONDS     agent           7200                           soft timeout
#   AGENT_KILL_SECONDS        agent courier   15                             from SIGTERM to SIGKILL
#   FIRST_OUTPUT_SECONDS      agent           600                            no byte of output until then = failed, 0 is off
#   HEARTBEAT_SECONDS         agent           5
#   HEARTBEAT_STALE_SECONDS   courier         60                             ten times that before the first heartbeat
#   CLONE_TIMEOUT_SECONDS     clone           600
#   DELIVERY_TIMEOUT_SECONDS  courier         600
#   RETRY_SECONDS             clone courier   2                              first pause before a retry, doubled four times; 0 = five attempts at most
#   CLONE_DEPTH               clone           50                             0 = whole history
#   CHECKPOINT_SECONDS        courier         300                            0 = off
#   LOG_MAX_BYTES             agent           8388608
#   LINE_MAX_BYTES            agent           8192
#   DISK_BUDGET_BYTES         agent           0                              stops itself at 80 % of it, 0 is off
#   FILE_MAX_MIB              courier         95                             larger files are never pushed (servers refuse the whole push), 0 is off
#   DENY_PATHS                courier         see below                      globs, one a line, ** = any depth; empty = none
#   GIT_AUTHOR_NAME, _EMAIL   courier         speckit-async, speckit-async@localhost
#   GIT_TOKEN_FILE            clone courier   -                              HTTPS token, read again at every use
#   GIT_USERNAME              clone courier   x-access-token
#   GIT_CREDENTIAL_COMMAND    clone courier   -                              prints a token (workload identity)
#   SSH_KEY_FILE              clone courier   -                              needs SSH_KNOWN_HOSTS_FILE: strict, exactly that file
#   GIT_EXTRA_CONFIG_FILE     clone courier   -                              a git configuration used for talking to the remote only

set -uo pipefail
shopt -u patsub_replacement 2>/dev/null || :   # bash 5.2 would give & a meaning in ${x//y/z}
role=${1:-}
script=$(readlink -f -- "${BASH_SOURCE[0]}")
export -n LC_ALL LANG 2>/dev/null
agent_lang=${LANG:-C.UTF-8}
export LC_ALL=C   # bytes are bytes: names, log lines and limits

: "${GIT_REPO:=}" "${GIT_BRANCH:=}" "${BASE_COMMIT:=}" "${TASK_ID:=}" "${TASK_DIGEST:=}" "${TASK_ATTEMPT:=1}" "${SPECIFY_FEATURE_DIRECTORY:=}"
: "${COMMIT_MESSAGE:=$TASK_ID}" "${WORK_DIR:=/workspace}" "${SIGNAL_DIR:=/signals}" "${COURIER_DIR:=/courier}"
: "${PROMPT_FILE:=/etc/task/prompt-base64}" "${STOP_FILE:=/etc/task/stop}" "${RESULT_FILE:=/dev/termination-log}"
: "${AGENT_COMMAND:=/usr/local/bin/opencode-agent.sh}" "${AGENT_HOME:=/home/agent}" "${AGENT_TMP:=/tmp}" "${AGENT_ENV:=}" "${AGENT_SECRETS:=}"
: "${AGENT_REPORT:=$AGENT_TMP/agent-report}" "${AGENT_TIMEOUT_SECONDS:=7200}" "${AGENT_KILL_SECONDS:=15}" "${FIRST_OUTPUT_SECONDS:=600}"
: "${HEARTBEAT_SECONDS:=5}" "${HEARTBEAT_STALE_SECONDS:=60}" "${CLONE_TIMEOUT_SECONDS:=600}" "${DELIVERY_TIMEOUT_SECONDS:=600}"
: "${RETRY_SECONDS:=2}" "${CLONE_DEPTH:=50}" "${CHECKPOINT_SECONDS:=300}" "${LOG_MAX_BYTES:=8388608}" "${LINE_MAX_BYTES:=8192}"
: "${DISK_BUDGET_BYTES:=0}" "${FILE_MAX_MIB:=95}" "${GIT_AUTHOR_NAME:=speckit-async}" "${GIT_AUTHOR_EMAIL:=speckit-async@localhost}"
: "${GIT_TOKEN_FILE:=}" "${GIT_USERNAME:=x-access-token}" "${GIT_CREDENTIAL_COMMAND:=}" "${SSH_KEY_FILE:=}" "${SSH_KNOWN_HOSTS_FILE:=}"
: "${GIT_EXTRA_CONFIG_FILE:=}" "${DENY_PATHS=.github/workflows/**
.github/actions/**
**/.gitlab-ci.yml
.gitlab/ci/**
.circleci/**
**/Jenkinsfile
**/Jenkinsfile.*
.specify/async/**
.specify/extensions/**
.specify/scripts/**
.opencode/**
opencode.json
opencode.jsonc}"

# ---------------------------------------------------------------- shared by the roles

tree=$WORK_DIR/repo
bare=$COURIER_DIR/repo.git
feature=${SPECIFY_FEATURE_DIRECTORY%/}
above=/${feature%"${feature##*/}"} above=${above%/specs/} above=${above%/}
feature=${above:+${above#/}/}${feature##*/}
salvage_branch=$GIT_BRANCH-salvage-$TASK_ATTEMPT
terminated=''   # set by SIGTERM
abortable=''    # set while SIGTERM may cut a step short
deadline=0      # in $SECONDS
out=''          # what the last `run` printed
fetched=''      # clone has the branch
problem=''      # why the last step failed
commit='' salvage='' tried_salvage='' files_changed=0
left_out=()     # what is not in the delivery
declare -A verdict=()

now() { TZ=UTC printf '%(%Y-%m-%dT%H:%M:%SZ)T' -1; }
started=$(now)

# A line of our own conversation. Untrusted parts may hold anything, so control characters go, also those that UTF-8 writes in two bytes.
say() {
  local text=${1//[[:cntrl:]]/ }
  printf '[%s] %s\n' "$role" "${text//$'\xc2'[$'\x80'-$'\x9f']/ }"
}

# TEXT without credentials: user info of URLs and the token's present content.
redact() {
  local text token=''
  text=$(printf '%s' "$1" | sed -E 's#(://)[^/@[:space:]]*@#\1***@#g')
  [[ -r $GIT_TOKEN_FILE ]] && token=$(tr -d '\000\r\n' <"$GIT_TOKEN_FILE")
  ((${#token} >= 4)) && text=${text//"$token"/***}
  printf '%s' "$text"
}

# TEXT MAX_BYTES as a JSON string: valid UTF-8 without control characters; null when empty.
json() {
  local text
  text=$(printf '%s' "${1:0:$2}" | tr '\000-\037\177' ' ' | iconv -f UTF-8 -t UTF-8 -c 2>/dev/null)
  [[ -n $text ]] || { printf null; return; }
  text=${text//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# What the agent used, as JSON; empty when it did not say.
usage() {
  [[ -z ${verdict[inputTokens]:-}${verdict[outputTokens]:-}${verdict[costUsd]:-} ]] ||
    printf '{"inputTokens":%s,"outputTokens":%s,"costUsd":%s}' "${verdict[inputTokens]:-0}" "${verdict[outputTokens]:-0}" "${verdict[costUsd]:-0}"
}

# The first few names that were left out, as JSON.
left_out_names() {
  local name text=''
  for name in "${left_out[@]:0:5}"; do text+="${text:+,}$(json "$name" 120)"; done
  printf '[%s]' "$text"
}

# OUTCOME REASON: the result line and the termination message.
write_result() {
  local size=1200 text usage
  usage=$(usage)
  while
    text="{\"version\":1,\"task\":$(json "$TASK_ID" 100),\"taskDigest\":$(json "$TASK_DIGEST" 16),\"feature\":$(json "$feature" 250),\"attempt\":$TASK_ATTEMPT,\"outcome\":\"$1\""
    text+=",\"branch\":$(json "$GIT_BRANCH" 400),\"baseCommit\":$(json "$BASE_COMMIT" 64),\"commit\":$(json "$commit" 64)"
    text+=",\"salvageRef\":$(json "$salvage" 420),\"filesChanged\":$files_changed,\"leftOut\":${#left_out[@]},\"leftOutNames\":$(left_out_names),\"agentExitCode\":${verdict[exitCode]:-null}"
    text+=",\"reason\":$(json "$(redact "$2")" "$size"),\"startedAt\":\"${verdict[startedAt]:-$started}\",\"endedAt\":\"$(now)\""
    text+=",\"agentLogLines\":${verdict[logLines]:-null},\"usage\":${usage:-null}}"
    ((${#text} > 3500 && size > 50))
  do ((size /= 2)); done
  trap - EXIT
  printf '%s\n' "$text" >"$RESULT_FILE" || say "cannot write $RESULT_FILE"
  [[ $role != courier ]] || printf '::speckit-async::result %s\n' "$text"
}

fail() { "fail_$role" "$1"; exit 1; }

# What git and the shell say by themselves quotes names that the agent has chosen, line ends and all: it goes out as lines of ours, the first
# fifty, so that none can look like a result.
# The reader is nobody's child: a shell that waits for its own children must never wait for one that ends only with itself.
quote_errors() { exec 2> >(trap '' TERM INT; tell_errors <&0 &); }
tell_errors() {
  local line count=0
  while IFS= read -r line || [[ -n $line ]]; do ((++count > 50)) || say "$(redact "${line:0:1000}")"; done
}

check_settings() {
  local name
  for name in GIT_BRANCH TASK_ID SPECIFY_FEATURE_DIRECTORY; do [[ -n ${!name} ]] || fail "$name is required"; done
  for name in GIT_REPO GIT_BRANCH TASK_ID SPECIFY_FEATURE_DIRECTORY; do
    [[ ${!name} != *[[:cntrl:]]* ]] || fail "$name holds control characters"
  done
  for name in TASK_ATTEMPT AGENT_TIMEOUT_SECONDS AGENT_KILL_SECONDS FIRST_OUTPUT_SECONDS HEARTBEAT_SECONDS HEARTBEAT_STALE_SECONDS \
    CLONE_TIMEOUT_SECONDS DELIVERY_TIMEOUT_SECONDS RETRY_SECONDS CLONE_DEPTH CHECKPOINT_SECONDS LOG_MAX_BYTES LINE_MAX_BYTES DISK_BUDGET_BYTES FILE_MAX_MIB; do
    [[ ${!name} =~ ^(0|[1-9][0-9]{0,14})$ ]] || { printf -v "$name" 1; fail "$name must be a whole number"; }
  done
  [[ $TASK_DIGEST =~ ^([0-9a-f]{16})?$ ]] || { TASK_DIGEST=''; fail 'TASK_DIGEST must be 16 hexadecimal digits'; }
  ((LINE_MAX_BYTES >= 80)) || fail 'LINE_MAX_BYTES must be at least 80'
}

# COMMAND…: runs it until the deadline, its output in $out. SIGTERM cuts it short only while $abortable is set.
run() {
  local pipe code='' left=$((deadline - SECONDS))
  ((left > 0)) || { out='out of time'; return 124; }
  # The code comes through the pipe: bash may miss the end of a process substitution, and a `wait` for it then waits for another child, for ever.
  exec {pipe}< <(
    job='' cut=''
    trap 'cut=1; [[ -z $job ]] || kill "$job" 2>/dev/null' TERM
    timeout -k 5 "$left" "$@" <&0 2>&1 & job=$!
    [[ -z $cut ]] || kill "$job" 2>/dev/null
    wait "$job"; code=$?
    while kill -0 "$job" 2>/dev/null; do wait "$job"; code=$?; done   # it was the wait that the signal ended
    printf '\0%d\0' "$code"
  )
  child=$!
  IFS= read -r -d '' -u "$pipe" out || :
  IFS= read -r -d '' -u "$pipe" code || :
  exec {pipe}<&-
  [[ $code =~ ^[0-9]+$ ]] || code=137
  child=''
  ((code != 124)) || out+=$'\nout of time'
  return "$code"
}
on_term() { terminated=1; [[ -z $abortable || -z ${child:-} ]] || kill "$child" 2>/dev/null; }

# COMMAND…: up to $attempts attempts (five by default) with growing pauses; 3 means that trying again is pointless.
with_retries() {
  local pause=$RETRY_SECONDS attempt code
  for ((attempt = 1; ; attempt++)); do
    "$@"; code=$?
    ((code != 0 && code != 3 && attempt < ${attempts:-5} && SECONDS + pause < deadline)) && [[ -z $terminated || -z $abortable ]] || return "$code"
    say "attempt $attempt: $(redact "$(brief)"); trying again"
    sleep "$((pause + RANDOM % (pause + 1)))" & wait $!
    ((attempt > 4)) || ((pause *= 2))
  done
}

# What the last command said, in few words.
brief() {
  local line text=''
  while IFS= read -r line; do
    case $line in hint:* | To\ * | Done | '') ;; *) text+="${text:+; }$line" ;; esac
  done < <(printf '%s\n' "$out")
  printf '%s' "${text:0:600}"
}

# ---------------------------------------------------------------- git, for clone and courier

# Two configurations of our own and nothing else: `gitconfig` for work on trees, `gitconfig-remote` for talking to the remote.
configure_git() {
  local name host
  for name in "${!GIT_@}"; do
    case $name in
      GIT_REPO | GIT_BRANCH | GIT_AUTHOR_NAME | GIT_AUTHOR_EMAIL | GIT_TOKEN_FILE | GIT_USERNAME | GIT_CREDENTIAL_COMMAND | GIT_EXTRA_CONFIG_FILE) ;;
      GIT_EXEC_PATH | GIT_SSL_*) ;;
      *) unset "$name" ;;
    esac
  done
  unset SSH_ASKPASS
  mkdir -p "$COURIER_DIR" || fail "cannot create $COURIER_DIR"
  # The user's own credential helpers (local runtime) look in the user's home; nothing else needs one.
  [[ -n $GIT_EXTRA_CONFIG_FILE ]] || export HOME=$COURIER_DIR
  export TMPDIR=$COURIER_DIR GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_CONFIG_GLOBAL=$COURIER_DIR/gitconfig
  export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
  export GIT_TOKEN_FILE GIT_USERNAME GIT_CREDENTIAL_COMMAND SPECKIT_ASYNC_SCRIPT=$script

  [[ -n $GIT_REPO && $GIT_REPO != -* ]] || fail 'GIT_REPO is missing or begins with a dash'
  [[ ! $GIT_REPO =~ ^https?://[^/]*@ && ! $GIT_REPO =~ ^[A-Za-z0-9+.-]+://[^/@]*:[^/]*@ ]] ||
    fail 'GIT_REPO carries a user or password: use GIT_TOKEN_FILE, SSH_KEY_FILE or GIT_CREDENTIAL_COMMAND'
  [[ $BASE_COMMIT =~ ^([0-9a-f]{40}|[0-9a-f]{64})?$ ]] || fail 'BASE_COMMIT is no full commit hash'
  git check-ref-format "refs/heads/$GIT_BRANCH" || fail "GIT_BRANCH is no valid branch name: $GIT_BRANCH"

  rm -f -- "$GIT_CONFIG_GLOBAL" "$GIT_CONFIG_GLOBAL-remote"
  # Written here and not by git: thirty calls of it are felt where many pods start.
  cat >"$GIT_CONFIG_GLOBAL" <<'CONFIG' || fail "cannot write $GIT_CONFIG_GLOBAL"
[core]
	fsmonitor = false
	attributesFile = /dev/null
	excludesFile = /dev/null
	autocrlf = false
	safecrlf = false
	symlinks = true
	fileMode = true
	ignoreCase = false
	protectHFS = true
	protectNTFS = true
	bigFileThreshold = 32m
	logAllRefUpdates = false
[gc]
	auto = 0
[maintenance]
	auto = false
[commit]
	gpgSign = false
[push]
	gpgSign = false
	recurseSubmodules = no
	followTags = false
[submodule]
	recurse = false
[fetch]
	recurseSubmodules = false
[init]
	defaultBranch = main
[http]
	lowSpeedLimit = 500
	lowSpeedTime = 120
[protocol]
	allow = never
[protocol "https"]
	allow = always
[protocol "http"]
	allow = always
[protocol "ssh"]
	allow = always
[protocol "git"]
	allow = always
CONFIG
  remote_setting core.sshCommand 'ssh -o BatchMode=yes'
  [[ -z $GIT_EXTRA_CONFIG_FILE ]] || remote_setting include.path "$GIT_EXTRA_CONFIG_FILE"
  remote_setting include.path "$GIT_CONFIG_GLOBAL"
  case $GIT_REPO in file://* | /* | ./* | ../*) remote_setting protocol.file.allow always ;; esac
  if [[ -n $GIT_TOKEN_FILE$GIT_CREDENTIAL_COMMAND && $GIT_REPO =~ ^https?:// ]]; then
    host=${GIT_REPO#*://}
    # For this host only: a redirect elsewhere gets nothing.
    # shellcheck disable=SC2016 # git's shell expands it
    remote_setting "credential.${GIT_REPO%%://*}://${host%%/*}.helper" '!bash "$SPECKIT_ASYNC_SCRIPT" credential'
  fi
  if [[ -n $SSH_KEY_FILE ]]; then
    [[ -n $SSH_KNOWN_HOSTS_FILE ]] || fail 'SSH_KEY_FILE needs SSH_KNOWN_HOSTS_FILE'
    GIT_SSH_COMMAND="ssh -F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=yes"
    GIT_SSH_COMMAND+=" -o GlobalKnownHostsFile=/dev/null -o ConnectTimeout=30 -i $(printf '%q' "$SSH_KEY_FILE")"
    GIT_SSH_COMMAND+=" -o $(printf '%q' "UserKnownHostsFile=\"$SSH_KNOWN_HOSTS_FILE\"")"
    export GIT_SSH_COMMAND
  fi
}
remote_setting() { git config --file "$GIT_CONFIG_GLOBAL-remote" --add "$1" "$2" || fail "cannot write $GIT_CONFIG_GLOBAL-remote"; }

# git with the configuration for the remote.
remote() { local -x GIT_CONFIG_GLOBAL=$COURIER_DIR/gitconfig-remote; run git --git-dir="$bare" "$@"; }

# git's credential protocol: only `get` has an answer, from what the file holds now.
credential_role() {
  local token
  [[ ${1:-} == get ]] || exit 0
  if [[ -n $GIT_TOKEN_FILE ]]; then token=$(tr -d '\000\r\n' <"$GIT_TOKEN_FILE"); else token=$(bash -c "$GIT_CREDENTIAL_COMMAND" | tr -d '\000\r\n'); fi
  [[ -n $token ]] || exit 1
  printf 'username=%s\npassword=%s\n' "$GIT_USERNAME" "$token"
}

# ---------------------------------------------------------------- clone

fail_clone() {
  set -- "$1${terminated:+ (stopped by SIGTERM)}"
  [[ $1 != *'ould not resolve host'* ]] || set -- "$1 (in a cluster: do networkPolicy.dns and the cluster's own policies let pods ask its DNS?)"
  say "$(redact "$1")"; write_result clone-failed "$1"
  [[ -z $fetched ]] || trace_clone
}
# A remote that has answered learns of this attempt too, for when the pod is gone.
trace_clone() {
  local -x GIT_DIR=$bare
  local attempts=3 parent=refs/speckit-async/tip
  deadline=$((SECONDS + 30)) abortable=''
  staged=$(git rev-parse --verify -q "$parent^{tree}")
  make_commit clone-failed skip empty && push "+$commit:refs/heads/$salvage_branch" && return
  say "git has no trace of this attempt: $(redact "$problem")"
}

clone_role() {
  trap 'on_term' TERM INT
  abortable=1
  deadline=$((SECONDS + CLONE_TIMEOUT_SECONDS))
  quote_errors
  configure_git
  local depth=() format=sha1
  ((CLONE_DEPTH == 0)) || depth=(--depth "$CLONE_DEPTH")
  [[ -n $BASE_COMMIT ]] || find_tip
  ((${#BASE_COMMIT} == 40)) || format=sha256
  rm -rf -- "$bare" "$tree"   # an init container may run again after a node's restart
  step 'prepare the repository' git init -q --bare --template= --object-format="$format" "$bare"
  # Here and not in `gitconfig`, which a remote on this machine would heed too: its hooks are its own business.
  step 'prepare the repository' git --git-dir="$bare" config core.hooksPath /dev/null
  with_retries fetch "${depth[@]}" "+refs/heads/$GIT_BRANCH:refs/speckit-async/tip" || fail "cannot clone: $(brief)"
  fetched=1
  bring_base
  step 'keep the base' git --git-dir="$bare" update-ref refs/speckit-async/base "$BASE_COMMIT"
  make_work_tree "$format"
  say "cloned $GIT_BRANCH at ${BASE_COMMIT:0:12}"
}
# A pod that was rendered by hand names no base: it is what the branch has now. Courier reads it from the repository that clone leaves.
find_tip() {
  local id ref
  with_retries remote ls-remote -- "$GIT_REPO" "refs/heads/$GIT_BRANCH" || fail "cannot clone: $(brief)"
  while read -r id ref; do [[ $ref != "refs/heads/$GIT_BRANCH" ]] || BASE_COMMIT=$id; done < <(printf '%s\n' "$out")
  [[ -n $BASE_COMMIT ]] || fail "branch $GIT_BRANCH is not on the remote"
}
step() { local what=$1; shift; run "$@" || fail "cannot $what: $(brief)"; }
fetch() { remote fetch -q --no-tags --no-write-fetch-head "${@:1:$#-1}" -- "$GIT_REPO" "${@: -1}"; }

# The branch may have moved on since spawn (a person pushed); then the work still starts at the base, and the push will be judged.
bring_base() {
  has_base && return
  if [[ $(git --git-dir="$bare" rev-parse --is-shallow-repository) == true ]]; then
    say 'the branch has moved since spawn: bringing its whole history'
    with_retries fetch --unshallow "+refs/heads/$GIT_BRANCH:refs/speckit-async/tip" || fail "cannot bring the base commit: $(brief)"
    has_base && return
  fi
  fail "branch $GIT_BRANCH does not contain base commit $BASE_COMMIT: it was rewritten, or the base was never pushed"
}
has_base() { git --git-dir="$bare" merge-base --is-ancestor "$BASE_COMMIT" refs/speckit-async/tip 2>/dev/null; }

# No remote, no credential, no trace of the courier's repository.
make_work_tree() {
  mkdir -p "$WORK_DIR" && step 'prepare the work tree' git init -q --template= --object-format="$1" "$tree"
  step 'fill the work tree' git -C "$tree" -c protocol.file.allow=always fetch -q --no-tags --no-write-fetch-head --update-shallow \
    "$bare" "refs/speckit-async/base:refs/heads/$GIT_BRANCH"
  step 'set the branch' git -C "$tree" symbolic-ref HEAD "refs/heads/$GIT_BRANCH"
  step 'check out' git -C "$tree" reset -q --hard
  step 'set the author' git -C "$tree" config user.name "$GIT_AUTHOR_NAME"
  step 'set the author' git -C "$tree" config user.email "$GIT_AUTHOR_EMAIL"
}

# ---------------------------------------------------------------- signals, read by agent (the command's report) and courier (the verdict)

# FILE: key=value lines into `verdict`, each value against its pattern. Links, other than regular files and over 64 KiB are refused.
read_signal() {
  local line key value text
  local -A accepted=(
    [outcome]='^(succeeded|failed|timed-out|cancelled)$' [exitCode]='^(0|[1-9][0-9]{0,2})$' [reason]='.'
    [logLines]='^(0|[1-9][0-9]{0,14})$' [inputTokens]='^(0|[1-9][0-9]{0,14})$' [outputTokens]='^(0|[1-9][0-9]{0,14})$'
    [costUsd]='^(0|[1-9][0-9]{0,8})(\.[0-9]{1,12})?$'
    [startedAt]='^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z$'
    [endedAt]='^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z$')
  [[ -f $1 && ! -L $1 ]] || return 1
  text=$(dd if="$1" bs=65537 count=1 iflag=nofollow,nonblock,fullblock status=none 2>/dev/null | tr -d '\000') || return 1
  ((${#text} <= 65536)) || return 1
  while IFS= read -r line; do
    key=${line%%=*} value=${line#*=}
    [[ $line == *=* && $key =~ ^[A-Za-z]{1,20}$ ]] || continue
    [[ -n ${accepted[$key]:-} && $value =~ ${accepted[$key]} ]] && verdict[$key]=${value:0:1000}
  done < <(printf '%s\n' "$text")
}

# ---------------------------------------------------------------- agent

fail_agent() {
  [[ -n ${feeder:-} ]] || { mkdir -p "$SIGNAL_DIR"; LINE_MAX_BYTES=8192 LOG_MAX_BYTES=8388608; start_log; }
  say "$1"
  end_agent failed "$1"
}

agent_role() {
  trap 'on_term' TERM INT
  trap : PIPE
  cd / || exit 1
  mkdir -p "$AGENT_HOME" "$AGENT_TMP" "$SIGNAL_DIR"
  start_log
  heartbeat
  base64 -d -- "$PROMPT_FILE" >/dev/null 2>&1 || fail "cannot read the prompt: $PROMPT_FILE is missing or no base64"
  rm -rf -- "$AGENT_REPORT"
  run_marker=SPECKIT_ASYNC_RUN=$$.$RANDOM.$SECONDS
  # A command need not read its prompt to the end; that base64 then complains is not worth a line of the log.
  run_command < <(base64 -d -- "$PROMPT_FILE" 2>/dev/null) >&"$command_out" 2>&1 &
  agent=$!
  exec {command_out}>&-
  watch_command
  end_group
  { wait "$agent"; } 2>/dev/null   # bash would print the whole command of a killed job
  local code=$?
  end_leftovers
  judge_command "$code"
}

# Every line, ours too, takes one way: feed → cut (caps what a line can cost) → write_lines, the one process that writes stdout.
# None of them heeds SIGTERM: they end when their input does, so that the last words of a stopped agent are not lost.
start_log() {
  local name value
  exec {events}<> <(:)   # what the log tells the watcher: `output`, `lines N`
  secrets=()
  for name in $AGENT_SECRETS $AGENT_ENV; do
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || continue
    [[ " $AGENT_SECRETS " == *" $name "* || $name =~ (KEY|TOKEN|SECRET|PASSWORD)$ ]] || continue
    while IFS= read -r value; do
      value=${value%$'\r'}   # a key from a file of another system
      ((${#value} < 8)) || secrets+=("$value")
    done < <(printf '%s\n' "${!name:-}")
  done
  # Longest first: a secret that begins like another must not leave its tail.
  mapfile -t secrets < <(for value in "${secrets[@]}"; do printf '%09d%s\n' "${#value}" "$value"; done | sort -ru | cut -c10-)
  local longest=0
  for value in "${secrets[@]}"; do ((${#value} <= longest)) || longest=${#value}; done
  exec {log}> >(trap '' TERM INT; stdbuf -oL cut -b "1-$((LINE_MAX_BYTES + longest + 1))" | write_lines)
  exec {command_out}> >(trap '' TERM INT; feed >&"$log")
  feeder=$!
  exec >&"$log" 2>&1
}
feed() {
  local first
  IFS= read -r -d '' -n 1 first || [[ -n $first ]] || exit 0
  printf 'output\n' >&"$events"
  printf '%s' "$first"
  exec cat
}
write_lines() {
  local line secret count=0 bytes=0 omitted=0 mark=' [line cut]'
  trap '' PIPE   # the reader may go away; the work goes on and is counted
  while IFS= read -r line || [[ -n $line ]]; do
    for secret in "${secrets[@]}"; do line=${line//"$secret"/***}; done
    ((${#line} <= LINE_MAX_BYTES)) || line=${line:0:LINE_MAX_BYTES - ${#mark}}$mark
    if ((bytes + ${#line} >= LOG_MAX_BYTES)); then omitted=$(($(wc -l) + 1)); break; fi
    ((count += 1, bytes += ${#line} + 1))
    printf '%s\n' "$line" 2>/dev/null
  done
  ((omitted == 0)) || { ((count += 1)); printf '[agent] %d lines omitted: the log limit of %d bytes was reached\n' "$omitted" "$LOG_MAX_BYTES" 2>/dev/null; }
  printf 'lines %d\n' "$count" >&"$events"
}

# The command, in a session and process group of its own, with only the environment it is meant to have.
run_command() {
  local name keep=" PATH HOME TMPDIR LANG TERM TASK_ID TASK_ATTEMPT GIT_BRANCH SPECIFY_FEATURE_DIRECTORY AGENT_REPORT SPECKIT_ASYNC_RUN $AGENT_ENV "
  exec {events}>&- {log}>&-
  cd "$tree" || exit 126
  for name in $(compgen -e); do [[ $keep == *" $name "* ]] || export -n "${name?}"; done
  export HOME=$AGENT_HOME TMPDIR=$AGENT_TMP LANG=$agent_lang TERM=dumb TASK_ID TASK_ATTEMPT GIT_BRANCH SPECIFY_FEATURE_DIRECTORY AGENT_REPORT "${run_marker?}"
  local call=(bash -c "$AGENT_COMMAND")
  [[ ! -f $AGENT_COMMAND ]] || call=("$AGENT_COMMAND")
  [[ ! -f $AGENT_COMMAND || -x $AGENT_COMMAND ]] || call=(bash "$AGENT_COMMAND")
  exec setsid env --default-signal=INT,QUIT,PIPE,TERM "${call[@]}"
}

heartbeat() { touch -- "$SIGNAL_DIR/heartbeat" 2>/dev/null || say "cannot touch $SIGNAL_DIR/heartbeat"; next_beat=$((SECONDS + HEARTBEAT_SECONDS)); }
# One turn of every wait: at most half a second, heartbeat and the log's messages served.
turn() {
  local event
  while IFS= read -r -t 0.3 -u "$events" event; do
    case $event in output) had_output=1 ;; lines\ *) verdict[logLines]=${event#lines } ;; disk\ *) measuring='' disk_used=${event#disk } ;; esac
  done
  ((SECONDS < next_beat)) || { heartbeat; measure_disk; }
}
# In the background: a big tree takes longer to measure than a stop may take to be seen.
measure_disk() {
  ((DISK_BUDGET_BYTES > 0)) && [[ -z $measuring ]] || return 0
  measuring=1
  { printf 'disk %s\n' "$(du -sc -B1 -- "$tree" "$AGENT_HOME" "$AGENT_TMP" 2>/dev/null | tail -n 1 | cut -f1)" >&"$events"; } >/dev/null 2>&1 {log}>&- &
}

had_output='' measuring='' disk_used=0 next_beat=0 outcome='' reason=''
watch_command() {
  local start=$SECONDS
  while kill -0 "$agent" 2>/dev/null; do
    turn
    if [[ -n $terminated ]]; then outcome=cancelled reason='stopped by SIGTERM'
    elif [[ -s $STOP_FILE ]]; then outcome=cancelled reason='stop was requested'
    elif ((SECONDS - start >= AGENT_TIMEOUT_SECONDS)); then outcome=timed-out reason="not done after $AGENT_TIMEOUT_SECONDS s"
    elif [[ -z $had_output ]] && ((FIRST_OUTPUT_SECONDS > 0 && SECONDS - start >= FIRST_OUTPUT_SECONDS)); then
      outcome=failed reason="no output within $FIRST_OUTPUT_SECONDS s"
    elif ((DISK_BUDGET_BYTES > 0 && ${disk_used:-0} * 5 >= DISK_BUDGET_BYTES * 4)); then
      outcome=failed reason="disk budget: $disk_used of $DISK_BUDGET_BYTES bytes in use"
    else continue; fi
    say "$reason, ending the agent"
    return
  done
}
group_lives() { kill -0 -- "-$agent" 2>/dev/null; }
end_group() {
  local until=$((SECONDS + AGENT_KILL_SECONDS))
  kill -TERM -- "-$agent" 2>/dev/null
  while group_lives && ((SECONDS < until)); do turn; done
  kill -KILL -- "-$agent" 2>/dev/null
}
# Whoever left the group with a session of its own still carries the marker.
end_leftovers() {
  local file
  while IFS= read -r file; do file=${file#/proc/}; kill -KILL "${file%/environ}" 2>/dev/null; done < <(grep -lszFx -e "$run_marker" /proc/[0-9]*/environ)
}

# CODE: what the command's end means. Its own report outranks its exit code, our own stop outranks both.
judge_command() {
  local said
  read_signal "$AGENT_REPORT" || :
  unset 'verdict[logLines]'
  said=${verdict[outcome]:-none}
  if [[ -n $outcome ]]; then :
  elif [[ $said == succeeded ]] || [[ $said == none && $1 == 0 ]]; then outcome=succeeded reason=${verdict[reason]:-}
  else outcome=failed reason=${verdict[reason]:-the agent command ended with exit code $1}; fi
  verdict[exitCode]=$1
  end_agent "$outcome" "$reason"
  [[ $outcome == succeeded ]] && exit 0
  (($1 == 0)) && exit 1
  exit "$1"
}

# OUTCOME REASON: closes the log, then writes the verdict in one step; the heartbeat goes first, because the courier takes a verdict
# beside a living heartbeat for a planted one.
end_agent() {
  local key file secret text=$2 until=$((SECONDS + 2))
  for secret in "${secrets[@]}"; do text=${text//"$secret"/***}; done
  exec >/dev/null 2>&1 {log}>&- {command_out}>&-
  while [[ -z ${verdict[logLines]:-} ]] && ((SECONDS < until + 3)); do
    turn
    ((SECONDS < until)) || kill -KILL "$feeder" 2>/dev/null   # an escaped process holds the log open
  done
  verdict[outcome]=$1 verdict[reason]=${text//[[:cntrl:]]/ } verdict[startedAt]=$started verdict[endedAt]=$(now)
  file=$(mktemp "$SIGNAL_DIR/.verdict.XXXXXX") && for key in "${!verdict[@]}"; do printf '%s=%s\n' "$key" "${verdict[$key]}"; done >"$file"
  rm -rf -- "$SIGNAL_DIR/heartbeat" "$SIGNAL_DIR/agent-ended"
  mv -fT -- "$file" "$SIGNAL_DIR/agent-ended"
}

# ---------------------------------------------------------------- courier

fail_courier() { say "$(redact "$1")"; write_result push-failed "$1"; }

courier_role() {
  trap 'on_term' TERM INT
  trap 'fail_courier "the courier ended unexpectedly"' EXIT
  quote_errors
  configure_git
  export GIT_DIR=$bare
  [[ -d $bare ]] || fail "there is no repository in $COURIER_DIR: did clone run?"
  [[ -n $BASE_COMMIT ]] || BASE_COMMIT=$(git rev-parse --verify -q refs/speckit-async/base) || fail "clone has left no base in $COURIER_DIR"
  copy=$COURIER_DIR/tree base_tree=$(git rev-parse --verify -q "$BASE_COMMIT^{tree}") || fail "the base commit is not in $bare"
  last_tree=$base_tree
  wait_for_agent
  abortable=''
  deadline=$((SECONDS + DELIVERY_TIMEOUT_SECONDS))
  deliver
}

# Until there is a verdict, the heartbeat has stopped, or SIGTERM came and the agent role had its time to answer. Turns are counted, not
# seconds: a laptop that slept must not look like a dead agent. A verdict beside a heartbeat is early (planted, or a crash between the two
# steps of end_agent): it is left alone until the heartbeat stops. The agent command can plant both, and then claims no more than it could
# claim by ending: what is pushed is the tree, to the same ref, with the same limits.
wait_for_agent() {
  local ended=$SIGNAL_DIR/agent-ended beat seen='' idle=0 patience=$((HEARTBEAT_STALE_SECONDS * 20)) next=$((SECONDS + CHECKPOINT_SECONDS)) until=0
  while :; do
    beat=$(stat -c %y -- "$SIGNAL_DIR/heartbeat" 2>/dev/null)
    [[ -z $beat && ( -e $ended || -L $ended ) ]] && break
    if [[ -n $beat && $beat != "$seen" ]]; then seen=$beat idle=0 patience=$((HEARTBEAT_STALE_SECONDS * 2)); fi
    ((idle++ < patience)) || break
    if [[ -n $terminated ]]; then
      ((until)) || until=$((SECONDS + AGENT_KILL_SECONDS + 5))
      ((SECONDS < until)) || break
    elif ((CHECKPOINT_SECONDS > 0 && SECONDS >= next)); then
      checkpoint
      next=$((SECONDS + CHECKPOINT_SECONDS))
    fi
    sleep 0.5 & wait $!
  done
  if read_signal "$ended"; then [[ -n ${verdict[outcome]:-} ]] || verdict=([outcome]=failed [reason]='the verdict names no valid outcome')
  elif [[ -e $ended || -L $ended ]]; then verdict=([outcome]=failed [reason]='the verdict was refused: a link, no regular file, or over 64 KiB')
  elif [[ -n $terminated ]]; then verdict=([outcome]=cancelled [reason]='terminated before the agent gave a verdict')
  elif [[ -n $seen ]]; then verdict=([outcome]=failed [reason]="the agent stopped without a verdict: no heartbeat for $HEARTBEAT_STALE_SECONDS s")
  else verdict=([outcome]=failed [reason]='the agent never started: no heartbeat'); fi
  verdict[reason]=${verdict[reason]:-}
  verdict[reason]=${verdict[reason]//[[:cntrl:]]/ }
  say "agent: ${verdict[outcome]}${verdict[reason]:+ (${verdict[reason]})}"
}

# The work in progress, for when an eviction leaves no time: one commit on the base, to this attempt's salvage branch.
checkpoint() {
  abortable=1
  deadline=$((SECONDS + DELIVERY_TIMEOUT_SECONDS))
  if ! snapshot; then say "no checkpoint: $problem"
  elif [[ $staged != "$last_tree" ]]; then
    tried_salvage=1
    if make_commit '' skip && push "+$commit:refs/heads/$salvage_branch"; then
      last_tree=$staged salvage=$salvage_branch
      say "checkpoint ${commit:0:12} on $salvage_branch"
    else say "no checkpoint: $(redact "$problem")"; fi
  fi
  abortable='' commit=''
}

deliver() {
  local outcome=${verdict[outcome]} reason=${verdict[reason]} attempts=5
  # The remote has answered clone, and nobody else has the work: a remote that is away is waited for until the time is over.
  ((RETRY_SECONDS == 0)) || attempts=$DELIVERY_TIMEOUT_SECONDS
  [[ $outcome != failed ]] || outcome='agent-failed'
  if ! snapshot; then
    [[ $outcome != succeeded ]] || outcome=${wrecked:-push-failed}
    finish "$outcome" "${reason:+$reason; }$problem"
  fi
  reason+=${notes:+${reason:+; }$notes}
  files_changed=$(git diff-tree -r --no-renames --name-only -z "$BASE_COMMIT" "$staged" | tr -cd '\000' | wc -c)
  if [[ $staged == "$base_tree" ]]; then
    [[ $outcome != succeeded || -n $unfit ]] || outcome=no-change
    finish "${outcome/succeeded/push-failed}" "$reason"
  fi
  if [[ $outcome == succeeded && -z $unfit ]]; then
    make_commit succeeded || finish push-failed "${reason:+$reason; }$problem"
    if push "$commit:refs/heads/$GIT_BRANCH"; then
      if [[ -z $tried_salvage ]] || landed '' "refs/heads/$salvage_branch" || push ":refs/heads/$salvage_branch"; then salvage=''
      else say "the checkpoint stays on $salvage_branch: $problem"; fi
      finish delivered "$reason"
    fi
    reason+="${reason:+; }$problem"
  fi
  make_commit "${verdict[outcome]}" skip || finish "${outcome/succeeded/push-failed}" "${reason:+$reason; }$problem"
  if push "+$commit:refs/heads/$salvage_branch"; then salvage=$salvage_branch
  else
    reason+="${reason:+; }not salvaged: $problem"
    print_patch
    commit=''
  fi
  finish "${outcome/succeeded/push-failed}" "$reason"
}

# OUTCOME REASON
finish() {
  [[ $1 == delivered || ( -n $salvage && $1 != no-change ) ]] || leave_trace "$1"
  [[ $1 == delivered || -n $salvage ]] || commit=''
  say "$1${salvage:+, work on $salvage}${2:+: $(redact "$2")}"
  write_result "$1" "$2"
  rm -rf -- "$copy"
  case $1 in delivered | no-change) exit 0 ;; *) exit 1 ;; esac
}

# OUTCOME: pods and nodes go, git stays. An attempt without work leaves its trailers on a commit that changes nothing, so that nobody takes
# the task for one that was never tried.
leave_trace() {
  local attempts=5
  staged=$base_tree
  if make_commit "${1/agent-failed/failed}" skip empty && push "+$commit:refs/heads/$salvage_branch"; then salvage=''
  else say "git has no trace of this attempt: $(redact "$problem")"; fi
  commit=''
}

# The remote takes the work on no branch, so the log is the only place that outlives the pod.
print_patch() {
  local file=$COURIER_DIR/patch size line
  timeout 60 git diff --binary --no-ext-diff --no-textconv "$BASE_COMMIT" "$commit" | gzip -9 | base64 -w 8000 >"$file"
  size=$(stat -c %s -- "$file")
  if ((size > 1048576)); then say "the work is not in this log: it would take $size bytes, 1048576 is the limit"
  else
    say "the work follows as a patch; to have it back, on $BASE_COMMIT, from a transcript or kubectl logs --container courier:"
    say "sed -n 's/^\\([^ ]* courier \\)\\{0,1\\}::speckit-async::patch //p' LOG | base64 -d | gunzip | git apply --index --binary"
    while IFS= read -r line || [[ -n $line ]]; do printf '::speckit-async::patch %s\n' "$line"; done <"$file"
    say 'end of the patch'
  fi
  rm -f -- "$file"
}

# ---------------------------------------------------------------- courier: from the tree to a git tree

# Copies the work tree and turns the copy into a git tree: its hash in $staged, what was kept out in $notes, why it may go to the salvage
# branch only in $unfit. Fails with $problem; $wrecked then says that the agent destroyed the tree.
snapshot() {
  problem='' notes='' unfit='' wrecked='' staged='' left_out=()
  local -x GIT_WORK_TREE=$copy GIT_INDEX_FILE=$COURIER_DIR/index
  unreadable=()
  copy_tree && add_all && keep_base_entries
}

# Only tar opens the agent's files, and tar goes down by directory handles without following links, also when the tree changes under it.
copy_tree() {
  local path exclude=()
  { rm -rf -- "$copy" "$GIT_INDEX_FILE" && mkdir -p "$copy"; } || { problem="cannot write to $COURIER_DIR"; return 1; }
  wrecked='agent-failed' problem='the work tree is no directory any more'
  [[ ! -L $tree ]] && cd -P -- "$tree" 2>/dev/null || return 1
  [[ $(pwd -P) == "$(cd -P -- "$WORK_DIR" && pwd -P)/repo" ]] || { cd /; return 1; }
  wrecked=''
  while IFS= read -r -d '' path; do exclude+=("--exclude=./$path"); done < <(gitlinks)
  mapfile -d '' -t unreadable < <(find . -iname .git -prune -o \
    \( -type d \( ! -readable -o ! -executable \) -prune -printf '%P/\0' \) -o \( -type f ! -readable -printf '%P\0' \) 2>/dev/null)
  # shellcheck disable=SC2016 # the inner shell expands
  run bash -c 'set -o pipefail; copy=$1; shift; tar --create "$@" . | tar --extract --directory="$copy"' - "$copy" \
    --sparse --mode=u+rwX --ignore-failed-read --ignore-case --exclude=.git --no-ignore-case --anchored --no-wildcards "${exclude[@]}"
  local code=$?
  cd / || return 1
  ((code <= 1)) || { problem="cannot copy the work tree: $(brief)"; return 1; }   # 1: a file changed while it was read
  if [[ -z $(ls -A -- "$copy") && $base_tree != "$(git hash-object -t tree /dev/null)" ]]; then
    wrecked='agent-failed' problem='the work tree is empty'
    return 1
  fi
}
gitlinks() { git ls-tree -r -z "$BASE_COMMIT" | grep -z '^160000 ' | cut -z -f2-; }

# The copy's content over the base's index, as `git add --all` sees it: ignore rules, line endings, modes. Content that git cannot take in
# that way (an attribute asks for an unknown encoding) is taken as it is, for salvage.
add_all() {
  local rest refused
  run git read-tree "$BASE_COMMIT" || { problem="cannot read the base: $(brief)"; return 1; }
  run git -C "$copy" add --all --ignore-errors -- . && return
  # Names that git refuses everywhere (git~1, a link named .gitmodules …) are left out.
  rest=$(printf '%s\n' "$out" | sed -E "/^(error: (invalid path|unable to add) '.*|(hint|warning): .*|)$/d")
  if [[ -z $rest ]]; then
    mapfile -t refused < <(printf '%s\n' "$out" | sed -nE "s/^error: invalid path '(.*)'$/\1/p" | sort -u)
    note 'names that git refuses' "${refused[@]}"
    return
  fi
  unfit=1 notes="git add: $(brief)"
  mkdir -p "$bare/info" && printf '* -text -eol -ident -filter !working-tree-encoding\n' >"$bare/info/attributes"
  run git read-tree "$BASE_COMMIT" && run git -C "$copy" add --all --ignore-errors -- .
  local code=$?
  rm -f -- "$bare/info/attributes"
  ((code <= 1)) || { problem="cannot add the work: $(brief)"; return 1; }
}

# Puts the base's version back wherever the agent's must not be pushed, then writes the tree. Submodule links never change; denied paths
# go to no ref; large-file pointers stay pointers; what is larger than a server takes, or could not be read, stays as it was; so does a file whose bytes are the base's own,
# though its attributes would now rewrite its line endings.
keep_base_entries() {
  local i path folded old_mode new_mode ids changes=() restore=() denied_names=() lfs_names=() large_names=() blind_names=()
  local -A denied=() parents=() lfs=() raw=() large=() blind=()
  list changes git diff-index --cached --raw --no-renames --no-abbrev -z "$BASE_COMMIT" || return 1
  find_denied && find_content_rules && find_blind_spots || return 1
  for ((i = 0; i < ${#changes[@]}; i += 2)); do
    path=${changes[i + 1]} old_mode=${changes[i]:1:6} new_mode=${changes[i]:8:6} ids=${changes[i]:15}
    folded=${path,,}
    if [[ $old_mode == 160000 || $new_mode == 160000 || ${raw["/$path"]:-none} == "${ids%% *}" ]]; then :
    elif [[ -n ${denied["/$path"]:-} ]] || [[ $new_mode == 120000 && -n ${parents["/$folded"]:-} ]]; then denied_names+=("$path")
    elif [[ -n ${lfs["/$path"]:-} ]] && { [[ $old_mode == 000000 ]] || git cat-file blob "${ids%% *}" | is_pointer; }; then lfs_names+=("$path")
    elif [[ -n ${large["/$path"]:-} ]]; then large_names+=("$path")
    elif is_blind "$path"; then [[ ${blind["/$path"]:-} == named ]] || blind_names+=("$path")
    else continue; fi
    restore+=("${old_mode/#000000/0} ${ids%% *}"$'\t'"$path")
  done
  if ((${#restore[@]})); then
    printf '%s\0' "${restore[@]}" | git update-index -z --index-info || { problem='cannot restore entries of the base'; return 1; }
  fi
  note 'not pushed (denied paths)' "${denied_names[@]}"
  note 'not pushed (large-file content without its pointer)' "${lfs_names[@]}"
  note "not pushed (larger than $FILE_MAX_MIB MiB)" "${large_names[@]}"
  note 'cannot read' "${blind_names[@]}"
  [[ ${#blind_names[@]} == 0 && ${#large_names[@]} == 0 ]] || unfit=1
  staged=$(git write-tree 2>&1) || { problem="cannot write the tree: $staged"; return 1; }
}

# ARRAY COMMAND…: the NUL-separated output of a command that must succeed.
list() {
  local -n into=$1
  "${@:2}" >"$COURIER_DIR/list" || { problem="${*:2:3} failed"; return 1; }
  # shellcheck disable=SC2034 # the caller reads it
  mapfile -d '' -t into <"$COURIER_DIR/list"
}

# Which changes are denied, by git's own globs, and where a link would stand in for a denied directory.
find_denied() {
  local glob specs=() names
  while IFS= read -r glob; do
    glob=${glob#./} glob=${glob#/}
    [[ -n $glob ]] || continue
    specs+=(":(top,glob,icase)$glob")
    glob=${glob,,}
    while [[ $glob == */* ]]; do glob=${glob%/*}; parents["/$glob"]=1; done
  done < <(printf '%s\n' "$DENY_PATHS")
  ((${#specs[@]})) || return 0
  list names git diff-index --cached --name-only --no-renames -z "$BASE_COMMIT" -- "${specs[@]}" || return 1
  for glob in "${names[@]}"; do denied["/$glob"]=1; done
}

# Of the changed regular files: which are too large, which are large-file content in a pointer's place, and what the bytes of each hash to
# without any conversion.
find_content_rules() {
  local i path id files=() ids=() sizes=() modified=() attributes=() hashes=()
  for ((i = 0; i < ${#changes[@]}; i += 2)); do
    path=${changes[i + 1]}
    [[ ${changes[i]:8:3} == 100 ]] || continue
    files+=("$path") id=${changes[i]#* * * } ids+=("${id%% *}")
    [[ ${changes[i]:1:6} != "${changes[i]:8:6}" || $path == *$'\n'* || $path == \"* ]] || modified+=("$path")
  done
  ((${#files[@]})) || return 0
  if ((FILE_MAX_MIB > 0)); then
    mapfile -t sizes < <(printf '%s\n' "${ids[@]}" | git cat-file --batch-check='%(objectsize)')
    for i in "${!files[@]}"; do ((${sizes[i]:-0} <= FILE_MAX_MIB * 1048576)) || large["/${files[i]}"]=1; done
  fi
  list attributes git -C "$copy" check-attr -z --stdin filter < <(printf '%s\0' "${files[@]}") || return 1
  for ((i = 0; i < ${#attributes[@]}; i += 3)); do
    path=${attributes[i]}
    [[ ${attributes[i + 2]} != lfs || ! -s $copy/$path ]] || is_pointer <"$copy/$path" || lfs["/$path"]=1
  done
  ((${#modified[@]})) || return 0
  mapfile -t hashes < <(printf '%s\n' "${modified[@]}" | git -C "$copy" hash-object --no-filters --stdin-paths)
  for i in "${!hashes[@]}"; do raw["/${modified[i]}"]=${hashes[i]}; done
}

is_pointer() { [[ $(head -c 34 | tr -d '\000') == 'version https://git-lfs.github.com' ]]; }

# Unreadable paths matter when the base has them or git would have added them.
find_blind_spots() {
  local path ignored=()
  ((${#unreadable[@]})) || return 0
  for path in "${unreadable[@]}"; do blind["/${path%/}"]=named; done
  mapfile -d '' -t ignored < <(printf '%s\0' "${unreadable[@]}" | git -C "$copy" check-ignore -z --stdin)
  for path in "${ignored[@]}"; do blind["/${path%/}"]=ignored; done
  for path in "${unreadable[@]}"; do [[ ${blind["/${path%/}"]} != named ]] || blind_names+=("$path"); done
}
is_blind() {
  local path=/$1
  ((${#blind[@]})) || return 1
  while [[ -n $path ]]; do [[ -z ${blind["$path"]:-} ]] || return 0; path=${path%/*}; done
  return 1
}

# LABEL NAME…: into the log (the first fifty) and into the reason (the first five).
note() {
  local label=$1 name shown=0 text=''
  shift
  (($#)) || return 0
  left_out+=("$@")
  for name in "$@"; do
    ((++shown <= 50)) || break
    say "$label: $name"
    ((shown > 5)) || text+="${text:+, }${name:0:120}"
  done
  (($# <= 5)) || text+=" and $(($# - 5)) more"
  notes+="${notes:+; }$label: $text"
}

# ---------------------------------------------------------------- courier: to the remote

# AGENT_OUTCOME (empty for a checkpoint) [skip [empty]]: one commit on the base. The trailers are ours, a paragraph of their own at the end;
# behind the number of Left-Out stand the first few names, and Usage is what the result says, both as JSON.
# What is no delivery asks build servers not to build it; the first line, because some read no further.
make_commit() {
  local trailers="Task: $TASK_ID${TASK_DIGEST:+$'\n'Task-Digest: $TASK_DIGEST}"$'\n'"Feature: $feature"$'\n'"Attempt: $TASK_ATTEMPT"$'\n'"Base-Commit: $BASE_COMMIT" used
  used=$(usage)
  trailers+=${1:+$'\n'Agent-Outcome: $1}$'\n'"Left-Out: ${#left_out[@]}"
  ((${#left_out[@]} == 0)) || trailers+=" $(left_out_names)"
  trailers+=${used:+$'\n'Usage: $used}${3:+$'\n'Files-Changed: 0}
  run git commit-tree -p "${parent:-$BASE_COMMIT}" -m "${2:+[skip ci] }$COMMIT_MESSAGE" -m "$trailers" "$staged" ||
    { problem="cannot commit: $(brief)"; return 1; }
  out=${out%$'\n'} commit=${out##*$'\n'}
}

# REFSPEC: until the remote has it. A refusal is final, a failure to get through is not.
push() {
  local id=${1%%:*} ref=${1#*:} code said
  with_retries push_once "$1"; code=$?
  ((code != 0)) || return 0
  said=$out
  ((code == 3)) || ! landed "${id#+}" "$ref" || return 0
  out=$said
  problem="cannot push to ${ref#refs/heads/}: $(brief)"
  return 1
}
push_once() {
  ((attempt == 1)) || ! landed "${id#+}" "$ref" || return 0
  remote push --porcelain --no-verify -- "$GIT_REPO" "$1" && return
  [[ $'\n'$out == *$'\n!\t'* ]] || return 1
  # A server that stumbles over its own disk or locks reports each ref as rejected, but it has decided nothing.
  ((attempt < 5)) && [[ $out =~ '(unpacker error)'|'(missing necessary objects)'|'(failed to update ref)'|'cannot lock ref' ]] && return 1
  return 3
}
# COMMIT REF: does the remote's ref stand at this commit (or, empty, is it gone)?
landed() {
  local id ref tip=''
  remote ls-remote -- "$GIT_REPO" "$2" || return 1
  while read -r id ref; do [[ $ref != "$2" ]] || tip=$id; done < <(printf '%s\n' "$out")
  [[ $tip == "$1" ]]
}

# ---------------------------------------------------------------- the door

case $role in
  clone | agent | courier) check_settings; "${role}_role" ;;
  credential) credential_role "${2:-}" ;;
  *) printf 'usage: entrypoint.sh clone|agent|courier\n' >&2; exit 2 ;;
esac
