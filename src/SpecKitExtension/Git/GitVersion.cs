using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>The git that the developer's machine needs: <c>merge-tree --write-tree</c> came with 2.38.</summary>
internal static partial class GitVersion
{
    /// <summary>The oldest git that works.</summary>
    public static readonly Version Oldest = new(2, 38);

    /// <summary>Checks that git is there and new enough.</summary>
    /// <exception cref="ToolFailedException">It is not.</exception>
    public static async Task RequireAsync(IToolRunner tools, CancellationToken ct)
    {
        var printed = (await tools.RunAsync(new("git", "--version"), ct)).Text;
        if (Parse(printed) is not { } version || version < Oldest)
        {
            throw new ToolFailedException(
                $"`git --version` says `{printed}`, but git {Oldest} or newer is needed.\nInstall a newer git; waves are merged with `git merge-tree --write-tree`, which older ones do not have."
            );
        }
    }

    /// <summary>The version in what <c>git --version</c> prints, or null.</summary>
    public static Version? Parse(string printed) =>
        Pattern().Match(printed) is { Success: true } match
            ? new(
                int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            )
            : null;

    [GeneratedRegex(@"\bgit version (\d{1,4})\.(\d{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
