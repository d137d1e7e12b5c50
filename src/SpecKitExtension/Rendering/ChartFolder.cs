using SpecKitExtension.Tools;

namespace SpecKitExtension.Rendering;

/// <summary>The chart that pods are rendered from: the tool's own, or a release's with the release's values around it.</summary>
/// <param name="Path">The folder that helm is given.</param>
/// <param name="Key">The key under which a release keeps the chart's values; null for the chart itself.</param>
/// <param name="Temporary">The folder that holds it and goes away afterwards, or null.</param>
internal sealed record ChartFolder(string Path, string? Key, ScratchFolder? Temporary) : IDisposable
{
    /// <summary>The chart's name.</summary>
    public const string Chart = "agentic-sdlc-orchestrator";

    /// <summary>The template to show.</summary>
    public string Template => Key is null ? "templates/pod-template.yaml" : $"charts/{Chart}/templates/pod-template.yaml";

    /// <summary>Finds the chart for a set of values files.</summary>
    /// <param name="charts">The folder of charts that comes with the tool.</param>
    /// <param name="valuesFiles">Values files; when one of them lies in a release's folder, its values are written for that
    /// release.</param>
    public static ChartFolder For(string charts, IReadOnlyList<string> valuesFiles)
    {
        var own = System.IO.Path.Combine(charts, Chart);
        if (valuesFiles.Select(System.IO.Path.GetDirectoryName).FirstOrDefault(IsRelease) is not { } release)
        {
            return new(own, null, null);
        }

        // A copy, because a stale charts/*.tgz of the release would be used without a word.
        var temporary = ScratchFolder.Create();
        var copy = Directory.CreateDirectory(System.IO.Path.Combine(temporary.Path, "chart")).FullName;
        File.Copy(System.IO.Path.Combine(release, "Chart.yaml"), System.IO.Path.Combine(copy, "Chart.yaml"));
        File.Copy(System.IO.Path.Combine(release, "values.yaml"), System.IO.Path.Combine(copy, "values.yaml"));
        CopyTree(own, System.IO.Path.Combine(copy, "charts", Chart));
        return new(copy, Chart, temporary);
    }

    public void Dispose() => Temporary?.Dispose();

    private static bool IsRelease(string? folder)
    {
        var chart = folder is null ? null : System.IO.Path.Combine(folder, "Chart.yaml");
        return File.Exists(chart)
            && File.ReadLines(chart)
                .Any(line => line.TrimStart(' ', '-').StartsWith($"name: {Chart}", StringComparison.Ordinal) && line.StartsWith(' '));
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
