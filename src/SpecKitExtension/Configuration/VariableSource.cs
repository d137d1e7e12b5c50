using System.Text.RegularExpressions;

namespace SpecKitExtension.Configuration;

/// <summary>Reads settings from variables: <c>SPECKIT_ASYNC_GIT__POD_URL</c> is <c>git.podUrl</c>; an empty one says nothing.</summary>
internal static partial class VariableSource
{
    /// <summary>What the variables' names begin with.</summary>
    public const string Prefix = "SPECKIT_ASYNC_";

    // The project's own tests find their programs by these.
    private const string TestPrefix = $"{Prefix}TEST_";

    /// <summary>The variables' values, the strongest last: NAMESPACE, which others share, is the weakest.</summary>
    public static IEnumerable<Said> Read(IReadOnlyDictionary<string, string> variables) =>
        from variable in variables
        let own = variable.Key.StartsWith(Prefix, StringComparison.Ordinal)
            && !variable.Key.StartsWith(TestPrefix, StringComparison.Ordinal)
        where variable.Value.Length > 0 && (own || variable.Key == "NAMESPACE")
        orderby own, variable.Key
        select Said.OfText(own ? Key(variable.Key[Prefix.Length..]) : "namespace", variable.Value, variable.Key);

    /// <summary>The variable of a setting.</summary>
    public static string Variable(string key) =>
        Prefix + Capital().Replace(key, "_$0").Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    private static string Key(string name) =>
        string.Join(
            '.',
            name.ToLowerInvariant()
                .Split("__")
                .Select(part => AfterBlank().Replace(part, match => match.Groups[1].Value.ToUpperInvariant()))
        );

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex("_(.)")]
    private static partial Regex AfterBlank();
}
