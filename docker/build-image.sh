#!/usr/bin/env bash
# Builds Dockerfile.opencode with podman and proves the result: build-image.sh [IMAGE]
# Works as root on a Debian machine with the packages podman and debootstrap. Where the base image cannot be pulled, one is
# made by debootstrap from the package sources that apt uses here. Skips, with the reason, where podman cannot work.
#
# The program is compiled here where clang and dotnet are, else in the Dockerfile's own stage.
#
#   BASE_IMAGE      base to pull, by default the Dockerfile's own
#   NPMRC, CA_FILE  an .npmrc, by default none, and certificates, by default those that this machine trusts, for asking the npm registry
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

image=${1:-localhost/opencode-agent:build}
base=${BASE_IMAGE:-$(sed -n 's/^ARG BASE_IMAGE=//p' docker/Dockerfile.opencode)}
version=$(sed -n 's/^ARG OPENCODE_VERSION=//p' docker/Dockerfile.opencode | head -n 1)
uid=10001
work=$(mktemp -d)
trap 'rm -rf -- "$work" docker/published' EXIT

main() {
  ((EUID == 0)) || skip 'podman builds without a registry only as root here'
  command -v podman >/dev/null || skip 'there is no podman (Debian: apt-get install podman)'
  podman info >/dev/null 2>"$work/why" || skip "podman does not work: $(tail -n 1 "$work/why")"
  get_base
  build
  prove
  prove_roles
  podman image list --format '{{.Repository}}:{{.Tag}} {{.Size}}' "$image"
}

skip() {
  printf 'skipped: %s\n' "$1"
  exit 0
}

get_base() {
  podman image exists "$base" && return
  timeout 60 podman pull --quiet "$base" >/dev/null 2>"$work/why" && return
  printf 'no registry has %s: %s\n' "$base" "$(tail -n 1 "$work/why" | cut -c1-200)"
  base=localhost/debootstrap:$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  podman image exists "$base" && return
  command -v debootstrap >/dev/null || skip 'there is no debootstrap to make a base image with'
  local root=$work/root site
  # shellcheck disable=SC2016 # apt expands it
  site=$(apt-get indextargets --format '$(CREATED_BY) $(SITE)' | sed -n 's/^Packages //p' | head -n 1)
  debootstrap --variant=minbase "${base##*:}" "$root" "$site" >"$work/debootstrap.log" || { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
  rm -rf "$root"/etc/apt/sources.list "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  cp -r /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/auth.conf.d "$root/etc/apt/" 2>/dev/null || true   # not every machine has all three
  cp -rn /usr/share/keyrings /etc/apt/keyrings "$root/usr/share/" 2>/dev/null || true
  apt-config dump | grep -i '^Acquire::.*Proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true                      # nor a proxy
  tar --create --directory="$root" --one-file-system . | podman import --quiet - "$base" >/dev/null
}

build() {
  local program=compiled secrets=() certificates=${CA_FILE:-/etc/ssl/certs/ca-certificates.crt}
  [[ -z ${NPMRC:-} ]] || secrets+=(--secret "id=npmrc,src=$NPMRC")
  [[ ! -f $certificates ]] || secrets+=(--secret "id=certificates,src=$certificates")
  if command -v dotnet >/dev/null && command -v clang >/dev/null; then
    program=published
    publish
  fi
  # TARGETARCH is not given: podman or the base's dpkg tells it.
  podman build --isolation chroot --network host --file docker/Dockerfile.opencode --tag "$image" "${secrets[@]}" \
    --build-arg "BASE_IMAGE=$base" --build-arg "PROGRAM=$program" --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || printf unknown)" .
}

publish() {
  dotnet publish src/SpecKitExtension --configuration Release --use-current-runtime --output "$work/program" --verbosity quiet \
    -p:PublishAot=true -p:PackAsTool=false -p:CopyOutputSymbolsToPublishDirectory=false -p:RestoreLockedMode=false -p:NuGetLockFilePath="$work/packages.lock.json" \
    >"$work/publish.log" || { cat "$work/publish.log" >&2; exit 1; }
  install -D "$work/program/dotnet-speckit-async" docker/published/dotnet-speckit-async
}

# What a pod relies on. `podman run` needs cgroups that build machines often lack, so the image runs in namespaces made by hand:
# read-only root, no capabilities, no network but its own loopback.
prove() {
  root=$(podman image mount "$image")
  trap 'podman image unmount "$image" >/dev/null; rm -rf -- "$work" docker/published' EXIT
  [[ $(podman image inspect --format '{{.Config.User}}' "$image") == "$uid:$uid" ]] || wrong 'the user is not 10001'
  [[ $(podman image inspect --format '{{index .Config.Entrypoint 0}}' "$image") == /usr/bin/tini ]] || wrong 'PID 1 is not tini'
  [[ -z $(find "$root/var/lib/apt/lists" "$root/var/cache/apt" "$root/root" -type f -size +4k) ]] || wrong 'package lists or caches are left'
  [[ ! -e $root/usr/bin/npm && ! -e $root/usr/bin/node ]] || wrong 'the build stage leaked into the image'
  [[ -z $(find "$root/etc/agent" -perm /022) && -z $(find "$root/etc/agent" ! -uid 0) ]] || wrong '/etc/agent can be changed'
  local user
  for user in "$uid:$uid" 12345:0; do
    [[ $(container "$user" id -u) == "${user%:*}" ]] || wrong "cannot run as $user"
    [[ $(container "$user" opencode --version) == "$version" ]] || wrong "OpenCode is not $version as $user"
    if container "$user" touch /touched 2>/dev/null; then wrong 'the root file system is not read-only'; fi
    prove_agent "$user"
  done
}

