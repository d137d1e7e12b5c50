{{/* What the API server fills in where a volume leaves it out. */}}
{{- define "agentic-sdlc-orchestrator.completeVolume" -}}
{{- $volume := deepCopy . }}
{{- range $kind := list "configMap" "secret" "projected" "downwardAPI" }}
{{- with get $volume $kind }}
{{- if not (hasKey . "defaultMode") }}{{ $_ := set . "defaultMode" 420 }}{{ end }}
{{- end }}
{{- end }}
{{- range $source := concat (list $volume) (dig "projected" "sources" list $volume) }}
{{- range (dig "downwardAPI" "items" list $source) }}
{{- with .fieldRef }}{{ $_ := set . "apiVersion" (default "v1" .apiVersion) }}{{ end }}
{{- end }}
{{- with get $source "serviceAccountToken" }}{{ $_ := set . "expirationSeconds" (default 3600 .expirationSeconds) }}{{ end }}
{{- end }}
{{- toYaml $volume }}
{{- end }}

{{/* Images that the release's pods may name. */}}
{{- define "agentic-sdlc-orchestrator.admissionImages" -}}
{{- $images := list }}
{{- with .Values.pod.image }}
{{- if .tag }}{{ $images = append $images (printf "%s:%s" .repository .tag) }}{{ end }}
{{- if .digest }}
{{- $images = list (printf "%s@%s" .repository .digest) }}
{{- if .tag }}{{ $images = append $images (printf "%s:%s@%s" .repository .tag .digest) }}{{ end }}
{{- end }}
{{- end }}
{{- toRawJson $images }}
{{- end }}

{{/* Variables that belong to a task, or that a project's settings may choose, and those with a number up to the release's. */}}
{{- define "agentic-sdlc-orchestrator.admissionFree" -}}
TASK_ID TASK_ATTEMPT TASK_DIGEST GIT_BRANCH SPECIFY_FEATURE_DIRECTORY GIT_REPO BASE_COMMIT COMMIT_MESSAGE GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
{{- " CLONE_DEPTH DENY_PATHS FILE_MAX_MIB CHECKPOINT_SECONDS FIRST_OUTPUT_SECONDS AGENT_COMMAND AGENT_OUTPUT_LINES" }}
{{- end }}
{{- define "agentic-sdlc-orchestrator.admissionBounded" -}}
AGENT_TIMEOUT_SECONDS AGENT_KILL_SECONDS CLONE_TIMEOUT_SECONDS DELIVERY_TIMEOUT_SECONDS HEARTBEAT_SECONDS HEARTBEAT_STALE_SECONDS
{{- " TERMINATION_GRACE_SECONDS LOG_MAX_BYTES LINE_MAX_BYTES DISK_BUDGET_BYTES BUDGET_TOKENS BUDGET_MICRO_USD" }}
{{- end }}

{{/* A variable with its fixed value as the policy writes it: (dict "container" name "variable" variable). */}}
{{- define "agentic-sdlc-orchestrator.admissionVariable" -}}
{{- $name := printf "%s %s" .container .variable.name }}
{{- with .variable.valueFrom }}
{{- if .secretKeyRef }}{{ printf "%s from secret %s/%s" $name .secretKeyRef.name .secretKeyRef.key }}
{{- else if .configMapKeyRef }}{{ printf "%s from configMap %s/%s" $name .configMapKeyRef.name .configMapKeyRef.key }}
{{- else if .fieldRef }}{{ printf "%s from field %s" $name .fieldRef.fieldPath }}
{{- else if .resourceFieldRef }}{{ printf "%s from resource %s" $name .resourceFieldRef.resource }}
{{- end }}
{{- else }}
{{- printf "%s=%s" $name (default "" .variable.value) }}
{{- end }}
{{- end }}

