using System.Text.Json;

namespace SpecKitExtension.Configuration;

/// <summary>A flag of the command line that sets a setting.</summary>
/// <param name="Key">The setting, e.g. <c>maxParallel</c>.</param>
/// <param name="Flag">The flag, e.g. <c>--max-parallel</c>.</param>
/// <param name="Value">Its value; null when it was not given.</param>
internal sealed record FlagValue(string Key, string Flag, string? Value);

/// <summary>Where settings come from, lowest to highest: defaults, the project's files, variables, flags.</summary>
internal static class SettingsSources
{
    /// <summary>The project's files relative to its root; the second is one developer's and not under version control.</summary>
    public static IReadOnlyList<string> Files { get; } = [".specify/async/config.json", ".specify/async/config.local.json"];

    /// <summary>Reads and merges all sources.</summary>
    /// <param name="root">The project's root.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="flags">The command line's flags.</param>
    /// <exception cref="SettingsProblemException">Something is wrong in any of them; all of it is named.</exception>
    public static Settings Load(string root, IReadOnlyDictionary<string, string> variables, IEnumerable<FlagValue> flags)
    {
        var problems = new List<string>();
        Said[] said =
        [
            .. Files.SelectMany(file => File(root, file, problems)),
            .. EnvironmentSource.Read(variables),
            .. flags.Where(flag => flag.Value is not null).Select(flag => new Said(flag.Key, JsonValueKind.Undefined, flag.Value!, null, flag.Flag)),
        ];
        var reader = new SettingReader(said);
        var settings = Settings.From(reader) with { Said = said.Select(value => value.Key).ToHashSet(StringComparer.Ordinal) };
        problems.AddRange(said.Select(value => Suggestion.ForUnknown(value, reader.Known)).OfType<string>());
        problems.AddRange(reader.Problems);
        problems.AddRange(settings.Contradictions());
        return problems.Count == 0 ? settings : throw new SettingsProblemException(problems);
    }

    private static IReadOnlyList<Said> File(string root, string file, List<string> problems)
    {
        try
        {
            var path = Path.Combine(root, file);
            return System.IO.File.Exists(path) ? JsonSource.Read(System.IO.File.ReadAllBytes(path), file, problems) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file}: It cannot be read: {e.Message}");
            return [];
        }
    }
}
