using System.Text.RegularExpressions;

namespace SpecKitExtension.Git;

/// <summary>Finds couriers' trailers anywhere in a message: a squash keeps the messages of what it squashed, indented or one behind the other.</summary>
internal static partial class SquashedTrailers
{
    /// <summary>Every block of trailers in a commit's message.</summary>
    /// <param name="commit">The commit's hash.</param>
    /// <param name="message">Its whole message.</param>
    /// <param name="feature">The feature that the trailers must name.</param>
    public static IEnumerable<DeliveryTrailers> Find(string commit, string message, string feature)
    {
        Dictionary<string, string> block = [];
        foreach (var line in message.Split('\n').Append(""))
        {
            if (Trailer().Match(line) is { Success: true } trailer)
            {
                block[trailer.Groups["key"].Value] = trailer.Groups["value"].Value;
                continue;
            }

            if (block.GetValueOrDefault("Feature") == feature && DeliveryTrailers.Read(commit, key => block.GetValueOrDefault(key, "")) is { } found)
            {
                yield return found;
            }

            block.Clear();
        }
    }

    [GeneratedRegex(@"^\s*(?<key>[A-Za-z][A-Za-z-]*):\s+(?<value>.*?)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Trailer();
}
