{{/* The pod of `helm test`, without kind and name: no secret, the agents' network. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.testPod" -}}
metadata:
  labels:
    app.kubernetes.io/name: {{ include "agentic-sdlc-orchestrator.testName" . }}
    app.kubernetes.io/part-of: agentic-sdlc-orchestrator
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  {{- $volume := include "agentic-sdlc-orchestrator.caBundle" . }}
  {{- $volumes := ternary (printf "- name: ca-bundle\n  %s" $volume) "" (ne $volume "") }}
  {{- $env := include "agentic-sdlc-orchestrator.testEnv" . }}
  {{- $mounts := include "agentic-sdlc-orchestrator.mounts.caBundle" . | trim }}
  {{- $pod := dict "root" . "role" "test" "account" .Values.serviceAccount.agentName "deadline" 300 "env" $env "volumes" $volumes "mounts" $mounts }}
  {{- include "agentic-sdlc-orchestrator.helperSpec" $pod | nindent 2 }}
{{- end }}

{{/* What the test reaches for: the git hosts at the port of their scheme, and the model's endpoint where it is known. */}}
{{- define "agentic-sdlc-orchestrator.testEnv" -}}
{{- $known := dict "anthropic" "https://api.anthropic.com" "openai" "https://api.openai.com" "google" "https://generativelanguage.googleapis.com" }}
{{- $_ := set $known "openrouter" "https://openrouter.ai" }}
{{- $scheme := eq .Values.git.auth "ssh" | ternary "ssh" "https" }}
{{- $addresses := list }}
{{- range .Values.git.hosts }}{{ $addresses = append $addresses (printf "%s://%s" $scheme .) }}{{ end }}
{{- with default (get $known .Values.model.provider) .Values.model.baseUrl }}{{ $addresses = append $addresses . }}{{ end }}
{{- with $addresses }}
- name: TEST_ADDRESSES
  value: {{ join " " . | include "agentic-sdlc-orchestrator.literal" }}
{{- end }}
{{- include "agentic-sdlc-orchestrator.env.network" . }}
{{- end }}
