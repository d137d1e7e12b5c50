using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>The manifests of a wave, rendered once and kept for the tasks that have to wait for room.</summary>
internal sealed class WaveManifests(ClusterApi api, ManifestRenderer renderer, KubernetesOptions options)
{
    private readonly Dictionary<AgentSpec, string> rendered = [];

    /// <summary>The manifests of a batch; when one is missing, the whole wave is rendered.</summary>
    public async Task<IReadOnlyList<(string Pod, string Manifest)>> GetAsync(IReadOnlyList<AgentSpec> batch, IReadOnlyList<AgentSpec> wave, CancellationToken ct)
    {
        if (batch.Any(spec => !rendered.ContainsKey(spec)))
        {
            ManifestSources sources = new(options.Settings.Cluster.TaskDefaults ? await TaskDefaults.ReadAsync(api, ct) : null, options.ValuesFiles, options.Overrides);
            AgentSpec[] all = [.. wave.Union(batch)];
            rendered.Clear();
            foreach (var (spec, manifest) in all.Zip(await renderer.RenderAsync([.. all.Select(Values)], sources, api.Address.Namespace, ct)))
            {
                rendered[spec] = manifest;
            }
        }

        return [.. batch.Select(spec => (spec.Pod, rendered[spec]))];
    }

    private TaskValues Values(AgentSpec spec) => new(
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
        spec.Prompt);
}
