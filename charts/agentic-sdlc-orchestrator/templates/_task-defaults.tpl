{{/*
The values that shape a pod, as far as they differ from the chart's own (files/values.json, which a test keeps like values.yaml), as JSON.
A value that nobody has set is not published: a tool of another version has its own, and one that it does not know would only disturb it.
*/}}
{{- define "agentic-sdlc-orchestrator.taskDefaults" -}}
{{- $own := .Files.Get "files/values.json" | fromJson }}
{{- include "agentic-sdlc-orchestrator.difference" (dict "own" (include "agentic-sdlc-orchestrator.podValues" $own | fromJson) "set" (include "agentic-sdlc-orchestrator.podValues" .Values | fromJson)) }}
{{- end }}

{{/* The part of values that pods are rendered from, as JSON. */}}
{{- define "agentic-sdlc-orchestrator.podValues" -}}
{{- $values := pick . "agent" "budget" "clone" "courier" "delivery" "git" "model" "pod" "timeouts" }}
{{- /* Only the policy reads git.hosts. */}}
{{- $_ := set $values "git" (omit .git "hosts") }}
{{- $_ := set $values "serviceAccount" (pick .serviceAccount "name" "agentName") }}
{{- $_ := set $values "task" (pick .task "defaultRepo" "defaultBranch") }}
{{- toRawJson $values }}
{{- end }}

{{/* What `set` has and `own` has not, key by key; null where `set` lacks a key, which is how helm removes one. Lists are compared whole. */}}
{{- define "agentic-sdlc-orchestrator.difference" -}}
{{- $different := dict }}
{{- range $key, $value := .set }}
{{- $own := get $.own $key }}
{{- if and (kindIs "map" $value) (kindIs "map" $own) }}
{{- with include "agentic-sdlc-orchestrator.difference" (dict "own" $own "set" $value) | fromJson }}
{{- $_ := set $different $key . }}
{{- end }}
{{- else if or (not (hasKey $.own $key)) (ne (toJson $value) (toJson $own)) }}
{{- $_ := set $different $key $value }}
{{- end }}
{{- end }}
{{- range $key, $_ := .own }}
{{- if not (hasKey $.set $key) }}
{{- $_ := set $different $key nil }}
{{- end }}
{{- end }}
{{- toRawJson $different }}
{{- end }}
