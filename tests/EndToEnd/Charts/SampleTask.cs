using System.Text;

namespace EndToEnd.Charts;

/// <summary>A task as values for the chart.</summary>
internal static class SampleTask
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>One ordinary task; more top-level values can be appended.</summary>
    public static string Yaml { get; } = $"tasks:\n{Item("T012")}\n";

    /// <summary>An element of `tasks`; <paramref name="more"/> replaces or adds keys, as YAML.</summary>
    public static string Item(string id, params (string Key, string Yaml)[] more)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = Quote($"agent-{id.ToLowerInvariant()}-abcdefghij"),
            ["id"] = Quote(id),
            ["digest"] = Quote("84d55e5c1c9b825c"),
            ["attempt"] = Quote("1"),
            ["branch"] = "specs/001-photo-albums/task-012-create-album-model-async",
            ["repo"] = "https://git.example.com/team/albums.git",
            ["baseCommit"] = Quote(Commit),
            ["contextDir"] = "specs/001-photo-albums",
            ["commitMessage"] = Quote("T012 Create album model"),
            ["promptBase64"] = Base64("Do it."),
            ["repositoryHash"] = "abcdefghij",
            ["featureLabel"] = "001-photo-albums",
        };
        foreach (var (key, yaml) in more)
        {
            keys[key] = yaml;
        }

        return "  - " + string.Join("\n    ", keys.Select(entry => $"{entry.Key}: {entry.Value}"));
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A text as a quoted YAML scalar, every character beyond ASCII by its number.</summary>
    public static string Quote(string text) =>
        $"\"{string.Concat(text.EnumerateRunes().Select(rune => rune.Value switch
    {
        '"' or '\\' => $"\\{rune}",
        >= ' ' and <= '~' => rune.ToString(),
        _ => $"\\U{rune.Value:x8}",
    }))}\"";
}
