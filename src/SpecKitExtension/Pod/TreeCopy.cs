using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Why something of the tree was not taken.</summary>
internal enum SkipReason
{
    TooLarge,
    NoRoom,
    TooLong,
    Unreadable,
    Submodule,
    NoFile,
}

/// <summary>What was not taken.</summary>
/// <param name="Path">Its path in bytes; a directory's ends with a slash.</param>
/// <param name="Reason">Why.</param>
internal sealed record Skipped(string Path, SkipReason Reason);

/// <summary>
/// Copies the agent's tree: every directory is entered by its handle and no link is followed, so nothing that changes meanwhile leads
/// elsewhere; what passes a limit is never opened for reading.
/// </summary>
internal sealed class TreeCopy
{
    private const int LongestPath = 3_900;
    private const int LongestName = 250;
    private const int EntryCost = 4_096;

    private readonly long largest;
    private readonly IReadOnlySet<string> submodules;
    private readonly Func<bool> mayGoOn;
    private readonly FileCopy files;
    private readonly List<Skipped> skipped = [];
    private long room;
    private bool any;

    private TreeCopy(long largest, long room, IReadOnlySet<string> submodules, Func<bool> mayGoOn)
    {
        (this.largest, this.room, this.submodules, this.mayGoOn) = (largest, room, submodules, mayGoOn);
        files = new(mayGoOn);
    }

    /// <summary>Copies.</summary>
    /// <param name="settings">Where from, and the limits.</param>
    /// <param name="target">An empty directory.</param>
    /// <param name="submodules">Paths that belong to other repositories.</param>
    /// <param name="mayGoOn">Asked for each file.</param>
    /// <param name="any">Whether anything was there to be copied.</param>
    /// <returns>What was not taken.</returns>
    /// <exception cref="WreckedTreeException">There is no tree any more.</exception>
    /// <exception cref="PodFailedException">The copy cannot be written, or the time is over.</exception>
    public static IReadOnlyList<Skipped> Make(
        PodSettings settings,
        string target,
        IReadOnlySet<string> submodules,
        Func<bool> mayGoOn,
        out bool any
    )
    {
        var largest = settings.FileMaxMiB == 0 ? long.MaxValue : settings.FileMaxMiB << 20;
        TreeCopy copy = new(largest, new DriveInfo(target).AvailableFreeSpace, submodules, mayGoOn);
        int? work = null,
            tree = null,
            into = null;
        try
        {
            try
            {
                work = Linux.OpenFolder(null, Linux.InBytes(settings.WorkDir));
                tree = Linux.OpenFolder(work, "repo");
            }
            catch (LinuxException)
            {
                throw new WreckedTreeException("the work tree is no directory any more");
            }

            into = Linux.OpenFolder(null, Linux.InBytes(target));
            copy.Folder(tree.Value, into.Value, "");
        }
        catch (LinuxException refused)
        {
            throw new PodFailedException($"cannot copy the work tree: {refused.Message}");
        }
        finally
        {
            foreach (var open in (int?[])[work, tree, into])
            {
                Linux.Close(open ?? -1);
            }
        }

        any = copy.any;
        return copy.skipped;
    }

    private void Folder(int from, int into, string prefix)
    {
        foreach (var name in Linux.Names(from))
        {
            if (!mayGoOn())
            {
                throw new PodFailedException("cannot copy the work tree: out of time");
            }

            if (!name.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                Entry(from, into, name, prefix + name);
            }
        }
    }

    private void Entry(int from, int into, string name, string path)
    {
        if (Linux.Stat(from, name) is not { } stat)
        {
            return;
        }

        if (submodules.Contains(path))
        {
            Submodule(from, name, path, stat);
        }
        else if (path.Length > LongestPath || name.Length > LongestName)
        {
            Skip(stat.IsDirectory ? path + "/" : path, SkipReason.TooLong);
        }
        else if (stat.IsDirectory)
        {
            SubFolder(from, into, name, path);
        }
        else if (stat.IsLink)
        {
            Link(from, into, name);
        }
        else if (stat.IsFile)
        {
            File(from, into, name, path);
        }
        else
        {
            Skip(path, SkipReason.NoFile);
        }
    }

    /// <summary>What lies at a submodule's place is never pushed; an empty directory is what a clone has there.</summary>
    private void Submodule(int from, string name, string path, LinuxStat stat)
    {
        var folder = stat.IsDirectory ? TryOpen(from, name) : null;
        if (folder is not { } open || Linux.Names(open).Count > 0)
        {
            Skip(path, SkipReason.Submodule);
        }

        Linux.Close(folder ?? -1);
    }

    private static int? TryOpen(int parent, string name)
    {
        try
        {
            return Linux.OpenFolder(parent, name);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private void SubFolder(int from, int into, string name, string path)
    {
        if (TryOpen(from, name) is not { } folder)
        {
            Skip(path + "/", SkipReason.Unreadable);
            return;
        }

        int? target = null;
        try
        {
            Take(0);
            Linux.MakeFolder(into, name);
            target = Linux.OpenFolder(into, name);
            Folder(folder, target.Value, path + "/");
        }
        finally
        {
            Linux.Close(folder);
            Linux.Close(target ?? -1);
        }
    }

    private void Link(int from, int into, string name)
    {
        string target;
        try
        {
            target = Linux.ReadLink(from, name);
        }
        catch (LinuxException)
        {
            // It is gone, or something else by now; the next look finds it.
            return;
        }

        Take(0);
        Linux.MakeLink(into, name, target);
    }

    private void File(int from, int into, string name, string path)
    {
        int file;
        try
        {
            file = Linux.OpenFile(from, name);
        }
        catch (LinuxException refused)
        {
            Skip(path, SkipReason.Unreadable, unless: refused.Error == Linux.NoEntry);
            return;
        }

        try
        {
            // What was opened decides, not what was there a moment ago.
            var stat = Linux.Stat(file);
            if (!stat.IsFile)
            {
                Skip(path, SkipReason.NoFile);
            }
            else if (stat.Size > largest || stat.Size * 2 > room)
            {
                Skip(path, stat.Size > largest ? SkipReason.TooLarge : SkipReason.NoRoom);
            }
            else
            {
                Take(stat.Size);
                Skip(path, SkipReason.Unreadable, unless: files.Make(file, stat, into, name));
            }
        }
        finally
        {
            Linux.Close(file);
        }
    }

    private void Take(long size)
    {
        any = true;
        room -= (size * 2) + EntryCost;
    }

    private void Skip(string path, SkipReason reason, bool unless = false)
    {
        any = true;
        if (!unless)
        {
            skipped.Add(new(path, reason));
        }
    }
}

/// <summary>The agent has removed or replaced its own work tree.</summary>
internal sealed class WreckedTreeException(string message) : Exception(message);
