using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Directories that somebody else has filled.</summary>
internal static class Folders
{
    private const int Deepest = 100;
    private const int MostRounds = 10_000;

    /// <summary>Removes a directory with all that is in it, however deep, and however it was locked; no link is followed.</summary>
    /// <returns>Whether nothing is left.</returns>
    public static bool Remove(string path)
    {
        var name = Linux.InBytes(path);
        try
        {
            var top = Linux.OpenFolder(null, name);
            try
            {
                // A round brings what lies too deep up to the top.
                for (var round = 0; round < MostRounds && Linux.Names(top).Count > 0; round++)
                {
                    Empty(top, top, 0);
                }
            }
            finally
            {
                Linux.Close(top);
            }
        }
        catch (LinuxException missing) when (missing.Error is Linux.NoEntry)
        {
            return true;
        }
        catch (LinuxException)
        {
            // A link or a file: the name goes, and what it leads to stays.
            return Linux.Remove(Linux.HereFolder, name, isFolder: false);
        }

        return Linux.Remove(Linux.HereFolder, name, isFolder: true);
    }

    /// <summary>What a directory takes of the disk, in bytes.</summary>
    public static long Size(string path)
    {
        try
        {
            var top = Linux.OpenFolder(null, Linux.InBytes(path));
            try
            {
                return Size(top, 0);
            }
            finally
            {
                Linux.Close(top);
            }
        }
        catch (LinuxException)
        {
            return 0;
        }
    }

    private static void Empty(int top, int folder, int depth)
    {
        foreach (var name in Linux.Names(folder))
        {
            if (Linux.Stat(folder, name) is not { IsDirectory: true })
            {
                Linux.Remove(folder, name, isFolder: false);
                continue;
            }

            Linux.Unlock(folder, name);
            if (depth >= Deepest)
            {
                // It comes up to the top, and is emptied from there: no path and no stack is ever too deep.
                Linux.Move(folder, name, top, Guid.NewGuid().ToString("N"));
                continue;
            }

            EmptyBelow(top, folder, name, depth);
        }

    }

    private static void EmptyBelow(int top, int folder, string name, int depth)
    {
        try
        {
            var below = Linux.OpenFolder(folder, name);
            try
            {
                Empty(top, below, depth + 1);
            }
            finally
            {
                Linux.Close(below);
            }
        }
        catch (LinuxException)
        {
            // It vanished, or became something else, meanwhile; the removal of its parent tells.
            return;
        }

        Linux.Remove(folder, name, isFolder: true);
    }

    private static long Size(int folder, int depth)
    {
        var sum = 0L;
        foreach (var name in Linux.Names(folder))
        {
            if (Linux.Stat(folder, name) is not { } stat)
            {
                continue;
            }

            sum += stat.Blocks * 512;
            if (stat.IsDirectory && depth < Deepest * 10)
            {
                sum += SizeBelow(folder, name, depth);
            }
        }

        return sum;
    }

    private static long SizeBelow(int folder, string name, int depth)
    {
        try
        {
            var below = Linux.OpenFolder(folder, name);
            try
            {
                return Size(below, depth + 1);
            }
            finally
            {
                Linux.Close(below);
            }
        }
        catch (LinuxException)
        {
            return 0;
        }
    }
}