# The agent role with a scripted model and nobody else within reach: it must ask the model within ten seconds and do the work.
prove_agent() {
  command -v dotnet >/dev/null || { printf 'not proven: a start without egress (the model simulator needs dotnet)\n'; return; }
  dotnet build --verbosity quiet tests/ModelSimulator >"$work/dotnet.log" || { cat "$work/dotnet.log" >&2; exit 1; }
  printf '%s\n' '{ "*": [ { "tools": [{ "name": "bash", "arguments": { "command": "id -u >made-by-agent; rg --version" } }] }, { "text": "Done." } ] }' >"$work/scripts.json"
  export -f container
  export root
  rm -f "$work/requests.jsonl"
  # shellcheck disable=SC2016 # expanded by the inner shells
  unshare --net --kill-child -- bash -euc '
    ip link set lo up
    dotnet tests/ModelSimulator/bin/Debug/net10.0/ModelSimulator.dll --port 8099 --scripts "$2/scripts.json" --log "$2/requests.jsonl" >"$2/listening" &
    model=$!
    until [[ -s $2/listening ]]; do sleep 0.1; done
    date +%s%3N >"$2/started"
    container "$1" env GIT_BRANCH=specs/001-x/task-001-async TASK_ID=T001 SPECIFY_FEATURE_DIRECTORY=specs/001-x PROMPT_FILE=/tmp/prompt \
      AGENT_ENV="MODEL_NAME MODEL_BASE_URL" MODEL_NAME=scripted MODEL_BASE_URL=http://127.0.0.1:8099/v1 bash -euc "
        git init --quiet /workspace/repo
        printf %s SGVsbG8= >/tmp/prompt
        /usr/bin/tini -- /usr/local/bin/dotnet-speckit-async pod agent
        cat /signals/agent-ended /workspace/repo/made-by-agent" && code=0 || code=$?
    kill "$model"
    exit "$code"' - "$1" "$work" >"$work/agent.log" 2>&1 || { cat "$work/agent.log" >&2; wrong "the agent role failed as $1"; }
  if ! grep -qx 'outcome=succeeded' "$work/agent.log" || ! grep -qx "${1%:*}" "$work/agent.log"; then
    cat "$work/agent.log" >&2
    wrong "the agent did not work as $1"
  fi
  local first waited
  first=$(date --date "$(sed -n '1s/^{"at":"\([^"]*\)".*/\1/p' "$work/requests.jsonl")" +%s%3N)
  waited=$((first - $(cat "$work/started")))
  printf 'as %s: first model request after %d ms, without egress\n' "$1" "$waited"
  ((waited < 10000)) || wrong 'the model was asked too late'
}

# The tests of the roles, run inside the image with its own git, bash and C library; a layer in memory keeps what they write.
prove_roles() {
  command -v dotnet >/dev/null || { printf 'not proven: the roles by their tests (they need dotnet)\n'; return; }
  dotnet build --verbosity quiet tests/EndToEnd >"$work/dotnet.log" || { cat "$work/dotnet.log" >&2; exit 1; }
  # shellcheck disable=SC2016 # expanded by the inner shells
  unshare --mount --pid --fork --kill-child -- bash -euc '
    lower=$1 source=$2 sdk=$3
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/upper /mnt/work /mnt/root
    root=/mnt/root
    mount -t overlay -o "lowerdir=$lower,upperdir=/mnt/upper,workdir=/mnt/work" overlay "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    for directory in "$source" "$sdk"; do
      mkdir -p "$root$directory"
      mount --rbind "$directory" "$root$directory"
    done
    exec chroot "$root" env -i PATH="$sdk:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/home/agent LANG=C.UTF-8 \
      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 SPECKIT_ASYNC_TEST_PROGRAM=/usr/local/bin/dotnet-speckit-async \
      dotnet test "$source/tests/EndToEnd/bin/Debug/net10.0/EndToEnd.dll" --filter FullyQualifiedName~EndToEnd.Entrypoint' \
    - "$root" "$PWD" "$(dirname "$(readlink -f "$(command -v dotnet)")")" >"$work/roles.log" 2>&1 || { cat "$work/roles.log" >&2; wrong 'the roles do not behave as their tests say'; }
  printf 'the roles, by their tests in the image: %s\n' "$(grep -E '^(Passed|Failed)! ' "$work/roles.log")"
}

# USER:GROUP COMMAND…: runs the command in the image as a hardened pod would.
container() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --mount --pid --fork --ipc --uts --kill-child -- bash -euc '
    root=$1 user=$2
    shift 2
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    for directory in tmp home/agent workspace signals; do mount -t tmpfs -o mode=1777 tmpfs "$root/$directory"; done
    exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
      env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/agent LANG=C.UTF-8 "$@"' - "$root" "$@"
}

wrong() {
  printf 'the image is wrong: %s\n' "$1" >&2
  exit 1
}

main
