{{/* What a task says about itself, with the release's defaults. All take (dict "root" $ "task" task). */}}
{{- define "agentic-sdlc-orchestrator.task.id" -}}{{ include "agentic-sdlc-orchestrator.digits" .task.id }}{{- end }}
{{- define "agentic-sdlc-orchestrator.task.attempt" -}}{{ int64 (default 1 .task.attempt) }}{{- end }}

{{/* A task's text by its key: plain, or base64 in `base64`, because helm cannot check values with control characters against a schema. */}}
{{- define "agentic-sdlc-orchestrator.task.text" -}}
{{- $encoded := get (default dict .task.base64) .key -}}
{{- if $encoded }}{{ b64dec $encoded }}{{ else }}{{ default "" (get .task .key) }}{{ end -}}
{{- end }}

{{- define "agentic-sdlc-orchestrator.task.repo" -}}
{{ include "agentic-sdlc-orchestrator.task.text" (dict "task" .task "key" "repo") | default .root.Values.task.defaultRepo }}
{{- end }}
{{- define "agentic-sdlc-orchestrator.task.branch" -}}
{{ include "agentic-sdlc-orchestrator.task.text" (dict "task" .task "key" "branch") | default .root.Values.task.defaultBranch }}
{{- end }}
{{- define "agentic-sdlc-orchestrator.task.contextDir" -}}
{{ include "agentic-sdlc-orchestrator.task.text" (dict "task" .task "key" "contextDir") | trimSuffix "/" }}
{{- end }}
{{- define "agentic-sdlc-orchestrator.task.commitMessage" -}}
{{ include "agentic-sdlc-orchestrator.task.text" (dict "task" .task "key" "commitMessage") | default (include "agentic-sdlc-orchestrator.task.id" .) }}
{{- end }}

{{/* A name that no other repository, feature or attempt has, for tasks that come without one. */}}
{{- define "agentic-sdlc-orchestrator.task.name" -}}
{{- if .task.name -}}
{{ .task.name }}
{{- else -}}
{{- $id := include "agentic-sdlc-orchestrator.task.id" . -}}
{{- $attempt := include "agentic-sdlc-orchestrator.task.attempt" . -}}
{{- $what := printf "%s\n%s\n%s" (include "agentic-sdlc-orchestrator.task.repo" .) (include "agentic-sdlc-orchestrator.task.contextDir" .) $id -}}
agent-{{ lower $id | replace "_" "-" | trunc 30 | trimAll "-" }}-{{ sha256sum $what | trunc 10 }}{{ if ne $attempt "1" }}-{{ $attempt }}{{ end }}
{{- end -}}
{{- end }}

{{- define "agentic-sdlc-orchestrator.task.repositoryHash" -}}
{{ default (sha256sum (include "agentic-sdlc-orchestrator.task.repo" .) | trunc 10) .task.repositoryHash }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.task.featureLabel" -}}
{{- $feature := regexReplaceAll "(^|/)specs/([^/]+)$" (include "agentic-sdlc-orchestrator.task.contextDir" .) "${1}${2}" -}}
{{- if .task.featureLabel -}}
{{ .task.featureLabel }}
{{- else if regexMatch "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$" $feature -}}
{{ $feature }}
{{- else -}}
{{ sha256sum $feature | trunc 10 }}
{{- end -}}
{{- end }}

{{/* The tighter of two limits; 0 is none. Takes (dict "release" number "task" number). */}}
{{- define "agentic-sdlc-orchestrator.tighter" -}}
{{- $limits := without (list (int64 .release) (int64 .task)) (int64 0) -}}
{{- if eq (len $limits) 2 }}{{ min .release .task }}{{ else }}{{ default 0 (first $limits) }}{{ end -}}
{{- end }}
{{- define "agentic-sdlc-orchestrator.task.budgetTokens" -}}
{{ include "agentic-sdlc-orchestrator.tighter" (dict "release" (int64 .root.Values.budget.tokens) "task" (int64 (default 0 .task.budgetTokens))) }}
{{- end }}
{{- define "agentic-sdlc-orchestrator.task.budgetMicroUsd" -}}
{{- $millionths := dict "release" (round (mulf (float64 .root.Values.budget.usd) 1000000) 0 | int64) "task" (round (mulf (float64 (default 0 .task.budgetUsd)) 1000000) 0 | int64) -}}
{{ include "agentic-sdlc-orchestrator.tighter" $millionths }}
{{- end }}

{{/* The prompt of a task that is rendered by hand, so that no agent ever starts without one. */}}
{{- define "agentic-sdlc-orchestrator.task.promptBase64" -}}
{{- if .task.promptBase64 -}}
{{ .task.promptBase64 }}
{{- else -}}
{{- printf "Do task %s of %s/tasks.md. Read spec.md and plan.md beside it first. Change only what the task asks for and check your work. Do not edit tasks.md, do not commit and do not push: that is done for you.\n" (include "agentic-sdlc-orchestrator.task.id" .) (include "agentic-sdlc-orchestrator.task.contextDir" .) | b64enc -}}
{{- end -}}
{{- end }}
