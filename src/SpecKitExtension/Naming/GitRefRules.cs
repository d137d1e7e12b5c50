using System.Text;

namespace SpecKitExtension.Naming;

/// <summary>What <c>git check-ref-format --branch</c> accepts, and how any name becomes part of it.</summary>
internal static class GitRefRules
{
    // A loose ref is a file, and its lock's name is five bytes longer; file systems stop at 255.
    private const int ComponentBytes = 200;

    /// <summary>Whether git takes the name for a branch.</summary>
    public static bool IsLegalBranch(string name) =>
        name.Length > 0
        && name is not "HEAD"
        && !name.StartsWith('-')
        && !name.StartsWith("refs/", StringComparison.Ordinal)
        && name.Split('/').All(IsLegalComponent);

    /// <summary>The name itself where git takes it between two slashes; else its words and a hash, so that two names stay two.</summary>
    public static string Component(string name) =>
        IsLegalComponent(name) && !name.StartsWith('-') && name is not "refs" ? name : $"{Slug.Of(name, 40, "x")}-{NameHash.Of(name)}";

    private static bool IsLegalComponent(string name) =>
        name.Length > 0
        && !name.StartsWith('.')
        && !name.EndsWith('.')
        && !name.EndsWith(".lock", StringComparison.OrdinalIgnoreCase)
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && name is not "@"
        && !name.Any(character => character <= ' ' || character == '\u007f' || @"/~^:?*[\".Contains(character, StringComparison.Ordinal))
        && name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)
        && Encoding.UTF8.GetByteCount(name) <= ComponentBytes;
}
