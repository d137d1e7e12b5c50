using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Headings that say of themselves that they are phases.</summary>
internal static partial class PhaseTitle
{
    /// <summary>Whether a title says so: <c>Phase 3: Upload</c>, <c>Stage 2</c>, <c>Phase One</c>, <c>Phase: Setup</c>, <c>Final Phase:
    /// Polish</c>.</summary>
    public static bool IsPhase(string title) => Heading().IsMatch(title);

    /// <summary>What stands behind "Phase" at the beginning of a title: <c>3</c>, <c>3.1</c>, <c>ONE</c>, <c>IV</c>, <c>A</c>, or the
    /// literal <c>N</c> of spec-kit's template.</summary>
    public static string? Label(string title) =>
        Heading().Match(title).Groups["label"] is { Success: true } label ? label.Value.ToUpperInvariant() : null;

    /// <summary>The title without "Phase 3:".</summary>
    public static string Name(string title) => Heading().Match(title) is { Success: true } match ? title[match.Length..] : title;

    /// <summary>Whether a title is that of a section about dependencies.</summary>
    public static bool IsAboutDependencies(string title) =>
        title.Contains("dependenc", StringComparison.OrdinalIgnoreCase)
        || title.Contains("execution order", StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of a line that is bold as a whole, and so stands for a heading; null for any other.</summary>
    public static string? OfBold(string line)
    {
        var text = line.AsSpan().Trim().TrimEnd(":：");
        return
            text.Length > 4
            && (text is ['*', '*', .., '*', '*'] or ['_', '_', .., '_', '_'])
            && text[2..^2] is var inner
            && !inner.Contains(text[..2], StringComparison.Ordinal)
            ? inner.Trim().TrimEnd(':').ToString()
            : null;
    }

    [GeneratedRegex(
        @"^[^\p{L}\p{N}]*(?:(?:Phase|Stage)(?:\s+#?|[-#]|(?=[0-9]))(?:(?<label>[0-9]{1,6}(?:\.[0-9]{1,3})*[a-z]?|N)(?![\p{L}\p{N}_])|(?<label>[a-z]|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=\s*(?:[:.)–—-]|$)))|(?:Final\s+)?(?:Phase|Stage)\s*(?=[:–—]|\s-\s|$)|Final\s+(?:Phase|Stage)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Heading();
}
