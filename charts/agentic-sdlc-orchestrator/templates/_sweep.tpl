{{/* The clean-up job's pod, without kind and name. The token is mounted by hand, so that the volume has a name that a policy can know. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.sweepPod" -}}
metadata:
  labels:
    app.kubernetes.io/name: {{ include "agentic-sdlc-orchestrator.sweepName" . }}
    app.kubernetes.io/part-of: agentic-sdlc-orchestrator
  annotations:
    kubectl.kubernetes.io/default-container: sweep
spec:
  {{- $volumes := include "agentic-sdlc-orchestrator.sweepVolumes" . }}
  {{- $env := include "agentic-sdlc-orchestrator.sweepEnv" . }}
  {{- $mounts := "- {name: api-access, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}" }}
  {{- $pod := dict "root" . "role" "sweep" "account" .Values.sweep.serviceAccountName "deadline" 600 "env" $env "volumes" $volumes "mounts" $mounts }}
  {{- include "agentic-sdlc-orchestrator.helperSpec" $pod | nindent 2 }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.sweepEnv" -}}
- name: NAMESPACE
  value: {{ .Release.Namespace | quote }}
- name: SWEEP_KEEP_DAYS
  value: {{ int64 .Values.sweep.keepDays | quote }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.sweepVolumes" -}}
- name: api-access
  projected:
    defaultMode: 288
    sources:
      - serviceAccountToken: {expirationSeconds: 3600, path: token}
      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
      - downwardAPI: {items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]}
{{- end }}
