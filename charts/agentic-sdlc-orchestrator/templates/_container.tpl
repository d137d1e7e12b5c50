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

{{/* Who the processes of a pod are. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.podSecurity" -}}
securityContext:
  runAsNonRoot: true
  {{- with .Values.pod.user }}
  runAsUser: {{ int64 . }}
  {{- end }}
  {{- with .Values.pod.group }}
  runAsGroup: {{ int64 . }}
  fsGroup: {{ int64 . }}
  {{- end }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Where a pod runs, and how it gets its image. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.placement" -}}
{{- with .Values.pod }}
{{- if not .hostUsers }}
hostUsers: false
{{- end }}
{{- range $key := list "runtimeClassName" "priorityClassName" }}
{{- with get $.Values.pod $key }}
{{ $key }}: {{ quote . }}
{{- end }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "imagePullSecrets" }}
{{- with get $.Values.pod $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
A pod of the release itself, with one container that plays a role of the program and holds no secret:
(dict "root" $ "role" role "account" name "deadline" seconds "env" YAML "volumes" YAML "mounts" YAML). Takes the place of a pod's spec.
*/}}
{{- define "agentic-sdlc-orchestrator.helperSpec" -}}
{{- $values := .root.Values -}}
restartPolicy: Never
serviceAccountName: {{ quote .account }}
automountServiceAccountToken: false
enableServiceLinks: false
shareProcessNamespace: false
activeDeadlineSeconds: {{ .deadline }}
terminationGracePeriodSeconds: 10
{{ include "agentic-sdlc-orchestrator.podSecurity" .root }}
{{- include "agentic-sdlc-orchestrator.placement" .root }}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
  {{- with .volumes }}
  {{- . | nindent 2 }}
  {{- end }}
containers:
  - name: {{ .role }}
    {{- include "agentic-sdlc-orchestrator.container" (dict "root" .root "role" .role "resources" $values.courier.resources "disk" $values.pod.disk.requestGiB) | nindent 4 }}
    env:
      - name: HOME
        value: /tmp
      - name: TMPDIR
        value: /tmp
      {{- with trim .env }}
      {{- nindent 6 . }}
      {{- end }}
    volumeMounts:
      - {name: tmp, mountPath: /tmp}
      {{- with .mounts }}
      {{- . | nindent 6 }}
      {{- end }}
{{- end }}
