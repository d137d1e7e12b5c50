namespace SpecKitExtension.Git;

/// <summary>The only attributes that a merge obeys: those of its base that forbid merging a file line by line.</summary>
internal static class BaseAttributes
{
    private const string FileName = ".gitattributes";
    private const long MostBytes = 4 << 20;
    private static readonly char[] Blanks = [' ', '\t', '\r'];

    /// <summary>Writes them into a merge's work tree, in place of those that an earlier merge has left there.</summary>
    /// <param name="room">Where the merge is made.</param>
    /// <param name="commit">The base.</param>
    /// <param name="ct">Ends the writing.</param>
    public static async Task WriteAsync(MergeRoom room, string commit, CancellationToken ct)
    {
        Directory.Delete(room.Tree, recursive: true);
        Directory.CreateDirectory(room.Tree);
        var entries = (await room.RunAsync(ct, "ls-tree", "-r", "-z", "--full-tree", commit))
            .Output.Split('\0')
            .Select(TreeEntry.Parse)
            .OfType<TreeEntry>();
        foreach (
            var entry in entries.Where(entry =>
                entry.IsFile && (entry.Path == FileName || entry.Path.EndsWith("/" + FileName, StringComparison.Ordinal))
            )
        )
        {
            // A tree that was made by hand may name places outside.
            var file = Path.GetFullPath(entry.Path, room.Tree);
            if (
                file.StartsWith(room.Tree + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && await entry.SizeAsync(room, ct) <= MostBytes
            )
            {
                var text = Filter((await room.RunAsync(ct, "cat-file", "blob", entry.Hash)).Output);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text, ct);
            }
        }
    }

    /// <summary>What is left of a file of attributes: for each pattern, whether its files are merged as text or not at all.</summary>
    public static string Filter(string text) => string.Concat(text.Split('\n').Select(Line));

    private static string Line(string line)
    {
        line = line.TrimStart(Blanks);
        var end = line.StartsWith('"') ? ClosingQuote(line) : line.IndexOfAny(Blanks);
        if (end <= 0 || line.StartsWith('#') || line.StartsWith("[attr]", StringComparison.Ordinal))
        {
            return "";
        }

        // The last word about merging is the one that counts.
        var said = line[end..].Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Select(Said).LastOrDefault(word => word is not null);
        return said is null ? "" : $"{line[..end]} {said}\n";
    }

    private static string? Said(string word) =>
        word switch
        {
            "binary" or "-merge" or "merge=binary" => "-merge",
            "merge" or "!merge" => "!merge",
            _ when word.StartsWith("merge=", StringComparison.Ordinal) => "!merge",
            _ => null,
        };

    /// <returns>The position behind the quote that ends a quoted pattern; -1 without one.</returns>
    private static int ClosingQuote(string line)
    {
        for (var at = 1; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                return at + 1;
            }

            at += line[at] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
