using System.Text;
using Microsoft.Win32.SafeHandles;
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

    /// <summary>Opens a file inside a directory; no component below it may be a link.</summary>
    /// <returns>Null when there is no such file.</returns>
    public static FileStream? Open(string path, params ReadOnlySpan<string> parts)
    {
        int? folder = null;
        try
        {
            folder = Linux.OpenFolder(null, Linux.InBytes(path));
            foreach (var part in parts[..^1])
            {
                var below = Linux.OpenFolder(folder, Linux.InBytes(part));
                Linux.Close(folder.Value);
                folder = below;
            }

            var file = Linux.OpenFile(folder, Linux.InBytes(parts[^1]));
            if (Linux.Stat(file).IsFile)
            {
                return new(new SafeFileHandle(file, ownsHandle: true), FileAccess.Read);
            }

            Linux.Close(file);
            return null;
        }
        catch (LinuxException)
        {
            return null;
        }
        finally
        {
            Linux.Close(folder ?? -1);
        }
    }

    /// <summary>Puts a file with a content in the place of another, in one step; no component may be a link.</summary>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public static void Replace(string path, string folder, string name, string text)
    {
        int top = Linux.OpenFolder(null, Linux.InBytes(path)),
            below = -1;
        try
        {
            below = Linux.OpenFolder(top, folder);
            var aside = Guid.NewGuid().ToString("N");
            var file = Linux.CreateFile(below, aside, 0x180);
            Linux.WriteAll(file, Encoding.UTF8.GetBytes(text));
            Linux.Close(file);
            Linux.Move(below, aside, below, name);
        }
        finally
        {
            Linux.Close(top);
            Linux.Close(below);
        }
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
