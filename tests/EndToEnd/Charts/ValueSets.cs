namespace EndToEnd.Charts;

/// <summary>One values document per feature of the chart; whatever must hold always is checked against each.</summary>
public static class ValueSets
{
    internal static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["defaults"] = "",
        ["a token"] = "git: {auth: token, token: {secretKey: git-token}}",
        ["an SSH key"] = "git: {auth: ssh, ssh: {secretKey: ssh-key, knownHosts: \"git.example.com ssh-ed25519 AAAA\"}}",
        ["an SSH key and known hosts of the secret"] = "git: {auth: ssh, ssh: {secretKey: ssh-key, knownHostsKey: known_hosts}}",
        ["submodules"] = "clone: {submodules: true}",
        ["signed commits"] = "git: {auth: token, token: {secretKey: git-token}, signing: {secretKey: signing-key}}",
        ["workload identity on EKS"] = "git: {auth: workload-identity, workloadIdentity: {provider: eks, command: git-token}}",
        ["workload identity on Azure"] = "git: {auth: workload-identity, workloadIdentity: {provider: azure, command: git-token}}",
        ["workload identity by a projected token"] =
            "git: {auth: workload-identity, workloadIdentity: {provider: projected, command: git-token, audience: git}}",
        ["a model"] = """
            model:
              provider: anthropic
              name: a-model
              keys: [{env: ANTHROPIC_API_KEY, secretKey: anthropic-api-key}]
            agent: {serverPassword: {enabled: true}, command: "scripted $(HOME)", config: {opencode.json: "{}"}}
            """,
        ["a policy"] = """
            git: {auth: token, token: {secretKey: git-token}, hosts: [git.example.com, "git.example.com:8443"]}
            admission: {enabled: true}
            sweep: {enabled: true}
            delivery: {denyPaths: [".github/**", "deploy/$env/**"]}
            """,
        ["a private authority and a proxy"] = """
            git: {auth: token, token: {secretKey: git-token}}
            pod:
              caBundle: {configMap: company-ca, key: bundle.pem}
              proxy: {http: "http://proxy.example.com:3128", https: "http://proxy.example.com:3128", noProxy: .svc}
            """,
        ["a private authority in a secret"] = "pod: {caBundle: {secret: company-ca}}",
        ["everything else"] = """
            git: {auth: token, token: {secretKey: git-token}}
            pod:
              image: {digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
              command: [/usr/bin/tini, --, /opt/entrypoint.sh]
              hostUsers: false
              runtimeClassName: gvisor
              priorityClassName: agents
              nodeSelector: {pool: agents}
              tolerations: [{key: agents, operator: Exists, effect: NoSchedule}]
              affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: arch, operator: In, values: [x64]}]}]}}}
              imagePullSecrets: [{name: registry}]
              labels: {cost-center: "42"}
              annotations: {example.com/team: albums}
              extraEnv: [{name: NUGET_PACKAGES, value: /cache/nuget}, {name: FEED_TOKEN, valueFrom: {secretKeyRef: {name: feed, key: token}}}]
              extraVolumes: [{name: cache, emptyDir: {}}]
              extraVolumeMounts: [{name: cache, mountPath: /cache}]
            courier:
              extraEnv: [{name: GIT_SSL_CAINFO, value: /etc/ca/ca.crt}]
              extraVolumes: [{name: ca, configMap: {name: company-ca}}]
              extraVolumeMounts: [{name: ca, mountPath: /etc/ca, readOnly: true}]
            namespace: {create: true, labels: {cost-center: "1"}}
            commonLabels: {cost-center: "42"}
            extraObjects:
              - {apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: "{{ .Release.Namespace }}"}}
            rbac: {subjects: [{kind: Group, name: developers, apiGroup: rbac.authorization.k8s.io}]}
            resourceQuota: {enabled: true}
            sweep: {enabled: true, keepDays: 30, schedule: "0 4 * * 0"}
            limitRange: {enabled: true}
            networkPolicy: {extraEgress: [{to: [{podSelector: {}}], ports: [{port: 8080}]}]}
            externalSecret:
              enabled: true
              secretStore: {name: store}
              remoteRef: {key: agents}
              data: [{secret: git, secretKey: git-token, remoteRef: {property: git-token, decodingStrategy: None}}]
            """,
    };

    public static TheoryData<string> Names => [.. All.Keys];

    internal static string Of(string name) => All[name];
}
