using System.Globalization;

namespace SpecKitExtension.Git;

/// <summary>One entry of a tree, as <c>git ls-tree -z</c> prints it.</summary>
/// <param name="Mode">Its mode, e.g. <c>100644</c>.</param>
/// <param name="Hash">The object it names.</param>
/// <param name="Path">Its path from the top.</param>
internal sealed record TreeEntry(string Mode, string Hash, string Path)
{
    /// <summary>Whether it is a regular file, and neither a link, a folder nor a submodule.</summary>
    public bool IsFile => Mode is "100644" or "100755";

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Mode == "040000";

    /// <summary>Reads an entry; null when the text is none.</summary>
    public static TreeEntry? Parse(string text)
    {
        var tab = text.IndexOf('\t', StringComparison.Ordinal);
        return tab > 0 && text[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mode, _, var hash, ..]
            ? new(mode, hash, text[(tab + 1)..])
            : null;
    }

    /// <summary>The entries at some paths of a commit or tree; a path that is not there has none.</summary>
    public static async Task<IReadOnlyList<TreeEntry>> FindAsync(
        MergeRoom room,
        string tree,
        IReadOnlyList<string> paths,
        CancellationToken ct
    ) =>
        paths.Count == 0
            ? []
            :
            [
                .. (await room.RunAsync(ct, ["ls-tree", "-z", "--full-tree", tree, "--", .. paths]))
                    .Output.Split('\0')
                    .Select(Parse)
                    .OfType<TreeEntry>()
                    .Where(entry => paths.Contains(entry.Path)),
            ];

    /// <summary>How many bytes its content has.</summary>
    public async Task<long> SizeAsync(MergeRoom room, CancellationToken ct) =>
        long.Parse((await room.RunAsync(ct, "cat-file", "-s", Hash)).Text, CultureInfo.InvariantCulture);
}
