using System.Diagnostics;
using System.Text;

namespace Campaigns.Secret;

/// <summary>Everything that a run has left, searched for credentials.</summary>
/// <param name="markers">The credentials.</param>
internal sealed class Leaks(IReadOnlyList<Marker> markers)
{
    private readonly List<string> found = [];

    /// <summary>Searches a text.</summary>
    /// <param name="where">What it is.</param>
    /// <param name="text">The text.</param>
    /// <param name="allowed">The credentials that belong there.</param>
    internal void Search(string where, string text, params IReadOnlyList<Marker> allowed)
    {
        foreach (var marker in markers.Except(allowed))
        {
            if (marker.Spellings.FirstOrDefault(spelling => text.Contains(spelling, StringComparison.Ordinal)) is { } spelling)
            {
                var at = text.IndexOf(spelling, StringComparison.Ordinal);
                found.Add($"{marker.Name} in {where}: …{text[Math.Max(0, at - 100)..at]}⟦{spelling}⟧");
            }
        }
    }

    /// <summary>Searches every file below a directory, git's objects included.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="allowed">The credentials that belong into a file.</param>
    internal void SearchFiles(string root, Func<string, IReadOnlyList<Marker>> allowed)
    {
        foreach (
            var file in Directory.EnumerateFiles(
                root,
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.ReparsePoint,
                    IgnoreInaccessible = true,
                }
            )
        )
        {
            Search(file, Encoding.Latin1.GetString(File.ReadAllBytes(file)), allowed(file));
        }

        foreach (
            var objects in Directory
                .EnumerateDirectories(root, "objects", SearchOption.AllDirectories)
                .Where(folder => File.Exists(Path.Combine(folder, "..", "HEAD")))
        )
        {
            Search($"git's objects in {objects}", Objects(Path.GetDirectoryName(objects)!));
        }
    }

    /// <summary>Fails when anything was found.</summary>
    internal void ShouldBeNone() =>
        (found.Count == 0).ShouldBeTrue($"{found.Count} leaks:\n{string.Join('\n', found.Distinct().Take(20))}");

    /// <summary>The content of every object, reachable or not.</summary>
    private static string Objects(string repository)
    {
        ProcessStartInfo start = new("git", ["--git-dir", repository, "cat-file", "--batch-all-objects", "--batch", "--unordered"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        using var git = Process.Start(start)!;
        var content = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, repository);
        return content;
    }
}
