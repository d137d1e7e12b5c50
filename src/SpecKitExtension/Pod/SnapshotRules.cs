using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>One path that the copy changes against the base.</summary>
/// <param name="OldMode">Mode in the base, <c>000000</c> for none.</param>
/// <param name="NewMode">Mode in the copy, <c>000000</c> for none.</param>
/// <param name="OldId">The base's object.</param>
/// <param name="Path">Its path in bytes.</param>
internal sealed record Change(string OldMode, string NewMode, string OldId, string Path)
{
    public bool BecomesFile => NewMode.StartsWith("100", StringComparison.Ordinal);
}

/// <summary>
/// Puts the base's version back wherever the agent's must not be pushed: submodules never change; denied paths go to no ref; large-file
/// pointers stay pointers; what passes a limit or could not be read stays as it was, and so does a file whose bytes are the base's own,
/// though its attributes would now rewrite its line ends.
/// </summary>
internal sealed class SnapshotRules
{
    private const int MostShown = 50;
    private const int MostNoted = 5;

    private readonly TreeGit tree;
    private readonly PodSettings settings;
    private readonly Voice voice;
    private readonly DenyRules deny;
    private readonly List<string> leftOut = [];
    private readonly List<string> notes = [];

    public SnapshotRules(TreeGit tree, PodSettings settings, BaseTree basis, Voice voice)
    {
        (this.tree, this.settings, this.voice) = (tree, settings, voice);
        deny = new(settings.DenyPaths);
        foreach (var (path, target) in basis.Links)
        {
            deny.AddLink(path, target);
        }
    }

    /// <summary>Applies the rules to the index and writes the tree.</summary>
    /// <param name="skipped">What was not copied.</param>
    /// <param name="unfit">Why the work is no delivery in any case; null when it may be one.</param>
    public SnapshotTree Apply(IReadOnlyList<Skipped> skipped, string? unfit)
    {
        var refused = unfit is null ? Refused() : [];
        var changes = Changes();
        var (missing, hidden) = Sort(skipped);
        var unchanged = SameBytes(changes);
        var pointers = BrokenPointers(changes);
        List<Change> denied = [],
            large = [],
            restored = [];
        foreach (var change in changes)
        {
            if (change.OldMode == "160000" || change.NewMode == "160000" || unchanged.Contains(change.Path))
            {
                restored.Add(change);
            }
            else if (deny.Denies(ByteText.Show(change.Path), change.NewMode == "120000"))
            {
                denied.Add(change);
            }
            else if (pointers.Contains(change.Path))
            {
                large.Add(change);
            }
            else if (Hidden(hidden, change.Path))
            {
                restored.Add(change);
            }
        }

        Restore([.. restored, .. denied, .. large]);
        Note("not pushed (denied paths)", denied.Select(change => change.Path));
        Note("not pushed (submodules)", Of(missing, SkipReason.Submodule));
        Note("names that git refuses", refused);
        var byRule = leftOut.Count;
        Note("not pushed (large-file content without its pointer)", large.Select(change => change.Path));
        Note($"not pushed (larger than {settings.FileMaxMiB} MiB)", Of(missing, SkipReason.TooLarge));
        Note("not pushed (no room on the courier's volume)", Of(missing, SkipReason.NoRoom));
        Note("not pushed (path too long)", Of(missing, SkipReason.TooLong));
        Note("cannot read", Of(missing, SkipReason.Unreadable));
        var written = ByteText.Of(tree.Must("cannot write the tree", "write-tree")).Trim();
        return new(written, leftOut, string.Join("; ", notes), unfit, byRule == leftOut.Count)
        {
            LacksRoom = missing.Any(known => known.Reason == SkipReason.NoRoom),
        };
    }

    private static IEnumerable<string> Of(IEnumerable<Skipped> skipped, SkipReason reason) =>
        skipped.Where(known => known.Reason == reason).Select(known => known.Path.TrimEnd('/'));

    /// <summary>What git has not taken though it should: names that no repository may hold.</summary>
    private string[] Refused() =>
        [.. ByteText.Split(tree.Must("cannot list what is left", "ls-files", "-z", "--others", "--exclude-standard"))];

    private List<Change> Changes()
    {
        var fields = ByteText.Split(
            tree.Must(
                "cannot compare with the base",
                "diff-index",
                "--cached",
                "--raw",
                "--no-renames",
                "--no-abbrev",
                "-z",
                settings.BaseCommit
            )
        );
        List<Change> changes = [];
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var words = fields[i][1..].Split(' ');
            changes.Add(new(words[0], words[1], words[2], fields[i + 1]));
        }

