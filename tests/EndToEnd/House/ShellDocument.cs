using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>A document and the shell blocks in it that must run: those that are fenced as `bash`. What cannot run everywhere is fenced as
/// `console` or `text`.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Here">Blocks for an empty directory, in order, as one script.</param>
/// <param name="InRepository">Blocks, fenced as `bash repository`, for a checkout of this repository.</param>
/// <param name="FirstHour">Blocks, fenced as `bash project`, that lead from an empty folder to an integrated branch.</param>
/// <param name="Colleague">Blocks, fenced as `bash colleague`, for the next person in that project.</param>
internal sealed partial record ShellDocument(string Path, string Here, string InRepository, string FirstHour, string Colleague)
{
    /// <summary>All documents of the project for people.</summary>
    internal static IReadOnlyList<ShellDocument> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static ShellDocument Read(string path)
    {
        var blocks = Fence()
            .Matches(File.ReadAllText(Repository.PathOf(path)))
            .ToLookup(match => match.Groups["where"].Value, match => match.Groups["text"].Value);
        return new(
            path,
            string.Concat(blocks[""]),
            string.Concat(blocks[" repository"]),
            string.Concat(blocks[" project"]),
            string.Concat(blocks[" colleague"])
        );
    }

    [GeneratedRegex(
        "^```bash(?<where>(?: repository| project| colleague)?)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex Fence();
}
