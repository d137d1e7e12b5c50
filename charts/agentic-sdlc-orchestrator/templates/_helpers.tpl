{{/* Object names are fixed, because pods refer to them and pods know no release: one release per namespace. */}}
{{- define "agentic-sdlc-orchestrator.name" -}}agentic-sdlc-orchestrator{{- end }}
{{- define "agentic-sdlc-orchestrator.agentName" -}}speckit-async-agent{{- end }}
{{- define "agentic-sdlc-orchestrator.sweepName" -}}speckit-async-sweep{{- end }}
{{- define "agentic-sdlc-orchestrator.testName" -}}speckit-async-test{{- end }}
{{- define "agentic-sdlc-orchestrator.taskDefaultsName" -}}agentic-sdlc-orchestrator-task-defaults{{- end }}
{{- define "agentic-sdlc-orchestrator.agentConfigName" -}}agentic-sdlc-orchestrator-agent-config{{- end }}
{{- define "agentic-sdlc-orchestrator.knownHostsName" -}}agentic-sdlc-orchestrator-known-hosts{{- end }}

{{/* Policies are the cluster's, so the namespace tells releases apart. */}}
{{- define "agentic-sdlc-orchestrator.admissionName" -}}{{ include "agentic-sdlc-orchestrator.name" . }}-{{ .Release.Namespace }}{{- end }}

{{/* Labels of what the release installs; never of a pod. */}}
{{- define "agentic-sdlc-orchestrator.labels" -}}
app.kubernetes.io/name: {{ include "agentic-sdlc-orchestrator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/part-of: agentic-sdlc-orchestrator
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Any text as a literal value of a variable: quoted for YAML, and `$` doubled because Kubernetes expands $(NAME). */}}
{{- define "agentic-sdlc-orchestrator.literal" -}}
{{ toString . | replace "$" "$$" | quote }}
{{- end }}

{{/* A number from YAML as an integer's digits (helm holds it as a float), a text as it is. */}}
{{- define "agentic-sdlc-orchestrator.digits" -}}
{{ kindIs "string" . | ternary . (int64 .) }}
{{- end }}

{{/* A duration like 1h30m in seconds; 0 for what is none (requirements.yaml refuses that). */}}
{{- define "agentic-sdlc-orchestrator.seconds" -}}
{{- $text := toString . -}}
{{- $hours := regexFind "^[0-9]+h" $text | trimSuffix "h" -}}
{{- $minutes := regexFind "[0-9]+m" $text | trimSuffix "m" -}}
{{- $seconds := regexFind "[0-9]+s$" $text | trimSuffix "s" -}}
{{ add (mul (int64 $hours) 3600) (mul (int64 $minutes) 60) (int64 $seconds) }}
{{- end }}

{{/* All limits that follow each other in a pod's life, plus five minutes. */}}
{{- define "agentic-sdlc-orchestrator.leastDeadline" -}}
{{- $sum := 300 -}}
{{- range $name := list "image" "clone" "agent" "agentKill" "heartbeatStale" "delivery" "termination" -}}
{{- $sum = add $sum (include "agentic-sdlc-orchestrator.seconds" (get $.Values.timeouts $name)) -}}
{{- end -}}
{{ $sum }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.activeDeadlineSeconds" -}}
{{- if .Values.timeouts.activeDeadline -}}
{{ include "agentic-sdlc-orchestrator.seconds" .Values.timeouts.activeDeadline }}
{{- else -}}
{{ include "agentic-sdlc-orchestrator.leastDeadline" . }}
{{- end -}}
{{- end }}

{{- define "agentic-sdlc-orchestrator.image" -}}
{{- with .Values.pod.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag }}{{ end -}}
{{- end -}}
{{- end }}

{{/* The source of the certificates as a volume's, or nothing. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.caBundle" -}}
{{- with .Values.pod.caBundle -}}
{{- if .configMap -}}
configMap: {name: {{ quote .configMap }}, items: [{key: {{ quote .key }}, path: ca.crt}]}
{{- else if .secret -}}
secret: {secretName: {{ quote .secret }}, items: [{key: {{ quote .key }}, path: ca.crt}]}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The account a pod runs under; none of them has permissions or gives the pod an API token. */}}
{{- define "agentic-sdlc-orchestrator.podServiceAccount" -}}
{{- if eq .Values.git.auth "workload-identity" }}{{ .Values.serviceAccount.name }}{{ else }}{{ .Values.serviceAccount.agentName }}{{ end -}}
{{- end }}

{{/* v1 but where the cluster says that it has nothing newer than v1beta1; without a cluster it says nothing. */}}
{{- define "agentic-sdlc-orchestrator.externalSecretVersion" -}}
{{- $has := .Capabilities.APIVersions -}}
{{- if .Values.externalSecret.apiVersion -}}
{{ .Values.externalSecret.apiVersion }}
{{- else if and ($has.Has "external-secrets.io/v1beta1") (not ($has.Has "external-secrets.io/v1")) -}}
external-secrets.io/v1beta1
{{- else -}}
external-secrets.io/v1
{{- end -}}
{{- end }}
