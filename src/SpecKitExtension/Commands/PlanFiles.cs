using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>What <c>plan --out</c> writes.</summary>
internal static class PlanFiles
{
    /// <summary>
    /// Writes <c>plan.json</c>, <c>&lt;task&gt;/prompt.md</c> and <c>commit-message.txt</c> for every open ASYNC task, and
    /// <c>wave-&lt;n&gt;/values.yaml</c> and <c>pods.yaml</c> for every wave that has some.
    /// </summary>
    public static void Write(string directory, NamedPlan named, FeatureLocation location, IReadOnlyList<PlanPods.Wave> waves)
    {
        var templates = new TemplateFolder(location.Project);
        PromptRenderer prompts = new(templates);
        CommitMessage messages = new(templates);
        var documents = FeatureDocuments.In(location.Root, location.RelativeDirectory);
        void Put(string path, string text) => ProjectFile.WriteNamed(location.Root, Path.Combine(directory, path), text);

        Put("plan.json", PlanJson.For(named) + "\n");
        foreach (var task in named.Plan.Tasks.Select(task => task.Item).Where(task => task is { Mode: TaskMode.Async, Done: false }))
        {
            var phase = named.Plan.List.Phases[task.Phase].Title;
            Put($"{task.Id.Value}/prompt.md", prompts.Render(new(task, phase, location.RelativeDirectory, documents)));
            Put($"{task.Id.Value}/commit-message.txt", messages.For(task, new FeatureName(named.Feature), phase) + "\n");
        }

        foreach (var wave in waves)
        {
            Put($"wave-{wave.Number}/values.yaml", wave.Values);
            if (wave.Manifests.Count > 0)
            {
                Put($"wave-{wave.Number}/pods.yaml", string.Concat(wave.Manifests.Select(manifest => $"---\n{manifest}\n")));
            }
        }
    }
}
