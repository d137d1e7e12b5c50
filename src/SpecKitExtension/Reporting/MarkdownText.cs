using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Rendering;

namespace SpecKitExtension.Reporting;

/// <summary>Untrusted text for a line or a table's cell of Markdown that somebody pastes into a pull request: it means nothing there, and
/// calls nobody.</summary>
internal static class MarkdownText
{
    private const string Special = @"\`*_[]|~#!$^{}";

    /// <summary>What makes a reference to a person, an issue, a merge request and so on, when a word follows.</summary>
    private const string Calls = "@#!~%$&^";

    private const char Nothing = '\u200B';

    /// <summary>The text as text.</summary>
    public static string Of(string text)
    {
        var line = PlainText.OneLine(Sanitizer.Clean(text));
        StringBuilder safe = new(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            var character = line[at];
            safe.Append(
                character switch
                {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    ':' when Continues(line, at, "://") => "&#58;",
                    '.' when at >= 3 && Continues(line, at - 3, "www.") => "&#46;",
                    _ when Special.Contains(character, StringComparison.Ordinal) => $"\\{character}",
                    _ => character.ToString(),
                }
            );
            var calls =
                Calls.Contains(character, StringComparison.Ordinal) || (character == '-' && at >= 2 && Continues(line, at - 2, "GH-"));
            if (calls && at + 1 < line.Length && char.IsLetterOrDigit(line[at + 1]))
            {
                safe.Append(Nothing);
            }
        }

        return safe.ToString();
    }

    /// <summary>The text as code, e.g. a branch's name, fit for a table's cell.</summary>
    public static string Code(string text)
    {
        var line = PlainText.OneLine(Sanitizer.Clean(text)).Replace("|", @"\|", StringComparison.Ordinal);
        var longest =
            line.Split('`').Length == 1
                ? 0
                : line.Aggregate((Longest: 0, Run: 0), (seen, character) =>
                    character == '`' ? (Math.Max(seen.Longest, seen.Run + 1), seen.Run + 1) : (seen.Longest, 0)
                ).Longest;
        var fence = new string('`', longest + 1);
        return longest > 0 ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    private static bool Continues(string line, int at, string word) => line.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
