using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>A pod as <c>run</c> would create it, for a task that does not exist.</summary>
internal static class DoctorPod
{
    /// <summary>Renders the pod.</summary>
    public static async Task<string> RenderAsync(Host host, Settings settings, string project, ClusterApi api, CancellationToken ct)
    {
        FeatureName feature = new("doctor");
        var task = TaskId.FromGrammar("T0");
        ManifestRenderer renderer = new(host.Tools, new ValuesRenderer(new TemplateFolder(null)), Path.Combine(Host.Files, "charts"));
        ManifestSources sources = new(settings.Cluster.TaskDefaults ? await TaskDefaults.ReadAsync(api, ct) : null, Runtimes.ValuesFiles(project, settings), ChartOverrides.Of(settings));
        TaskValues values = new(RepositoryKey.From("https://example.invalid/doctor.git"), feature, task, TaskDigest.Of(task, "doctor"), 1, BranchName.For(feature, task, "doctor", BranchName.DefaultTemplate), "https://example.invalid/doctor.git", new string('0', 40), "specs/doctor", "doctor", "doctor");
        return (await renderer.RenderAsync([values], sources, settings.PodNamespace, ct))[0];
    }
}
