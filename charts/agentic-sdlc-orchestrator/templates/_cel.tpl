{{/* Any YAML value as a CEL literal. What is no text stands beside others only as dyn(). */}}
{{- define "agentic-sdlc-orchestrator.cel" -}}
{{- $parts := list }}
{{- if kindIs "map" . }}
{{- $texts := true }}
{{- range . }}{{ if not (kindIs "string" .) }}{{ $texts = false }}{{ end }}{{ end }}
{{- range $key, $value := . }}
{{- $literal := include "agentic-sdlc-orchestrator.cel" $value }}
{{- $parts = append $parts (printf "%s: %s" (toRawJson $key) (ternary $literal (printf "dyn(%s)" $literal) $texts)) }}
{{- end -}}
{ {{- join ", " $parts -}} }
{{- else if kindIs "slice" . }}
{{- $texts := true }}
{{- range . }}{{ if not (kindIs "string" .) }}{{ $texts = false }}{{ end }}{{ end }}
{{- range . }}
{{- $literal := include "agentic-sdlc-orchestrator.cel" . }}
{{- $parts = append $parts (ternary $literal (printf "dyn(%s)" $literal) $texts) }}
{{- end -}}
[{{ join ", " $parts }}]
{{- else -}}
{{ toRawJson . }}
{{- end -}}
{{- end }}

{{/* A list of texts, one a line. */}}
{{- define "agentic-sdlc-orchestrator.celTexts" -}}
[
{{- range . }}
  {{ toRawJson . }},
{{- end }}
]
{{- end }}

{{/* A map of any values, one a line. */}}
{{- define "agentic-sdlc-orchestrator.celAny" -}}
{
{{- range $key, $value := . }}
  {{ toRawJson $key }}: dyn({{ include "agentic-sdlc-orchestrator.cel" $value }}),
{{- end }}
}
{{- end }}

{{/* A map of texts or numbers, one a line. */}}
{{- define "agentic-sdlc-orchestrator.celMap" -}}
{
{{- range $key, $value := . }}
  {{ toRawJson $key }}: {{ toRawJson $value }},
{{- end }}
}
{{- end }}

{{/*
A constant that agents' pods and the release's other pods each have their own value of. Takes (dict "pods" pods "key" key "as" template):
pods is a list of (dict "containers" text "is" constants), the agents' first.
*/}}
{{- define "agentic-sdlc-orchestrator.celByPod" -}}
{{- $as := .as }}
{{- $key := .key }}
{{- range rest .pods -}}
variables.pod == {{ toRawJson .containers }} ? {{ include $as (get .is $key) }} :
{{ end }}
{{- include $as (get (first .pods).is $key) }}
{{- end }}

{{/* A list of volumes, one a line. */}}
{{- define "agentic-sdlc-orchestrator.celVolumes" -}}
[
{{- range . }}
  {{ include "agentic-sdlc-orchestrator.cel" . }},
{{- end }}
]
{{- end }}
