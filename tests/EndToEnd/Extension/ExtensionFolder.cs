using System.Text.Json.Nodes;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Extension;

/// <summary>The extension as it lies in this repository.</summary>
internal static class ExtensionFolder
{
    internal const string Relative = ".specify/extensions/async";

    internal static string Path { get; } = Repository.PathOf(Relative);

    /// <summary>extension.yml.</summary>
    internal static JsonObject Manifest { get; } = Yaml("extension.yml");

    /// <summary>The commands it declares.</summary>
    internal static IReadOnlyList<JsonObject> Commands { get; } =
    [.. Manifest["provides"]!["commands"]!.AsArray().Select(command => command!.AsObject())];

    /// <summary>The names of all Markdown files for models: commands, subagents and the preset's texts.</summary>
    internal static IEnumerable<string> Texts =>
        from folder in (string[])["commands", "agents", "preset/commands", "preset/templates"]
        from file in Directory.EnumerateFiles(At(folder), "*.md")
        select System.IO.Path.GetRelativePath(Path, file);

    internal static string At(string relative) => System.IO.Path.Combine(Path, relative);

    internal static string Read(string relative) => File.ReadAllText(At(relative));

    internal static JsonObject Yaml(string relative) => YamlObjects.Of(Read(relative)).Single();

    /// <summary>The front matter of a Markdown file.</summary>
    internal static JsonObject FrontMatter(string relative) => YamlObjects.Of(Head(relative)).Single();

    /// <summary>The front matter's text.</summary>
    internal static string Head(string relative)
    {
        var text = Read(relative);
        text.ShouldStartWith("---\n");
        return text[4..(text.IndexOf("\n---\n", StringComparison.Ordinal) + 1)];
    }

    /// <summary>What follows the front matter.</summary>
    internal static string Body(string relative) => Read(relative)[(4 + Head(relative).Length + 4)..];

    /// <summary>The value of a path of keys as text.</summary>
    internal static string Text(this JsonNode? node, params string[] path) =>
        path.Aggregate(node, (at, key) => at?[key]).ShouldNotBeNull(string.Join('.', path)).GetValue<string>();
}
