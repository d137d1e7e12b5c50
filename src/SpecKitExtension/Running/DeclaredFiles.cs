namespace SpecKitExtension.Running;

/// <summary>Whether a changed file is one that its task names.</summary>
internal static class DeclaredFiles
{
    /// <summary>A declared path covers itself, everything below it, and a file whose path ends with it.</summary>
    public static bool Cover(IReadOnlyList<string> declared, string file) => declared.Any(path => Covers(path.TrimEnd('/'), file));

    private static bool Covers(string path, string file) =>
        file == path || file.StartsWith(path + "/", StringComparison.Ordinal) || file.EndsWith("/" + path, StringComparison.Ordinal);
}
