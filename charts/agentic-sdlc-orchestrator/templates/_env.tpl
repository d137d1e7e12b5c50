{{/* The roles' variables (docker/README.md has the table). Every text goes through "literal". All take (dict "root" $ "task" task). */}}
{{- define "agentic-sdlc-orchestrator.env.common" -}}
- name: TASK_ID
  value: {{ include "agentic-sdlc-orchestrator.task.id" . | include "agentic-sdlc-orchestrator.literal" }}
- name: TASK_DIGEST
  value: {{ default "" .task.digest | quote }}
- name: TASK_ATTEMPT
  value: {{ include "agentic-sdlc-orchestrator.task.attempt" . | quote }}
- name: GIT_BRANCH
  value: {{ include "agentic-sdlc-orchestrator.task.branch" . | include "agentic-sdlc-orchestrator.literal" }}
- name: SPECIFY_FEATURE_DIRECTORY
  value: {{ include "agentic-sdlc-orchestrator.task.contextDir" . | include "agentic-sdlc-orchestrator.literal" }}
- name: WORK_DIR
  value: /workspace
{{- end }}

{{/* How every role, and what it starts, finds private authorities and the proxy. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.env.network" -}}
{{- with .Values.pod.proxy }}
{{- if or .http .https }}
{{- $direct := prepend (compact (list .noProxy)) "localhost,127.0.0.1,::1" | join "," }}
{{- range $name, $value := dict "HTTP_PROXY" .http "HTTPS_PROXY" .https "NO_PROXY" $direct }}
{{- if $value }}
{{- /* curl reads the lower-case names only, others the upper-case ones. */}}
- name: {{ $name }}
  value: {{ include "agentic-sdlc-orchestrator.literal" $value }}
- name: {{ lower $name }}
  value: {{ include "agentic-sdlc-orchestrator.literal" $value }}
{{- end }}
{{- end }}
- name: NODE_USE_ENV_PROXY
  value: "1"
{{- end }}
{{- end }}
{{- if include "agentic-sdlc-orchestrator.caBundle" . }}
{{- /* Node adds to the public authorities; the others take one file, which each role writes from the image's own and these. */}}
{{- range $name := list "CA_BUNDLE_FILE" "NODE_EXTRA_CA_CERTS" }}
- name: {{ $name }}
  value: /etc/ca-bundle/ca.crt
{{- end }}
{{- range $name := list "SSL_CERT_FILE" "GIT_SSL_CAINFO" "CURL_CA_BUNDLE" "REQUESTS_CA_BUNDLE" }}
- name: {{ $name }}
  value: /tmp/ca-certificates.crt
{{- end }}
{{- end }}
{{- end }}

{{/* What the two roles with the git credential share. */}}
{{- define "agentic-sdlc-orchestrator.env.git" -}}
- name: GIT_REPO
  value: {{ include "agentic-sdlc-orchestrator.task.repo" . | include "agentic-sdlc-orchestrator.literal" }}
- name: BASE_COMMIT
  value: {{ default "" .task.baseCommit | include "agentic-sdlc-orchestrator.literal" }}
- name: COURIER_DIR
  value: /courier
- name: RESULT_FILE
  value: /dev/termination-log
- name: HOME
  value: /home/courier
- name: TMPDIR
  value: /tmp
{{- with .root.Values.git }}
{{- if has .auth (list "token" "ssh") }}
- name: GIT_CREDENTIAL_SOURCE
  value: {{ printf "%s in the secret %s" (get . .auth).secretKey .secretName | include "agentic-sdlc-orchestrator.literal" }}
{{- end }}
{{- if eq .auth "token" }}
- name: GIT_TOKEN_FILE
  value: /etc/git-credentials/token
- name: GIT_USERNAME
  value: {{ include "agentic-sdlc-orchestrator.literal" .username }}
{{- else if eq .auth "ssh" }}
- name: SSH_KEY_FILE
  value: /etc/git-credentials/ssh-key
- name: SSH_KNOWN_HOSTS_FILE
  value: {{ if .ssh.knownHostsKey }}/etc/git-credentials/known_hosts{{ else }}/etc/git-known-hosts/known_hosts{{ end }}
{{- else if eq .auth "workload-identity" }}
- name: GIT_CREDENTIAL_COMMAND
  value: {{ include "agentic-sdlc-orchestrator.literal" .workloadIdentity.command }}
