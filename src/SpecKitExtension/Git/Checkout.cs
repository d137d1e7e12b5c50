using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>The developer's checkout, which moves from one commit to a later one in one step, or not at all.</summary>
/// <remarks>
/// git looks before it writes, but takes ignored files for nobody's, and leaves a half-written tree when it is killed or the disk is full.
/// What lies there then is what it was about to write, wholly or from its beginning: that is how it is known again, now or at the next try.
/// </remarks>
internal sealed class Checkout(GitRepository repository)
{
    /// <summary>Moves it forward.</summary>
    /// <param name="head">The commit that HEAD names.</param>
    /// <param name="commit">A commit that descends from it.</param>
    /// <param name="ct">Ends the looking; the step itself is not cut.</param>
    /// <exception cref="ToolFailedException">It stays where it was; the message names what is in the way.</exception>
    public async Task ForwardAsync(string head, string commit, CancellationToken ct)
    {
        var changes = await TreeChange.BetweenAsync(repository, head, commit, ct);
        if (await RestoreAsync(head, changes, isOurMess: false, ct) is { Count: > 0 } inTheWay)
        {
            throw new ToolFailedException(
                $"The merge is ready but your checkout is in its way; nothing was changed.\n{string.Join('\n', inTheWay.Select(path => $"  {path}"))}\n"
                    + "Commit, move or stash these files (those that git ignores: move) and run integrate again."
            );
        }

        var merge = await repository.TryAsync(CancellationToken.None, "merge", "--ff-only", "--no-overwrite-ignore", "--quiet", commit);
        if (merge.Succeeded || await repository.HeadAsync(CancellationToken.None) == commit)
        {
            return;
        }

        var left = await RestoreAsync(head, changes, isOurMess: true, CancellationToken.None);
        throw new ToolFailedException(
            left.Count == 0
                ? $"The merge is ready but your checkout did not take it; it is as it was.\n{merge.Error.Trim()}\nMend that and run integrate again."
                : $"The merge is ready but your checkout did not take it, and these files are not as they were: {string.Join(", ", left)}.\n{merge.Error.Trim()}\nMend that, restore them (`git restore FILE`) and run integrate again."
        );
    }

