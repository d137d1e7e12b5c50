using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>The helm values and the pods of a plan, as they would be if every task started from HEAD now.</summary>
internal sealed class PlanPods(Host host, Settings settings, FeatureLocation location, GitRepository repository, string remoteUrl)
{
    private readonly TemplateFolder templates = new(location.Project);

    /// <summary>A wave's values and its pods' manifests.</summary>
    internal sealed record Wave(int Number, string Values, IReadOnlyList<string> Manifests);

    /// <summary>The values of every wave's open ASYNC tasks and, if asked for, their manifests; needs helm for those, and no
    /// cluster.</summary>
    public async Task<IReadOnlyList<Wave>> RenderAsync(NamedPlan named, bool manifests, CancellationToken ct)
    {
        var head = await repository.HeadAsync(ct);
        var tasks = named.Plan.Tasks.ToDictionary(task => task.Item.Id);
        ValuesRenderer values = new(new TemplateFolder(null));
        ManifestRenderer renderer = new(host.Tools, values, Path.Combine(Host.Files, "charts"));
        ManifestSources sources = new(null, Runtimes.ValuesFiles(location.Project, settings), ChartOverrides.Of(settings));
        List<Wave> waves = [];
        foreach (var (index, ids) in named.Plan.Waves.Index())
        {
            List<TaskValues> wave =
            [
                .. ids.Select(id => tasks[id]).Where(task => task.Item.Mode == TaskMode.Async).Select(task => Values(task, named, head)),
            ];
            if (wave.Count > 0)
            {
                waves.Add(
                    new(
                        index + 1,
                        values.Render(wave, sources.Overrides),
                        manifests ? await renderer.RenderAsync(wave, sources, settings.PodNamespace, ct) : []
                    )
                );
            }
        }

        return waves;
    }

    private TaskValues Values(PlannedTask task, NamedPlan named, string head)
    {
        var phase = named.Plan.List.Phases[task.Item.Phase].Title;
        FeatureName feature = new(named.Feature);
        return new(
            RepositoryKey.From(settings.Git.PodUrl ?? remoteUrl),
            feature,
            task.Item.Id,
            task.Item.Digest,
            1,
            BranchName.TryParse(named.Branch(task.Item))!,
            settings.Git.PodUrl ?? remoteUrl,
            head,
            location.RelativeDirectory,
            new CommitMessage(templates).For(task.Item, feature, phase),
            new PromptRenderer(templates).Render(
                new(task.Item, phase, location.RelativeDirectory, FeatureDocuments.In(location.Root, location.RelativeDirectory))
            )
        );
    }
}
