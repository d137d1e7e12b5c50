using Microsoft.Extensions.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Configuration;

/// <summary>A flag of the command line that sets a setting.</summary>
/// <param name="Key">The setting, e.g. <c>maxParallel</c>.</param>
/// <param name="Flag">The flag, e.g. <c>--max-parallel</c>.</param>
/// <param name="Value">Its value; null when it was not given.</param>
internal sealed record FlagValue(string Key, string Flag, string? Value);

/// <summary>Reads settings, lowest to highest: defaults, the project's files, variables, flags.</summary>
internal static class SettingsLoader
{
    /// <summary>The project's committed file, relative to its root.</summary>
    public const string Committed = ".specify/async/config.json";

    /// <summary>One developer's file beside it, which git ignores.</summary>
    public const string Local = ".specify/async/config.local.json";

    private const int MostBytes = 1024 * 1024;

    private static readonly Dictionary<string, SettingSpec> Known = SettingSpec.All.ToDictionary(spec => spec.Key, StringComparer.Ordinal);

    /// <summary>Reads, checks and merges all sources.</summary>
    /// <param name="root">The project's root.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="flags">The command line's flags.</param>
    /// <param name="checkout">The repository's root; null where there is none.</param>
    /// <param name="localIsCommitted">Whether one developer's file came with the repository all the same, so that it counts as the
    /// committed one does.</param>
    /// <exception cref="SettingsProblemException">Something is wrong in any of them; all of it is named.</exception>
    public static Settings Load(
        string root,
        Variables variables,
        IEnumerable<FlagValue> flags,
        string? checkout = null,
        bool localIsCommitted = false
    )
    {
        List<string> problems = [];
        var (committed, local) = (OfFile(root, Committed, problems), OfFile(root, Local, problems));
        Source[] foreign = localIsCommitted ? [committed, local] : [committed];
        Source[] own =
        [
            .. localIsCommitted ? [] : (Source[])[local],
            OfTexts([.. VariableSource.Read(variables.All)]),
            OfTexts([.. flags.Where(flag => flag.Value is not null).Select(flag => Said.OfText(flag.Key, flag.Value!, flag.Flag))]),
        ];
        problems.AddRange(foreign.SelectMany(source => source.Said).Select(LocalOnlyProblem).OfType<string>());
        problems.AddRange(foreign.Concat(own).SelectMany(source => source.Said).Select(Problem).OfType<string>());
        if (problems.Count > 0)
        {
            throw new SettingsProblemException(problems);
        }

        Consent consent = new(root, checkout ?? root, variables);
        var claims = consent.Claims(foreign.SelectMany(source => source.Said));
        var withheld = consent.IsGiven(claims) ? [] : claims.Select(claim => claim.Said.Key).ToHashSet(StringComparer.Ordinal);
        var decided = own.SelectMany(source => source.Said).Select(value => value.Key).ToHashSet(StringComparer.Ordinal);
        var settings = Bind([.. foreign.Select(source => source.Without(withheld)), .. own]) with
        {
            Claims = claims,
            Withheld = [.. claims.Where(claim => withheld.Contains(claim.Said.Key) && !decided.Contains(claim.Said.Key))],
        };
        return settings.Contradictions().ToList() is { Count: > 0 } wrong ? throw new SettingsProblemException(wrong) : settings;
    }

    /// <summary>The settings of sources without problems, the strongest last.</summary>
    internal static Settings Bind(IReadOnlyList<Source> sources)
    {
        Dictionary<string, string?> merged = new(
            SettingSpec.All.SelectMany(spec => Items(spec.Key, spec.Usually)),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var source in sources)
        {
            // By itself, configuration merges lists item by item.
            foreach (
                var list in source
                    .Said.Where(value => Known[value.Key].IsList)
                    .SelectMany(value =>
                        merged.Keys.Where(key => key.StartsWith(Path($"{value.Key}."), StringComparison.OrdinalIgnoreCase)).ToList()
                    )
            )
            {
                merged.Remove(list);
            }

            foreach (var (key, value) in source.Values().AsEnumerable().Where(entry => entry.Value is not null))
            {
                merged[key] = value;
            }
        }

        // The binder adds to the lists that it finds; the usual ones are in the schema, too.
        Settings settings = new()
        {
            IdPrefixes = [],
            Delivery = new() { DenyPaths = [] },
            Said = sources
                .SelectMany(source => source.Said)
                .GroupBy(value => value.Key, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.Last().Origin, StringComparer.Ordinal),
        };
        new ConfigurationBuilder().AddInMemoryCollection(merged).Build().Bind(settings);
        return settings;
    }

    private static string? Problem(Said value) =>
        !Known.TryGetValue(value.Key, out var spec) ? Suggestion.ForUnknown(value)
        : spec.Problem(value) is { } problem ? $"{value.Origin}: {problem}"
        : null;

    private static string? LocalOnlyProblem(Said value) =>
        Known.GetValueOrDefault(value.Key)?.LocalOnly != true
            ? null
            : $"{value.Origin}: {value.Key} counts on one machine only. {(value.Origin.StartsWith(Local, StringComparison.Ordinal) ? "Take this file out of git." : $"Move it into {Local}, which git ignores.")}";

    private static Source OfFile(string root, string file, List<string> problems)
    {
        try
        {
            if (ProjectFile.Read(root, file, MostBytes) is { } bytes && JsonPass.Read(bytes, file, problems) is { } said)
            {
                return new(said, () => new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build());
            }
        }
        catch (IOException e)
        {
            problems.Add($"{file}: {e.Message}");
        }

        return OfTexts([]);
    }

    private static Source OfTexts(IReadOnlyList<Said> said) => new(said, () =>
        {
            // A variable may be said twice, by its own name and by one that others share: the later one wins.
            var values = said.GroupBy(value => value.Key, StringComparer.Ordinal)
                .Select(same => same.Last())
                .SelectMany(value =>
                    Known[value.Key].IsList ? Items(value.Key, SettingSpec.Texts(value)!) : [new(Path(value.Key), value.Text)]
                );
            return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        });

    private static IEnumerable<KeyValuePair<string, string?>> Items(string key, IEnumerable<string?> items) =>
        items.Select((item, index) => KeyValuePair.Create(Path($"{key}.{index}"), item));

    private static string Path(string key) => key.Replace('.', ':');

    /// <summary>What one source says.</summary>
    /// <param name="Said">Its values with their places.</param>
    /// <param name="Values">The same for binding; to be called only when nothing is wrong with them.</param>
    internal sealed record Source(IReadOnlyList<Said> Said, Func<IConfiguration> Values)
    {
        /// <summary>The same without some settings.</summary>
        public Source Without(IReadOnlySet<string> settings) =>
            settings.Count == 0
                ? this
                : new([.. Said.Where(value => !settings.Contains(value.Key))], () =>
                    new ConfigurationBuilder()
                        .AddInMemoryCollection(
                            Values().AsEnumerable().Where(entry => !settings.Any(setting => IsOf(entry.Key, Path(setting))))
                        )
                        .Build()
                );

        private static bool IsOf(string key, string setting) =>
            key.StartsWith(setting, StringComparison.OrdinalIgnoreCase) && (key.Length == setting.Length || key[setting.Length] == ':');
    }
}