    /// <summary>Takes back what a step wrote that did not end.</summary>
    /// <param name="head">The commit to go back to.</param>
    /// <param name="changes">What the step was to write.</param>
    /// <param name="isOurMess">Whether the step was taken just now, so that an empty file is one of its files too.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>The paths that hold something else than the step writes; where there are any, nothing was taken back unless it is our
    /// mess.</returns>
    private async Task<IReadOnlyList<string>> RestoreAsync(
        string head,
        IReadOnlyDictionary<string, TreeChange> changes,
        bool isOurMess,
        CancellationToken ct
    )
    {
        var differ = (
            await repository.RunAsync(ct, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules", head, "--")
        ).Output.Split('\0');
        List<string> tracked = [.. differ.Where(changes.ContainsKey).Where(path => isOurMess || Exists(At(path)) || changes[path].IsNew)];
        List<string> untracked =
        [
            .. changes
                .Values.Where(change => change.IsNew && !tracked.Contains(change.Path))
                .SelectMany(change => InPlaceOf(change, changes))
                .Distinct(),
        ];
        using var room = tracked.Count + untracked.Count == 0 ? null : await MergeRoom.OpenAsync(repository, ct);
        List<string> foreign = [];
        foreach (var path in tracked.Concat(untracked))
        {
            if (!changes.TryGetValue(path, out var change) || !await IsWrittenAsync(change, isOurMess, room!, ct))
            {
                foreign.Add(path);
            }
        }

        if (foreign.Count == 0 || isOurMess)
        {
            // New files first: they make room.
            untracked.Except(foreign).ToList().ForEach(Remove);
            await RestoreTrackedAsync(head, [.. tracked.Except(foreign)], ct);
        }

        return foreign;
    }

    private void Remove(string path)
    {
        File.Delete(At(path));
        for (
            var folder = Path.GetDirectoryName(At(path))!;
            folder.Length > repository.Root.Length && !Directory.EnumerateFileSystemEntries(folder).Any();
            folder = Path.GetDirectoryName(folder)!
        )
        {
            Directory.Delete(folder);
        }
    }

    private async Task RestoreTrackedAsync(string head, IReadOnlyList<string> paths, CancellationToken ct)
    {
        if (paths.Count > 0)
        {
            await repository.RunAsync(
                ct,
                call =>
                    call with
                    {
                        Input = string.Concat(paths.Select(path => path + "\0")),
                        Environment = call.Environment.Append(new("GIT_LITERAL_PATHSPECS", "1")).ToDictionary(),
                    },
                "-c",
                "core.hooksPath=/dev/null",
                "restore",
                "--quiet",
                $"--source={head}",
                "--staged",
                "--worktree",
                "--pathspec-from-file=-",
                "--pathspec-file-nul"
            );
        }
    }

    /// <summary>What lies where a new file is to come: itself, a file or link in place of a folder on its way, or what is in a folder of
    /// its name.</summary>
    private IEnumerable<string> InPlaceOf(TreeChange change, IReadOnlyDictionary<string, TreeChange> changes)
    {
        for (var slash = change.Path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = change.Path.IndexOf('/', slash + 1))
        {
            var folder = change.Path[..slash];
            if (!Directory.Exists(At(folder)) || new FileInfo(At(folder)).LinkTarget is not null)
            {
                return Exists(At(folder)) && changes.GetValueOrDefault(folder) is not { IsGone: true } ? [folder] : [];
            }
        }

        var path = At(change.Path);
        return new FileInfo(path).LinkTarget is not null || !Directory.Exists(path)
            ? Exists(path)
                ? [change.Path]
                : []
            : new DirectoryInfo(path)
                .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Where(file => file is FileInfo || file.LinkTarget is not null)
                .Select(file => Path.GetRelativePath(repository.Root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(file => changes.GetValueOrDefault(file) is not { IsGone: true });
    }

    /// <summary>Whether a path holds what the step writes there, or the beginning of it.</summary>
    private async Task<bool> IsWrittenAsync(TreeChange change, bool isOurMess, MergeRoom room, CancellationToken ct)
    {
        FileInfo file = new(At(change.Path));
        if (!Exists(file.FullName))
        {
            return true;
        }

        if (change.IsGone || Directory.Exists(file.FullName) || change.IsLink != file.LinkTarget is not null)
        {
            return isOurMess && change.IsGone;
        }

        if (change.IsLink)
        {
            return file.LinkTarget == (await room.RunAsync(ct, "cat-file", "blob", change.Hash)).Output;
        }

        return (await repository.RunAsync(ct, "hash-object", "--", change.Path)).Text == change.Hash
            || ((isOurMess || file.Length > 0) && await IsBeginningAsync(file, change.Hash, room, ct));
    }

    private static async Task<bool> IsBeginningAsync(FileInfo file, string hash, MergeRoom room, CancellationToken ct)
    {
        var whole = Path.Combine(room.Tree, (await room.RunAsync(ct, "unpack-file", hash)).Text);
        await using FileStream some = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using FileStream all = new(whole, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.DeleteOnClose);
        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        while (true)
        {
            var count = await some.ReadAtLeastAsync(left, left.Length, throwOnEndOfStream: false, ct);
            if (count == 0)
            {
                return true;
            }

            var other = await all.ReadAtLeastAsync(right.AsMemory(0, count), count, throwOnEndOfStream: false, ct);
            if (!left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, other)))
            {
                return false;
            }
        }
    }

    private string At(string path) => Path.Combine(repository.Root, path.Replace('/', Path.DirectorySeparatorChar));

    private static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}

/// <summary>What one commit changes at one path.</summary>
/// <param name="Path">The path from the top.</param>
/// <param name="Status">git's letter for it, e.g. A for a new file.</param>
/// <param name="Mode">Its mode afterwards.</param>
/// <param name="Hash">Its content afterwards.</param>
internal sealed record TreeChange(string Path, char Status, string Mode, string Hash)
{
    /// <summary>Whether nothing was there before.</summary>
    public bool IsNew => Status == 'A';

    /// <summary>Whether nothing is there afterwards.</summary>
    public bool IsGone => Status == 'D';

    /// <summary>Whether it is a link afterwards.</summary>
    public bool IsLink => Mode == "120000";

    /// <summary>The changes from one commit to another, by their paths; a rename is two.</summary>
    public static async Task<IReadOnlyDictionary<string, TreeChange>> BetweenAsync(
        GitRepository repository,
        string from,
        string to,
        CancellationToken ct
    )
    {
        var parts = (
            await repository.RunAsync(ct, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", from, to, "--")
        ).Output.Split('\0');
        return parts
            .Chunk(2)
            .Where(pair => pair.Length == 2)
            .Select(pair => (Fields: pair[0].Split(' '), Path: pair[1]))
            .ToDictionary(pair => pair.Path, pair => new TreeChange(pair.Path, pair.Fields[4][0], pair.Fields[1], pair.Fields[3]));
    }
}
