namespace SpecKitExtension.Configuration;

/// <summary>Makes a property a setting. The JSON schema is written from these attributes, and settings are checked by the schema.</summary>
/// <param name="description">What it means, in whole sentences.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>A whole number between two others.</summary>
    public SettingAttribute(string description, int least, int most)
        : this(description) => (Least, Most) = (least, most);

    /// <summary>What it means, in whole sentences.</summary>
    public string Description { get; } = description;

    /// <summary>The least number it takes.</summary>
    public int Least { get; }

    /// <summary>The largest number it takes; 0 for a setting that is no number.</summary>
    public int Most { get; }

    /// <summary>What it takes, for messages, e.g. <c>a name</c>.</summary>
    public string? Takes { get; init; }

    /// <summary>The regular expression of its text, or of each of a list's texts.</summary>
    public string Pattern { get; init; } = OneLine;

    /// <summary>Whether a list needs at least one text.</summary>
    public bool Filled { get; init; }

    /// <summary>Whether it reaches further than the repository, so that it counts in the committed file only after <c>trust</c>.</summary>
    public bool NeedsTrust { get; init; }

    /// <summary>Whether the committed file must not have it at all.</summary>
    public bool LocalOnly { get; init; }

    /// <summary>In a regular expression's brackets: control characters, and what helm's parser takes for some; it would refuse the values,
    /// and could not say which.</summary>
    public const string Controls = @"\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff";

    private const string OneLine = $"^[^{Controls}]+$";
}
