using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>The manifests of a wave, rendered once and kept for the tasks that have to wait for room.</summary>
internal sealed class WaveManifests(ClusterApi api, ManifestRenderer renderer, KubernetesOptions options)
{
    private readonly Dictionary<AgentSpec, string> rendered = [];
    private string? defaults;

    /// <summary>The manifests of a batch; when one is missing, the whole wave is rendered.</summary>
    public async Task<IReadOnlyList<(string Pod, string Manifest)>> GetAsync(
        IReadOnlyList<AgentSpec> batch,
        IReadOnlyList<AgentSpec> wave,
        CancellationToken ct
    )
    {
        // The platform may have upgraded its release meanwhile.
        var read = options.Settings.Cluster.TaskDefaults ? await TaskDefaults.ReadAsync(api, ct) : null;
        if (read != defaults || batch.Any(spec => !rendered.ContainsKey(spec)))
        {
            defaults = read;
            ManifestSources sources = new(defaults, options.ValuesFiles, options.Overrides);
            AgentSpec[] all = [.. wave.Union(batch)];
            rendered.Clear();
            foreach (
                var (spec, manifest) in all.Zip(await renderer.RenderAsync([.. all.Select(Values)], sources, api.Address.Namespace, ct))
            )
            {
                rendered[spec] = manifest;
            }
        }

        return [.. batch.Select(spec => (spec.Pod, rendered[spec]))];
    }

    private TaskValues Values(AgentSpec spec) =>
        new(
            options.Key,
            options.Feature,
            spec.Task,
            spec.Digest,
            spec.Attempt,
            BranchName.TryParse(spec.Branch) ?? throw new ArgumentException($"{spec.Branch} is no branch."),
            spec.Repository,
            spec.BaseCommit,
            spec.FeatureDirectory,
            spec.CommitMessage,
            spec.Prompt
        )
        {
            BudgetTokens = spec.BudgetTokens,
            BudgetUsd = spec.BudgetUsd,
        };
}
