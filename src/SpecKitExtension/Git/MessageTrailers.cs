using System.Text.RegularExpressions;

namespace SpecKitExtension.Git;

/// <summary>Reads trailers out of commit messages by itself: what git takes for a trailer depends on the settings of whoever
/// asks.</summary>
internal static partial class MessageTrailers
{
    private const string First = "Task";

    /// <summary>The trailers that a courier has put at the end of its commit's message: those of the last paragraph.</summary>
    public static IReadOnlyDictionary<string, string> Last(string message)
    {
        var paragraph = message.ReplaceLineEndings("\n").TrimEnd().Split("\n\n")[^1];
        return Blocks(paragraph).LastOrDefault() ?? new Dictionary<string, string>();
    }

    /// <summary>Every block of trailers, wherever it is: a squash keeps the messages of what it squashed, indented or one behind the
    /// other.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Blocks(string message)
    {
        Dictionary<string, string> block = [];
        foreach (var line in message.Split('\n').Append(""))
        {
            var trailer = Trailer().Match(line);
            var key = trailer.Groups["key"].Value;
            if (block.Count > 0 && (!trailer.Success || (key == First && block.ContainsKey(First))))
            {
                yield return block;
                block = [];
            }

            if (trailer.Success)
            {
                block[key] = trailer.Groups["value"].Value;
            }
        }
    }

    [GeneratedRegex(@"^\s*(?<key>[A-Za-z][A-Za-z-]*):\s+(?<value>.*?)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Trailer();
}
