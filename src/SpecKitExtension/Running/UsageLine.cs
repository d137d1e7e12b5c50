using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Running;

/// <summary>What an agent says of its usage while it works, in a line of its log; its result has the last word.</summary>
internal static partial class UsageLine
{
    /// <summary>The usage that a line tells; null when it tells none.</summary>
    public static TaskUsage? Of(LogLine line) => line.Container == "agent" ? Of(line.Text) : null;

    /// <summary>The usage that a text tells; null when it tells none.</summary>
    public static TaskUsage? Of(string text)
    {
        if (!text.StartsWith("agent: ", StringComparison.Ordinal) || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        long Number(string name) => long.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return new(
            Number("in"),
            Number("out"),
            Number("cached"),
            0,
            decimal.Parse(match.Groups["usd"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        );
    }

    // As docker/agent/observer/plugin.js writes it.
    [GeneratedRegex(
        @"^agent: so far (?<in>[0-9]{1,15}) tokens in \((?<cached>[0-9]{1,15}) cached\), (?<out>[0-9]{1,15}) out, (?<usd>[0-9]{1,9}\.[0-9]{6}) USD\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
