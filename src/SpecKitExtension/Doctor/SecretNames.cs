using System.Text.RegularExpressions;

namespace SpecKitExtension.Doctor;

/// <summary>Finds the secrets that a rendered pod refers to.</summary>
internal static partial class SecretNames
{
    /// <summary>The names, each once, in order.</summary>
    public static IReadOnlyList<string> In(string manifest) =>
        [.. Reference().Matches(manifest).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(
        """(secretName:|secretKeyRef:\s*\{?\s*name:)\s*"?(?<name>[a-z0-9][a-z0-9.-]*)"?""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Reference();
}
