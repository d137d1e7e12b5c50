using System.Text;

namespace SpecKitExtension.Git;

/// <summary>Writes git settings as a configuration file.</summary>
internal static class GitConfigText
{
    /// <summary>The file's text.</summary>
    /// <param name="entries">Entries as <c>git config --null</c> prints them: the key, a line feed, the value.</param>
    public static string Of(IEnumerable<string> entries)
    {
        StringBuilder text = new();
        foreach (var entry in entries)
        {
            var feed = entry.IndexOf('\n', StringComparison.Ordinal);
            var (key, value) = feed < 0 ? (entry, "true") : (entry[..feed], entry[(feed + 1)..]);
            var (first, last) = (key.IndexOf('.', StringComparison.Ordinal), key.LastIndexOf('.'));
            text.Append('[').Append(key.AsSpan(0, first));
            if (last > first)
            {
                text.Append(" \"").Append(Escape(key[(first + 1)..last])).Append('"');
            }

            text.Append("]\n\t")
                .Append(key.AsSpan(last + 1))
                .Append(" = \"")
                .Append(Escape(value).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append("\"\n");
        }

        return text.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