        return changes;
    }

    /// <summary>What was skipped counts only where git would have looked: ignored files are nobody's work, and what is no file is none
    /// where the base has none.</summary>
    private (IReadOnlyList<Skipped> Missing, IReadOnlySet<string> Hidden) Sort(IReadOnlyList<Skipped> skipped)
    {
        if (skipped.Count == 0)
        {
            return ([], new HashSet<string>());
        }

        var asked = tree.Feed(ByteText.Join(skipped.Select(known => known.Path)), "check-ignore", "-z", "--stdin");
        if (asked.ExitCode is not (0 or 1))
        {
            throw new PodFailedException($"cannot tell ignored files: {Voice.Brief(asked)}");
        }

        HashSet<string> ignored = [.. ByteText.Split(asked.Output)];
        return (
            [.. skipped.Where(known => !ignored.Contains(known.Path) && known.Reason != SkipReason.NoFile)],
            skipped.Select(known => known.Path.TrimEnd('/')).ToHashSet()
        );
    }

    private static bool Hidden(IReadOnlySet<string> hidden, string path)
    {
        for (var end = path.Length; hidden.Count > 0 && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (hidden.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<string> SameBytes(List<Change> changes)
    {
        Change[] modified =
        [
            .. changes.Where(change =>
                change.BecomesFile
                && change.OldMode == change.NewMode
                && !change.Path.Contains('\n', StringComparison.Ordinal)
                && change.Path[0] != '"'
            ),
        ];
        if (modified.Length == 0)
        {
            return [];
        }

        var paths = ByteText.ToBytes(string.Concat(modified.Select(change => change.Path + "\n")));
        var ids = ByteText.Of(tree.Must("cannot hash the work", paths, "hash-object", "--no-filters", "--stdin-paths")).Split('\n');
        return [.. modified.Where((change, i) => i < ids.Length && ids[i] == change.OldId).Select(change => change.Path)];
    }

    private HashSet<string> BrokenPointers(List<Change> changes)
    {
        Change[] files = [.. changes.Where(change => change.BecomesFile)];
        if (files.Length == 0)
        {
            return [];
        }

        var fields = ByteText
            .Of(
                tree.Must(
                    "cannot read attributes",
                    ByteText.Join(files.Select(change => change.Path)),
                    "check-attr",
                    "-z",
                    "--stdin",
                    "filter"
                )
            )
            .Split('\0');
        HashSet<string> filtered = [.. fields.Chunk(3).Where(field => field.Length == 3 && field[2] == "lfs").Select(field => field[0])];
        return
        [
            .. files
                .Where(change =>
                    filtered.Contains(change.Path) && !IsPointer(change.Path) && (change.OldMode == "000000" || IsBasePointer(change.OldId))
                )
                .Select(change => change.Path),
        ];
    }

    private bool IsPointer(string path)
    {
        var file = Linux.OpenFile(null, Linux.InBytes(tree.Copy) + "/" + path);
        try
        {
            var start = new byte[34];
            var count = Linux.Read(file, start);
            return count <= 0 || IsPointer(start);
        }
        finally
        {
            Linux.Close(file);
        }
    }

    private bool IsBasePointer(string id) => IsPointer(tree.Must("cannot read the base", "cat-file", "blob", id));

    private static bool IsPointer(ReadOnlySpan<byte> content) => content.StartsWith("version https://git-lfs.github.com"u8);

    private void Restore(IReadOnlyList<Change> changes)
    {
        if (changes.Count > 0)
        {
            var lines = changes.Select(change => $"{(change.OldMode == "000000" ? "0" : change.OldMode)} {change.OldId}\t{change.Path}\0");
            tree.Must(
                "cannot restore entries of the base",
                Encoding.Latin1.GetBytes(string.Concat(lines)),
                "update-index",
                "-z",
                "--index-info"
            );
        }
    }

    /// <summary>Into the log (the first fifty) and into the reason (the first five).</summary>
    private void Note(string label, IEnumerable<string> paths)
    {
        string[] all = [.. paths];
        if (all.Length == 0)
        {
            return;
        }

        leftOut.AddRange(all);
        foreach (var path in all.Take(MostShown))
        {
            voice.Say($"{label}: {ByteText.Show(path)}");
        }

        var more = all.Length > MostNoted ? $" and {all.Length - MostNoted} more" : "";
        notes.Add(
            $"{label}: {string.Join(", ", all.Take(MostNoted).Select(path => Voice.Cut(Voice.Plain(ByteText.Show(path)), 120)))}{more}"
        );
    }
}
