namespace SpecKitExtension.Configuration;

/// <summary>The local runtime.</summary>
/// <param name="Directory">Where agents work; null for a directory of the user's cache.</param>
internal sealed record LocalSettings(string? Directory)
{
    public static LocalSettings From(SettingReader read) => new(read.Text("local.directory", null, "a directory's path"));
}