- name: GIT_USERNAME
  value: {{ include "agentic-sdlc-orchestrator.literal" .username }}
{{- if eq .workloadIdentity.provider "projected" }}
- name: IDENTITY_TOKEN_FILE
  value: /var/run/secrets/git-identity/token
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.env.clone" -}}
{{ include "agentic-sdlc-orchestrator.env.common" . }}
{{ include "agentic-sdlc-orchestrator.env.git" . }}
{{- include "agentic-sdlc-orchestrator.env.network" .root }}
{{- with .root.Values }}
- name: CLONE_TIMEOUT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.clone | quote }}
- name: CLONE_DEPTH
  value: {{ int64 .git.cloneDepth | quote }}
{{- if .clone.submodules }}
- name: CLONE_SUBMODULES
  value: "true"
{{- end }}
{{- with .courier.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.env.courier" -}}
{{ include "agentic-sdlc-orchestrator.env.common" . }}
{{ include "agentic-sdlc-orchestrator.env.git" . }}
{{- include "agentic-sdlc-orchestrator.env.network" .root }}
- name: COMMIT_MESSAGE
  value: {{ include "agentic-sdlc-orchestrator.task.commitMessage" . | include "agentic-sdlc-orchestrator.literal" }}
- name: SIGNAL_DIR
  value: /signals
{{- with .root.Values }}
- name: GIT_AUTHOR_NAME
  value: {{ include "agentic-sdlc-orchestrator.literal" .git.authorName }}
- name: GIT_AUTHOR_EMAIL
  value: {{ include "agentic-sdlc-orchestrator.literal" .git.authorEmail }}
{{- if .git.signing.secretKey }}
- name: GIT_SIGNING_KEY_FILE
  value: /etc/git-signing/key
{{- end }}
- name: DENY_PATHS
  value: {{ join "\n" .delivery.denyPaths | include "agentic-sdlc-orchestrator.literal" }}
- name: FILE_MAX_MIB
  value: {{ int64 .delivery.maxFileMiB | quote }}
- name: STOP_FILE
  value: /etc/task/stop
- name: AGENT_TIMEOUT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.agent | quote }}
- name: TERMINATION_GRACE_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.termination | quote }}
- name: DELIVERY_TIMEOUT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.delivery | quote }}
- name: AGENT_KILL_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.agentKill | quote }}
- name: CHECKPOINT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.checkpoint | quote }}
- name: HEARTBEAT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.heartbeat | quote }}
- name: HEARTBEAT_STALE_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.heartbeatStale | quote }}
{{- with .courier.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{/* Variables that only the agent's command needs: their names are what AGENT_ENV lists. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.env.agentCommand" -}}
{{- include "agentic-sdlc-orchestrator.env.network" . }}
{{- with .Values.model }}
{{- range $name, $value := dict "MODEL_PROVIDER" .provider "MODEL_NAME" .name "MODEL_SMALL_NAME" .smallName "MODEL_BASE_URL" .baseUrl "MODEL_PRICE" .price }}
{{- if $value }}
- name: {{ $name }}
  value: {{ include "agentic-sdlc-orchestrator.literal" $value }}
{{- end }}
{{- end }}
{{- range $name, $value := dict "MODEL_CONTEXT_TOKENS" .contextTokens "MODEL_OUTPUT_TOKENS" .outputTokens "MODEL_HEADER_TIMEOUT_MS" .headerTimeoutMs "MODEL_CHUNK_TIMEOUT_MS" .chunkTimeoutMs "MODEL_MAX_WAIT_SECONDS" .maxWaitSeconds }}
{{- if $value }}
- name: {{ $name }}
  value: {{ int64 $value | quote }}
{{- end }}
{{- end }}
{{- if or .keyVariable (eq (len .keys) 1) }}
- name: MODEL_KEY_VARIABLE
  value: {{ default (first (concat .keys (list dict))).env .keyVariable | quote }}
{{- end }}
{{- $secret := .secretName }}
{{- range .keys }}
- name: {{ .env }}
  valueFrom: {secretKeyRef: {name: {{ quote $secret }}, key: {{ quote .secretKey }}}}
{{- end }}
{{- end }}
{{- with .Values.agent.serverPassword }}
{{- if .enabled }}
- name: OPENCODE_SERVER_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ quote $.Values.model.secretName }}, key: {{ quote .secretKey }}}}
{{- end }}
{{- end }}
{{- with .Values.pod.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.env.agent" -}}
{{ include "agentic-sdlc-orchestrator.env.common" . }}
- name: SIGNAL_DIR
  value: /signals
- name: PROMPT_FILE
  value: /etc/task/prompt-base64
- name: STOP_FILE
  value: /etc/task/stop
- name: AGENT_HOME
  value: /home/agent
- name: AGENT_TMP
  value: /tmp
- name: HOME
  value: /home/agent
- name: TMPDIR
  value: /tmp
{{- with .root.Values }}
{{- if .agent.command }}
- name: AGENT_COMMAND
  value: {{ include "agentic-sdlc-orchestrator.literal" .agent.command }}
{{- end }}
- name: AGENT_TIMEOUT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.agent | quote }}
- name: AGENT_KILL_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.agentKill | quote }}
- name: FIRST_OUTPUT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.firstOutput | quote }}
- name: HEARTBEAT_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.heartbeat | quote }}
- name: HEARTBEAT_STALE_SECONDS
  value: {{ include "agentic-sdlc-orchestrator.seconds" .timeouts.heartbeatStale | quote }}
- name: AGENT_OUTPUT_LINES
  value: {{ int64 .agent.outputLines | quote }}
- name: LOG_MAX_BYTES
  value: {{ int64 .agent.logMaxBytes | quote }}
- name: LINE_MAX_BYTES
  value: {{ int64 .agent.lineMaxBytes | quote }}
- name: DISK_BUDGET_BYTES
  value: {{ mul (int64 .pod.disk.agentGiB) 1073741824 | quote }}
{{- end }}
{{- range $name, $limit := dict "BUDGET_TOKENS" (include "agentic-sdlc-orchestrator.task.budgetTokens" .) "BUDGET_MICRO_USD" (include "agentic-sdlc-orchestrator.task.budgetMicroUsd" .) }}
{{- if ne $limit "0" }}
- name: {{ $name }}
  value: {{ quote $limit }}
{{- end }}
{{- end }}
{{- $ofCommand := include "agentic-sdlc-orchestrator.env.agentCommand" .root }}
{{- $names := list }}
{{- $secrets := list }}
{{- range (fromYamlArray $ofCommand) }}
{{- $names = append $names .name }}
{{- if dig "valueFrom" "secretKeyRef" "name" "" . }}
{{- $secrets = append $secrets .name }}
{{- end }}
{{- end }}
- name: AGENT_ENV
  value: {{ join " " $names | quote }}
{{- with $secrets }}
- name: AGENT_SECRETS
  value: {{ join " " . | quote }}
{{- end }}
{{- $ofCommand }}
{{- end }}
