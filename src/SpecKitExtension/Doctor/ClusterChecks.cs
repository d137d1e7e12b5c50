using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Doctor;

/// <summary>What is asked of helm, kubectl and the cluster.</summary>
/// <param name="tools">Starts helm and kubectl.</param>
/// <param name="address">The cluster and the namespace.</param>
/// <param name="api">The cluster's API.</param>
internal sealed class ClusterChecks(IToolRunner tools, ClusterAddress address, ClusterApi api)
{
    /// <summary>What the tool does in the namespace.</summary>
    private static readonly (string Verb, string Resource, string? Sub, bool Needed)[] Rights =
    [
        ("create", "pods", null, true),
        ("get", "pods", null, true),
        ("list", "pods", null, true),
        ("watch", "pods", null, true),
        ("delete", "pods", null, true),
        ("patch", "pods", null, false),
        ("get", "pods", "log", true),
        ("list", "events", null, false),
        ("watch", "events", null, false),
    ];

    /// <summary>A program is there.</summary>
    public Check Tool(string name, params IReadOnlyList<string> version) =>
        new(name, [], async ct => Finding.Ok($"{name} {(await tools.RunAsync(new(name, version), ct)).Text.Split('\n')[0]}"));

    /// <summary>The cluster answers, and is new enough.</summary>
    public Check Cluster() => new("cluster", [], async ct =>
        {
            var version = await api.RequireVersionAsync(ct);
            return Finding.Ok($"Kubernetes {version ?? "(its version is not visible to you)"} at {api.Place}");
        });

    /// <summary>The namespace is there.</summary>
    public Check Namespace() =>
        new("namespace", ["cluster"], async ct =>
            Finding.Ok(
                $"{address.Namespace}{(await api.RequireNamespaceAsync(ct) ? "" : " (whether it exists is not visible to you)")}{api.OtherNamespace}"
            )
        );

    /// <summary>The developer may do what the tool does.</summary>
    public Check Access() => new("access", ["namespace"], async ct =>
        {
            var asked = await Task.WhenAll(
                Rights.Select(async right => (Right: right, Yes: await CanAsync(right.Verb, right.Resource, right.Sub, null, ct)))
            );
            List<string> needed = [.. asked.Where(answer => !answer.Yes && answer.Right.Needed).Select(answer => Words(answer.Right))];
            List<string> useful = [.. asked.Where(answer => !answer.Yes && !answer.Right.Needed).Select(answer => Words(answer.Right))];
            const string Fix = "Ask the platform team for the release's developer role (rbac.subjects in its values).";
            return needed.Count > 0 ? Finding.Failed($"you may not {string.Join(", ", needed)} in {address.Namespace}", Fix)
                : useful.Count > 0
                    ? Finding.Warning($"you may not {string.Join(", ", useful)}, so cancel or reasons of a late start will be missing", Fix)
                : Finding.Ok($"you may create, watch and delete pods in {address.Namespace}");
        });

    /// <summary>The platform's values are published, by a release of this major version.</summary>
    public Check Defaults(bool used) => new("release", ["namespace"], async ct => !used ? Finding.Ok("cluster.taskDefaults is off")
            : await CanAsync("get", "configmaps", null, TaskDefaults.Name, ct) is false
                ? Finding.Unknown("the release's task defaults are not visible to you; the chart's own values are used")
            : await TaskDefaults.ReadAsync(api, ct) is null
                ? Finding.Warning(
                    $"no release has published task defaults in {address.Namespace}; the chart's own values are used",
                    "Install the release, or name values files in cluster.valuesFiles."
                )
            : Finding.Ok("the release's task defaults are used"));

    /// <summary>The API server and its admission would take a pod as it will be created.</summary>
    public Check Pod(Func<CancellationToken, Task<string>> manifest) => new("pod", ["helm", "access", "remote"], async ct =>
        {
            var text = await manifest(ct);
            try
            {
                await api.CreatePodAsync(text, dryRun: true, ct);
            }
            catch (ClusterException refused) when (refused.Status != 0)
            {
                return Finding.Failed(
                    $"the cluster refuses an agent's pod: {refused.Said?.Message ?? refused.Message}",
                    "The message says what is in the way: a policy, a quota, a service account of the release that is missing."
                );
            }

            return text.Contains("MODEL_NAME", StringComparison.Ordinal) || text.Contains("AGENT_COMMAND", StringComparison.Ordinal)
                ? Finding.Ok("the cluster would take an agent's pod")
                : Finding.Warning(
                    "the cluster would take an agent's pod, but no model is set",
                    "Set model.provider and model.name in the release's values, unless the image's own configuration names one."
                );
        });

    /// <summary>The secrets that the pod names are there, where the developer may look.</summary>
    public Check Secrets(Func<CancellationToken, Task<string>> manifest) => new("secrets", ["pod"], async ct =>
        {
            var names = SecretNames.In(await manifest(ct));
            List<string> missing = [];
            List<string> hidden = [];
            foreach (var name in names)
            {
                var found = await api.HasSecretAsync(name, ct);
                (
                    found switch
                    {
                        true => new List<string>(),
                        false => missing,
                        null => hidden,
                    }
                ).Add(name);
            }

            return missing.Count > 0
                    ? Finding.Failed(
                        $"missing in {address.Namespace}: {string.Join(", ", missing)}",
                        "Create the secret, or let the release's ExternalSecret fill it; a pod that names it will not begin."
                    )
                : hidden.Count > 0 ? Finding.Unknown($"not visible to you: {string.Join(", ", hidden)}")
                : Finding.Ok(names.Count == 0 ? "the pod names none" : string.Join(", ", names));
        });

    private Task<bool> CanAsync(string verb, string resource, string? sub, string? name, CancellationToken ct) =>
        api.MayAsync(
            new()
            {
                Verb = verb,
                Resource = resource,
                Subresource = sub,
                Name = name,
            },
            ct
        );

    private static string Words((string Verb, string Resource, string? Sub, bool Needed) right) =>
        $"{right.Verb} {right.Resource}{(right.Sub is null ? "" : "/" + right.Sub)}";
}
