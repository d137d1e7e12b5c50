namespace SpecKitExtension.Rendering;

/// <summary>A template's text.</summary>
/// <param name="Name">Its name, e.g. <c>task-prompt.md</c>.</param>
/// <param name="Text">Its text, with line feeds for line ends.</param>
/// <param name="Shown">How messages name it: its name, or the path of the project's own.</param>
internal sealed record Template(string Name, string Text, string Shown);
