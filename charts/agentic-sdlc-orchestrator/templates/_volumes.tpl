{{/* Agent and courier share `signals` and the work tree (read-only for the courier); nothing else. Takes the root. */}}
{{- define "agentic-sdlc-orchestrator.volumes" -}}
{{- $disk := .Values.pod.disk -}}
{{- $agentDisk := printf "%dGi" (int64 $disk.agentGiB) -}}
{{- $courierDisk := printf "%dGi" (int64 $disk.courierGiB) -}}
- name: task
  downwardAPI:
    items:
      - path: prompt-base64
        fieldRef: {fieldPath: "metadata.annotations['speckit-async/prompt-base64']"}
      - path: stop
        fieldRef: {fieldPath: "metadata.annotations['speckit-async/stop']"}
- name: task-stop
  downwardAPI:
    items:
      - path: stop
        fieldRef: {fieldPath: "metadata.annotations['speckit-async/stop']"}
- name: workspace
  emptyDir: {sizeLimit: {{ $agentDisk }}}
- name: signals
  emptyDir: {sizeLimit: 1Mi}
- name: agent-home
  emptyDir: {sizeLimit: {{ $agentDisk }}}
- name: agent-tmp
  emptyDir: {sizeLimit: {{ $agentDisk }}}
- name: courier
  emptyDir: {sizeLimit: {{ $courierDisk }}}
- name: courier-home
  emptyDir: {sizeLimit: {{ $courierDisk }}}
{{- /* In memory: courier goes on there when its own volume is full. */}}
- name: courier-tmp
  emptyDir: {medium: Memory, sizeLimit: 256Mi}
{{- with include "agentic-sdlc-orchestrator.caBundle" . }}
- name: ca-bundle
  {{- nindent 2 . }}
{{- end }}
{{- if .Values.agent.config }}
- name: agent-config
  configMap: {name: {{ include "agentic-sdlc-orchestrator.agentConfigName" . }}}
{{- end }}
{{- with .Values.git }}
{{- /* Mode 0440: root owns the files, the roles read them as the pod's group, which also satisfies ssh. */}}
{{- if eq .auth "token" }}
- name: git-credentials
  secret:
    secretName: {{ quote .secretName }}
    defaultMode: 288
    items:
      - {key: {{ quote .token.secretKey }}, path: token}
{{- else if eq .auth "ssh" }}
- name: git-credentials
  secret:
    secretName: {{ quote .secretName }}
    defaultMode: 288
    items:
      - {key: {{ quote .ssh.secretKey }}, path: ssh-key}
      {{- if .ssh.knownHostsKey }}
      - {key: {{ quote .ssh.knownHostsKey }}, path: known_hosts}
      {{- end }}
{{- if not .ssh.knownHostsKey }}
- name: git-known-hosts
  configMap: {name: {{ include "agentic-sdlc-orchestrator.knownHostsName" $ }}}
{{- end }}
{{- else if and (eq .auth "workload-identity") (eq .workloadIdentity.provider "projected") }}
- name: git-identity
  projected:
    defaultMode: 288
    sources:
      - serviceAccountToken:
          audience: {{ quote .workloadIdentity.audience }}
          expirationSeconds: {{ int64 .workloadIdentity.expirationSeconds }}
          path: token
{{- end }}
{{- if .signing.secretKey }}
- name: git-signing
  secret:
    secretName: {{ quote .secretName }}
    defaultMode: 288
    items:
      - {key: {{ quote .signing.secretKey }}, path: key}
{{- end }}
{{- end }}
{{- with concat .Values.pod.extraVolumes .Values.courier.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.mounts.caBundle" -}}
{{- if include "agentic-sdlc-orchestrator.caBundle" . }}
- {name: ca-bundle, mountPath: /etc/ca-bundle, readOnly: true}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.mounts.agent" -}}
- {name: task, mountPath: /etc/task, readOnly: true}
- {name: workspace, mountPath: /workspace/repo, subPath: repo}
- {name: signals, mountPath: /signals}
- {name: agent-home, mountPath: /home/agent}
- {name: agent-tmp, mountPath: /tmp}
{{- include "agentic-sdlc-orchestrator.mounts.caBundle" . }}
{{- /* File by file, because the image keeps more in that directory. */}}
{{- range $file, $_ := .Values.agent.config }}
- {name: agent-config, mountPath: {{ printf "/etc/agent/%s" $file | quote }}, subPath: {{ quote $file }}, readOnly: true}
{{- end }}
{{- with .Values.pod.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What the two roles with the git credential share. */}}
{{- define "agentic-sdlc-orchestrator.mounts.git" -}}
- {name: courier, mountPath: /courier}
- {name: courier-home, mountPath: /home/courier}
- {name: courier-tmp, mountPath: /tmp}
{{- include "agentic-sdlc-orchestrator.mounts.caBundle" . }}
{{- with .Values.git }}
{{- if or (eq .auth "token") (eq .auth "ssh") }}
- {name: git-credentials, mountPath: /etc/git-credentials, readOnly: true}
{{- end }}
{{- if and (eq .auth "ssh") (not .ssh.knownHostsKey) }}
- {name: git-known-hosts, mountPath: /etc/git-known-hosts, readOnly: true}
{{- end }}
{{- if and (eq .auth "workload-identity") (eq .workloadIdentity.provider "projected") }}
- {name: git-identity, mountPath: /var/run/secrets/git-identity, readOnly: true}
{{- end }}
{{- end }}
{{- with .Values.courier.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.mounts.clone" -}}
- {name: workspace, mountPath: /workspace}
{{ include "agentic-sdlc-orchestrator.mounts.git" . }}
{{- end }}

{{- define "agentic-sdlc-orchestrator.mounts.courier" -}}
- {name: task-stop, mountPath: /etc/task, readOnly: true}
- {name: workspace, mountPath: /workspace/repo, subPath: repo, readOnly: true}
- {name: signals, mountPath: /signals}
{{- if .Values.git.signing.secretKey }}
- {name: git-signing, mountPath: /etc/git-signing, readOnly: true}
{{- end }}
{{ include "agentic-sdlc-orchestrator.mounts.git" . }}
{{- end }}
