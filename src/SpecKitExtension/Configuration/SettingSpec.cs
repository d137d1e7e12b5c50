namespace SpecKitExtension.Configuration;

/// <summary>What a setting takes.</summary>
/// <param name="Key">Its name, e.g. <c>git.podUrl</c>.</param>
/// <param name="Type">Its type in the JSON schema: string, integer, boolean or array (of strings).</param>
/// <param name="Default">Its value when nobody says another; null when there is none.</param>
internal sealed record SettingSpec(string Key, string Type, object? Default)
{
    /// <summary>The least number it takes.</summary>
    public int? Least { get; init; }

    /// <summary>The largest number it takes.</summary>
    public int? Most { get; init; }

    /// <summary>The only words it takes; empty when any will do.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The regular expression of its text, or of each of its items.</summary>
    public string? Pattern { get; init; }
}
