using SpecKitExtension.Tools;

namespace SpecKitExtension.Rendering;

/// <summary>Values that come before the tasks', lowest first.</summary>
/// <param name="Defaults">What the platform's release has published, as JSON, or null.</param>
/// <param name="Files">The developer's values files, absolute.</param>
/// <param name="Overrides">Settings of the tool that the chart knows too.</param>
internal sealed record ManifestSources(string? Defaults, IReadOnlyList<string> Files, OrderedDictionary<string, object?> Overrides);

/// <summary>Renders the pods of a wave with one call of helm; nothing untrusted is ever an argument.</summary>
/// <param name="tools">Starts helm.</param>
/// <param name="values">Writes the tasks' values.</param>
/// <param name="charts">The folder of charts that comes with the tool.</param>
/// <param name="tell">Takes what a person should know; null when nobody listens.</param>
internal sealed class ManifestRenderer(IToolRunner tools, ValuesRenderer values, string charts, Action<string>? tell = null)
{
    private string told = "";

    /// <summary>The pods' manifests, in the order of the tasks.</summary>
    /// <exception cref="ToolFailedException">helm is missing, or the chart refuses the values.</exception>
    public async Task<IReadOnlyList<string>> RenderAsync(
        IReadOnlyList<TaskValues> tasks,
        ManifestSources sources,
        string targetNamespace,
        CancellationToken ct
    )
    {
        using var chart = ChartFolder.For(charts, sources.Files);
        var defaults = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(defaults, Nested(Known(sources.Defaults ?? "{}"), chart.Key), ct);
            ToolCall call = new(
                "helm",
                [
                    "template",
                    "agents",
                    chart.Path,
                    "--namespace",
                    targetNamespace,
                    "--show-only",
                    chart.Template,
                    "--values",
                    defaults,
                    .. sources.Files.SelectMany(file => (string[])["--values", file]),
                    "--values",
                    "-",
                ]
            )
            {
                Input = values.Render(tasks, sources.Overrides, chart.Key),
            };
            return Split((await tools.RunAsync(call, ct)).Output, tasks);
        }
        finally
        {
            File.Delete(defaults);
        }
    }

    /// <summary>The platform's values without those that the tool's chart does not know; what is dropped is told once.</summary>
    private string Known(string json)
    {
        var known = PlatformValues.Read(json, File.ReadAllText(Path.Combine(charts, ChartFolder.Chart, "values.schema.json")));
        var dropped = string.Join(", ", known.Unknown);
        if (dropped.Length > 0 && dropped != told)
        {
            told = dropped;
            tell?.Invoke(
                $"This tool does not know what the platform's release sets in {dropped}, and goes on without it; a newer tool may."
            );
        }

        return known.Yaml;
    }

    private static string Nested(string yaml, string? key) => key is null ? yaml : $"{key}: {yaml}\n";

    /// <summary>helm puts a line of three hyphens before every document, and the chart's texts are quoted on one line.</summary>
    private static List<string> Split(string output, IReadOnlyList<TaskValues> tasks)
    {
        List<string> documents = [.. ("\n" + output).Split("\n---\n").Select(text => text.Trim('\n')).Where(text => text.Length > 0)];
        return documents.Count == tasks.Count
            ? documents
            : throw new ToolFailedException(
                $"The chart rendered {documents.Count} pods for {tasks.Count} tasks.\nThe chart that comes with the tool renders one each; check cluster.valuesFiles."
            );
    }
}
