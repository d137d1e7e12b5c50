using System.Reflection;

namespace SpecKitExtension.Tools;

/// <summary>The texts that come with the tool, from <c>src/Templates</c>.</summary>
internal static class EmbeddedText
{
    /// <summary>A text, with line feeds for line ends.</summary>
    /// <param name="name">Its path below <c>src/Templates</c>, with slashes.</param>
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Templates/{name}")
            ?? throw new ArgumentException($"There is no text {name}.", nameof(name));
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