{{/* The constants for one kind of pod, read from one that the release renders, so that policy and pods cannot differ. Takes the pod; YAML. */}}
{{- define "agentic-sdlc-orchestrator.admissionConstants" -}}
{{- $free := splitList " " (include "agentic-sdlc-orchestrator.admissionFree" .) }}
{{- $bounded := splitList " " (include "agentic-sdlc-orchestrator.admissionBounded" .) }}
{{- $names := list }}
{{- $lines := list }}
{{- $numbers := dict }}
{{- $mounts := list }}
{{- $limits := dict }}
{{- $requests := dict }}
{{- range $container := concat (default list .spec.initContainers) .spec.containers }}
{{- range $container.env }}
{{- $name := printf "%s %s" $container.name .name }}
{{- if has .name $free }}
{{- $names = append $names $name }}
{{- else if has .name $bounded }}
{{- $_ := set $numbers $name (int64 .value) }}
{{- else }}
{{- $lines = append $lines (include "agentic-sdlc-orchestrator.admissionVariable" (dict "container" $container.name "variable" .)) }}
{{- end }}
{{- end }}
{{- range $container.volumeMounts }}
{{- $access := ternary "reads" "writes" (default false .readOnly) }}
{{- $part := default "" .subPath | printf "/%s" | trimSuffix "/" }}
{{- $mounts = append $mounts (printf "%s %s %s%s at %s" $container.name $access .name $part .mountPath) }}
{{- end }}
{{- range $resource, $quantity := $container.resources.limits }}
{{- $_ := set $limits (printf "%s %s" $container.name $resource) (toString $quantity) }}
{{- end }}
{{- range $resource, $quantity := $container.resources.requests }}
{{- if not (hasKey $container.resources.limits $resource) }}
{{- $_ := set $requests (printf "%s %s" $container.name $resource) (toString $quantity) }}
{{- end }}
{{- end }}
{{- end }}
{{- $scratch := list }}
{{- $volumes := list }}
{{- range .spec.volumes }}
{{- if hasKey . "emptyDir" }}
{{- $scratch = append $scratch .name }}
{{- else }}
{{- $volumes = append $volumes (include "agentic-sdlc-orchestrator.completeVolume" . | fromYaml) }}
{{- end }}
{{- end }}
{{- $settings := dict "dnsPolicy" "ClusterFirst" }}
{{- $chosen := list "serviceAccountName" "automountServiceAccountToken" "enableServiceLinks" "shareProcessNamespace" "restartPolicy" }}
{{- range $name := concat $chosen (list "hostUsers" "runtimeClassName" "priorityClassName") }}
{{- if hasKey $.spec $name }}{{ $_ := set $settings $name (get $.spec $name) }}{{ end }}
{{- end }}
{{- $labels := dict }}
{{- range $key, $value := .metadata.labels }}{{ if not (hasPrefix "speckit-async/" $key) }}{{ $_ := set $labels $key $value }}{{ end }}{{ end }}
{{- $annotations := dict }}
{{- range $key, $value := .metadata.annotations }}{{ if not (hasPrefix "speckit-async/" $key) }}{{ $_ := set $annotations $key $value }}{{ end }}{{ end }}
settings: {{ toJson $settings }}
podSecurity: {{ toJson .spec.securityContext }}
containerSecurity: {{ toJson (first .spec.containers).securityContext }}
labels: {{ toJson $labels }}
annotations: {{ toJson $annotations }}
scratch: {{ toJson $scratch }}
volumes: {{ toJson $volumes }}
mounts: {{ toJson $mounts }}
lines: {{ toJson $lines }}
names: {{ toJson $names }}
numbers: {{ toJson $numbers }}
limits: {{ toJson $limits }}
requests: {{ toJson $requests }}
times: {{ toJson (dict "activeDeadlineSeconds" (int64 .spec.activeDeadlineSeconds) "terminationGracePeriodSeconds" (int64 .spec.terminationGracePeriodSeconds)) }}
{{- end }}

{{/* The kinds of pods that the policy takes, agents first: (list (dict "containers" "INIT;CONTAINERS" "is" constants) …) as YAML under `pods`. */}}
{{- define "agentic-sdlc-orchestrator.admissionPods" -}}
{{- $task := dict "id" "T0" "attempt" 1 "branch" "b" "repo" "r" "contextDir" "c" "commitMessage" "m" "baseCommit" "" "promptBase64" "cA==" "digest" "0123456789abcdef" }}
{{- $agent := include "agentic-sdlc-orchestrator.podTemplate" (dict "root" . "task" $task) | fromYaml }}
{{- $is := include "agentic-sdlc-orchestrator.admissionConstants" $agent | fromYaml }}
{{- $_ := set $is "names" (uniq (append $is.names "agent AGENT_COMMAND")) }}
{{- /* Without a limit of the release's, a project may choose its own. */}}
{{- range $name := list "agent BUDGET_TOKENS" "agent BUDGET_MICRO_USD" }}
{{- if not (hasKey $is.numbers $name) }}{{ $_ := set $is "names" (append $is.names $name) }}{{ end }}
{{- end }}
pods:
  - {containers: "clone;agent,courier", is: {{ toJson $is }}}
  - {containers: ";test", is: {{ include "agentic-sdlc-orchestrator.testPod" . | fromYaml | include "agentic-sdlc-orchestrator.admissionConstants" | fromYaml | toJson }}}
  {{- if .Values.sweep.enabled }}
  {{- $sweep := include "agentic-sdlc-orchestrator.sweepPod" . | fromYaml }}
  - {containers: ";sweep", is: {{ include "agentic-sdlc-orchestrator.admissionConstants" $sweep | fromYaml | toJson }}}
  {{- end }}
{{- end }}
