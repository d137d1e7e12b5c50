using System.Globalization;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Naming;

/// <summary>Where an attempt's work goes when it must not go to the task's branch: <c>&lt;branch&gt;-salvage-&lt;attempt&gt;</c>.</summary>
/// <param name="Branch">The task's branch.</param>
/// <param name="Attempt">The attempt, from 1.</param>
internal sealed partial record SalvageRef(BranchName Branch, int Attempt)
{
    /// <summary>Reads a name without <c>refs/heads/</c>; null when it is no salvage ref.</summary>
    public static SalvageRef? TryParse(string name) =>
        Form().Match(name) is { Success: true } match
        && int.TryParse(match.Groups["attempt"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
        && BranchName.TryParse(match.Groups["branch"].Value) is { } branch
            ? new(branch, attempt)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Branch}-salvage-{Attempt}");

    [GeneratedRegex(@"\A(?<branch>.+)-salvage-(?<attempt>[1-9][0-9]{0,3})\z", RegexOptions.Singleline)]
    private static partial Regex Form();
}
