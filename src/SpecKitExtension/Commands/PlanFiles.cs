using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;

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
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "plan.json"), PlanJson.For(named) + "\n");
        foreach (var task in named.Plan.Tasks.Select(task => task.Item).Where(task => task is { Mode: TaskMode.Async, Done: false }))
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, task.Id.Value)).FullName;
            var phase = named.Plan.List.Phases[task.Phase].Title;
            File.WriteAllText(Path.Combine(folder, "prompt.md"), prompts.Render(new(task, phase, location.RelativeDirectory, documents)));
            File.WriteAllText(Path.Combine(folder, "commit-message.txt"), messages.For(task, new FeatureName(named.Feature), phase) + "\n");
        }

        foreach (var wave in waves)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, $"wave-{wave.Number}")).FullName;
            File.WriteAllText(Path.Combine(folder, "values.yaml"), wave.Values);
            if (wave.Manifests.Count > 0)
            {
                File.WriteAllText(Path.Combine(folder, "pods.yaml"), string.Concat(wave.Manifests.Select(manifest => $"---\n{manifest}\n")));
            }
        }
    }
}
