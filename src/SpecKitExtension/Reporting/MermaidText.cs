using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Reporting;

/// <summary>Text for a label of a Mermaid diagram.</summary>
internal static class MermaidText
{
    private const string Plain = " .,/-()";

    /// <summary>
    /// The text between quotation marks. Mermaid looks for directives, comments, Markdown, icons and even style definitions inside of them,
    /// so whatever is no letter, no digit and no plain punctuation goes in as a number.
    /// </summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        Append(quoted, text);
        return quoted.Append('"').ToString();
    }

    /// <summary>Two texts below one another between quotation marks.</summary>
    public static string Quote(string first, string second)
    {
        if (second.Length == 0)
        {
            return Quote(first);
        }

        StringBuilder quoted = new("\"");
        Append(quoted, first);
        Append(quoted.Append("<br/>"), second);
        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, string text)
    {
        foreach (var rune in Sanitizer.Neutralize(text).EnumerateRunes())
        {
            _ = Rune.IsLetterOrDigit(rune) || (rune.IsAscii && Plain.Contains((char)rune.Value, StringComparison.Ordinal))
                ? quoted.Append(rune.ToString())
                : quoted.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }
    }
}
