using System.Text.Json;

namespace SpecKitExtension.Configuration;

/// <summary>One value that somebody has set.</summary>
/// <param name="Key">The setting, e.g. <c>git.podUrl</c>.</param>
/// <param name="Kind">What it is in JSON; undefined for a variable or a flag, whose text can be anything.</param>
/// <param name="Text">The value as written.</param>
/// <param name="Items">The texts of an array, null where an item is no string; null for everything else.</param>
/// <param name="Origin">Where it was said: file and line, variable or flag.</param>
internal sealed record Said(string Key, JsonValueKind Kind, string Text, IReadOnlyList<string?>? Items, string Origin)
{
    /// <summary>A value of a variable or a flag.</summary>
    public static Said OfText(string key, string text, string origin) => new(key, JsonValueKind.Undefined, text, null, origin);
}
