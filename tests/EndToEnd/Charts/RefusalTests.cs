using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace EndToEnd.Charts;

/// <summary>Every refusal says what to set; the list has a case for every `fail` line of the chart.</summary>
public sealed class RefusalTests
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Answers = new(StringComparer.Ordinal);

    private static readonly string HugePrompt = Convert.ToBase64String(new byte[190_003]);

    public static TheoryData<string, string> Refusals =>
        new()
        {
            { "pod: {image: {repository: ''}}", "pod.image.repository must name the image" },
            { "pod: {image: {tag: ''}}", "pod.image.tag must name a version" },
            { "pod: {image: {tag: latest}}", "pod.image.tag must name a version" },
            { "commonLabels: {helm.sh/chart: a}", "commonLabels must not set helm.sh/chart" },
            { "pod: {disk: {agentGiB: 1, requestGiB: 3}}", "pod.disk.requestGiB is 3: it must not be more than one above" },
            {
                "budget: {usd: 2}\nmodel: {provider: openai-compatible, name: m, baseUrl: 'https://m'}",
                "budget.usd cannot be kept: nobody has said what the model costs. Set model.price"
            },
            { "timeouts: {agent: 2 days}", "timeouts.agent is \"2 days\": write a duration like 90s, 10m or 1h30m." },
            { "timeouts: {clone: ''}", "timeouts.clone is \"\": write a duration" },
            { "timeouts: {delivery: 08m}", "timeouts.delivery is \"08m\": write a duration" },
            { "timeouts: {agent: 0s}", "timeouts.agent must be longer than 0s" },
            {
                "timeouts: {activeDeadline: 2h}",
                "timeouts.activeDeadline is 2h: it would cut off a task that keeps all its limits; leave it empty or set at least 9495s."
            },
            { "timeouts: {heartbeatStale: 10s}", "timeouts.heartbeatStale must be at least three times timeouts.heartbeat" },
            { "git: {token: {secretKey: a}, ssh: {secretKey: b}}", "set git.auth to token or ssh" },
            { "git: {token: {secretKey: a}}", "set git.auth to token, or remove the key" },
            { "git: {ssh: {secretKey: a}}", "set git.auth to ssh, or remove the key" },
            { "git: {auth: token, secretName: '', token: {secretKey: a}}", "set git.secretName" },
            { "git: {auth: token}", "set git.token.secretKey" },
            { "git: {auth: ssh}", "set git.ssh.secretKey" },
            { "git: {auth: ssh, ssh: {secretKey: a}}", "set git.ssh.knownHosts" },
            { "git: {auth: ssh, ssh: {secretKey: a, knownHosts: b, knownHostsKey: c}}", "keep the one that is meant" },
            { "git: {auth: workload-identity}", "set git.workloadIdentity.command" },
            { "git: {auth: workload-identity, workloadIdentity: {command: a}}", "set git.workloadIdentity.audience" },
            { "git: {secretName: one}\nmodel: {secretName: one}", "must be two secrets" },
            { "serviceAccount: {agentName: agentic-sdlc-orchestrator}", "serviceAccount.name and serviceAccount.agentName must differ" },
            { "model: {provider: anthropic}", "set model.name" },
            { "model: {name: a-model}", "need model.provider" },
            { "model: {provider: anthropic, name: a-model}", "model.keys must say which key" },
            {
                "model: {provider: p, name: m, secretName: '', keys: [{env: A_KEY, secretKey: a}]}",
                "model.secretName must name the secret"
            },
            {
                "model: {provider: p, name: m, baseUrl: 'http://user:pw@model/v1'}",
                "model.baseUrl must be an http or https URL without user name or password"
            },
            { "model: {provider: openai-compatible, name: m}", "set model.baseUrl to the endpoint" },
            {
                "model: {provider: p, name: m, keyVariable: OTHER_KEY, keys: [{env: A_KEY, secretKey: a}]}",
                "model.keyVariable is OTHER_KEY: it must be the env of one of model.keys"
            },
            { "model: {provider: p, name: m, keys: [{env: AGENT_COMMAND, secretKey: a}]}", "model.keys must not set AGENT_COMMAND" },
            { "admission: {enabled: true}", "git.hosts must list the hosts that the git credential may be sent to" },
            {
                "admission: {enabled: true}\ngit: {hosts: [a], auth: workload-identity, workloadIdentity: {provider: eks, command: c}}",
                "use git.workloadIdentity.provider projected"
            },
            { "externalSecret: {enabled: true}", "externalSecret.secretStore.name must name the store" },
            { "externalSecret: {enabled: true, secretStore: {name: s}}", "externalSecret.data must list what to fetch" },
            {
                "externalSecret: {enabled: true, secretStore: {name: s}, data: [{secret: git, secretKey: git-token}]}",
                "the entry git-token names none"
            },
            {
                "git: {secretName: ''}\nexternalSecret: {enabled: true, secretStore: {name: s}, remoteRef: {key: k}, data: [{secret: git, secretKey: a}]}",
                "fills git.secretName: set it"
            },
            {
                "agent: {serverPassword: {enabled: true}}\nexternalSecret: {enabled: true, secretStore: {name: s}}",
                "the entry server-password names none"
            },
            { "pod: {labels: {app.kubernetes.io/instance: a}}", "pod.labels must not set app.kubernetes.io/instance" },
            {
                "pod: {annotations: {eks.amazonaws.com/skip-containers: a}}",
                "pod.annotations must not set eks.amazonaws.com/skip-containers"
            },
            { "pod: {caBundle: {configMap: a, secret: b}}", "keep the one that is meant" },
            { "pod: {caBundle: {secret: agentic-sdlc-orchestrator-git}}", "belongs to one side of the pod" },
            {
                "pod: {proxy: {https: 'http://a:1'}}\nmodel: {provider: p, name: m, keys: [{env: HTTPS_PROXY, secretKey: a}]}",
                "model.keys sets HTTPS_PROXY, which is set already"
            },
            {
                "pod: {proxy: {https: 'http://a:1'}, extraEnv: [{name: NO_PROXY, value: a}]}",
                "pod.extraEnv sets NO_PROXY, which is set already"
            },
            { "courier: {extraEnv: [{name: A, value: a}, {name: A, value: b}]}", "courier.extraEnv sets A, which is set already" },
            {
                "courier: {resources: {limits: {ephemeral-storage: 1Gi}}}",
                "courier.resources.limits must not set ephemeral-storage: set pod.disk"
            },
            { "pod: {extraVolumes: [{name: courier, emptyDir: {}}]}", "a volume courier exists already" },
            {
                "pod: {extraVolumes: [{name: a, emptyDir: {}}]}\ncourier: {extraVolumes: [{name: a, emptyDir: {}}]}",
                "a volume a exists already"
            },
            { "courier: {extraVolumes: [{name: a, hostPath: {path: /}}]}", "a is a hostPath" },
            {
                "pod: {extraVolumes: [{name: a, projected: {sources: [{serviceAccountToken: {path: a}}]}}]}",
                "would give the agent a service-account token"
            },
            { "pod: {extraVolumes: [{name: a, secret: {secretName: agentic-sdlc-orchestrator-git}}]}", "belongs to the other side" },
            {
                "courier: {extraVolumes: [{name: a, projected: {sources: [{secret: {name: agentic-sdlc-orchestrator-model}}]}}]}",
                "belongs to the other side"
            },
            { "pod: {extraVolumeMounts: [{name: git-credentials, mountPath: /a}]}", "git-credentials is not one of pod.extraVolumes" },
            { "pod: {extraEnv: [{name: AGENT_ENV, value: a}]}", "pod.extraEnv must not set AGENT_ENV" },
            { "courier: {extraEnv: [{name: DENY_PATHS, value: a}]}", "courier.extraEnv must not set DENY_PATHS" },
            { "courier: {extraEnv: [{name: GIT_SIGNING_KEY_FILE, value: a}]}", "courier.extraEnv must not set GIT_SIGNING_KEY_FILE" },
            { "git: {secretName: \"\", signing: {secretKey: a}}", "git.signing.secretKey is set: set git.secretName" },
            { "courier: {extraEnv: [{name: PATH, value: a}]}", "courier.extraEnv must not set PATH" },
            {
                "courier: {extraEnv: [{name: BASH_ENV, value: a}]}",
                "courier.extraEnv must not set BASH_ENV: it makes a program that holds the git credential load"
            },
            { "courier: {extraEnv: [{name: LD_PRELOAD, value: a}]}", "courier.extraEnv must not set LD_PRELOAD" },
            { "courier: {extraEnv: [{name: GIT_EXEC_PATH, value: a}]}", "courier.extraEnv must not set GIT_EXEC_PATH" },
            {
                "pod: {extraEnv: [{name: A, valueFrom: {secretKeyRef: {name: agentic-sdlc-orchestrator-git, key: a}}}]}",
                "belongs to the other side"
            },
            { "task: {id: T001}\n" + SampleTask.Yaml, "task.id and tasks are both set" },
            { Task("id", "'a b'"), "id must be 1 to 63 letters" },
            { Task("name", "agent-T012"), "name \"agent-T012\" must be 1 to 63 lower-case letters" },
            { SampleTask.Yaml + SampleTask.Item("T012"), "another task has the pod name agent-t012-abcdefghij already" },
            { Task("repo", "''"), "task T012: set its repo" },
            { Task("repo", "https://user:secret@git.example.com/a.git"), "repo must not carry a user name or password" },
            { Task("repo", "ssh://git:secret@git.example.com/a.git"), "repo must not carry a user name or password" },
            { Task("branch", "''"), "task T012: set its branch" },
            { Task("contextDir", "/specs/001"), "contextDir must be the feature directory relative to the repository's root" },
            { Task("contextDir", "specs/../.."), "contextDir must be the feature directory" },
            { Task("baseCommit", "main"), "baseCommit must be a full commit hash" },
            { "task: {id: T001, repo: r, branch: b, contextDir: c, featureLabel: 'a b'}", "featureLabel must be a label value" },
            { Task("repositoryHash", "'a b'"), "repositoryHash must be a label value" },
            { Task("promptBase64", HugePrompt), "the prompt has more than 190,000 bytes; shorten it" },
            { Task("promptBase64", "Do it."), "promptBase64 must be base64" },
            { Task("commitMessage", new string('a', 65_537)), "commitMessage has more than 65,536 bytes" },
            { Task("commitMessage", "\"a\\0b\""), "must not contain a zero byte" },
        };

    [Theory, MemberData(nameof(Refusals))]
    public void The_chart_refuses_with_a_sentence_that_says_what_to_set(string values, string sentence)
    {
        var error = RefusalOf(values);
        error.ShouldContain(sentence);
        error.ShouldContain("requirements.yaml");
        error.ShouldNotContain("secret@");
    }

    [Fact]
    public void Every_refusal_is_in_one_file_and_has_a_case_here()
    {
        var lines = Directory
            .EnumerateFiles(Path.Combine(ChartFiles.Chart, "templates"))
            .SelectMany(File.ReadLines, (file, line) => (File: Path.GetFileName(file), Line: line))
            .Where(item => Regex.IsMatch(item.Line, @"\{\{-? *(fail|required) "))
            .ToList();
        lines.ShouldAllBe(item => item.File == "requirements.yaml");
        var errors = Refusals.AsParallel().Select(row => RefusalOf((string)row.ToArray()[0])).ToList();
        lines
            .Select(item => Sentence(item.Line))
            .Where(sentence => !errors.Exists(error => Regex.IsMatch(error, sentence)))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pod: {image: {tga: '1'}}", "pod.image: Additional property tga is not allowed")]
    [InlineData("modle: {name: a}", "Additional property modle is not allowed")]
    [InlineData("git: {auth: password}", "git.auth")]
    [InlineData("pod: {user: 0}", "pod.user")]
    [InlineData("pod: {user: null}", "pod: user is required")]
    [InlineData("pod: {disk: {agentGiB: null}}", "agentGiB is required")]
    [InlineData("delivery: {maxFileMiB: null}", "maxFileMiB is required")]
    [InlineData("git: {cloneDepth: null}", "cloneDepth is required")]
    [InlineData("agent: {logMaxBytes: null}", "logMaxBytes is required")]
    [InlineData("networkPolicy: {dns: [{port: 53}]}", "Additional property port is not allowed")]
    [InlineData("pod: {resources: {limits: {memory: null}}}", "memory is required")]
    [InlineData("git: {hosts: [https://git.example.com/]}", "git.hosts.0")]
    [InlineData("pod: {proxy: {https: 'http://user:pw@proxy:1'}}", "pod.proxy.https")]
    [InlineData("extraObjects: [{kind: ConfigMap}]", "apiVersion is required")]
    [InlineData("tasks: [{id: T001}]", "promptBase64 is required")]
    public void A_mistake_in_values_is_refused_with_the_name_of_its_key(string values, string message) =>
        Helm.Template(values).Refusal().ShouldContain(message);

    private static string Task(string key, string yaml) => $"tasks:\n{SampleTask.Item("T012", (key, yaml))}\n";

    private static string RefusalOf(string values) => Answers.GetOrAdd(values, values => new(() => Helm.Template(values).Refusal())).Value;

    /// <summary>What the text of a `fail` line looks like once it is filled in.</summary>
    private static string Sentence(string line) =>
        Regex.Replace(Regex.Escape(Regex.Match(line, "fail (\\(printf )?\"(?<text>[^\"]+)\"").Groups["text"].Value), "%[sqd]", ".*");
}
