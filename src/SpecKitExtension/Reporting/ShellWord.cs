namespace SpecKitExtension.Reporting;

/// <summary>A text as one word of a command line that a person may copy into a shell.</summary>
internal static class ShellWord
{
    /// <summary>The word, quoted when it needs to be.</summary>
    public static string Of(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+:@,=".Contains(letter, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
