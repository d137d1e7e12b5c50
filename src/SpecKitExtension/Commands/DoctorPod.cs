using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>A pod as <c>run</c> would create it, for a task that does not exist.</summary>
internal static class DoctorPod
{
    /// <summary>Renders the pod.</summary>
    /// <param name="host">The tool.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="repository">The repository as pods reach it: an admission policy takes them for the release's git hosts only.</param>
    /// <param name="api">The cluster.</param>
    /// <param name="ct">Ends the rendering.</param>
    public static async Task<string> RenderAsync(
        Host host,
        Settings settings,
        string project,
        RepositoryAddresses repository,
        ClusterApi api,
        CancellationToken ct
    )
    {
        FeatureName feature = new("doctor");
        var task = TaskId.FromGrammar("T0");
        ManifestRenderer renderer = new(
            host.Tools,
            new ValuesRenderer(new TemplateFolder(null)),
            Path.Combine(Host.Files, "charts"),
            text => host.Error.WriteLine(Sanitizer.Clean(text))
        );
        ManifestSources sources = new(
            settings.Cluster.TaskDefaults ? await TaskDefaults.ReadAsync(api, ct) : null,
            Runtimes.ValuesFiles(project, settings),
            ChartOverrides.Of(settings)
        );
        TaskValues values = new(
            repository.Key,
            feature,
            task,
            TaskDigest.Of(task, "doctor"),
            1,
            BranchName.For(feature, task, "doctor", BranchName.DefaultTemplate),
            repository.ForAgents,
            new string('0', 40),
            "specs/doctor",
            "doctor",
            "doctor"
        );
        return (await renderer.RenderAsync([values], sources, settings.PodNamespace, ct))[0];
    }
}
