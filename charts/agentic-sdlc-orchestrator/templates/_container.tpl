{{/* What the three containers have in common: (dict "root" $ "role" role "resources" … "disk" GiB). */}}
{{- define "agentic-sdlc-orchestrator.container" -}}
image: {{ include "agentic-sdlc-orchestrator.image" .root | quote }}
imagePullPolicy: {{ .root.Values.pod.image.pullPolicy }}
{{- with .root.Values.pod.command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
args: [{{ .role }}]
securityContext:
  runAsNonRoot: true
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
terminationMessagePath: /dev/termination-log
terminationMessagePolicy: File
resources:
  requests:
    {{- toYaml .resources.requests | nindent 4 }}
    ephemeral-storage: {{ printf "%dGi" (int64 .root.Values.pod.disk.requestGiB) }}
  limits:
    {{- toYaml .resources.limits | nindent 4 }}
    {{- /* Beyond the disk itself: the log and what the kubelet counts late. */}}
    ephemeral-storage: {{ printf "%dGi" (add (int64 .disk) 1) }}
{{- end }}
