using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Copies one open file.</summary>
/// <param name="mayGoOn">Asked for each part.</param>
internal sealed class FileCopy(Func<bool> mayGoOn)
{
    private readonly byte[] buffer = new byte[1 << 17];

    /// <summary>Copies it.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="stat">What it is: no more bytes than this are read.</param>
    /// <param name="into">The open directory of the copy.</param>
    /// <param name="name">The copy's name.</param>
    /// <returns>Whether all of it could be read; else there is no copy.</returns>
    /// <exception cref="LinuxException">The copy cannot be written.</exception>
    /// <exception cref="PodFailedException">The time is over.</exception>
    public bool Make(int file, LinuxStat stat, int into, string name)
    {
        var target = Linux.CreateFile(into, name, stat.IsExecutable ? 0x1ED : 0x1A4);
        try
        {
            var left = stat.Size;
            int count;
            while (left > 0 && (count = Linux.Read(file, buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)))) != 0)
            {
                if (count < 0)
                {
                    Linux.Remove(into, name, isFolder: false);
                    return false;
                }

                left -= count;
                Write(target, buffer.AsSpan(0, count), isLast: left == 0);
                if (!mayGoOn())
                {
                    throw new PodFailedException("cannot copy the work tree: out of time");
                }
            }

            return true;
        }
        finally
        {
            Linux.Close(target);
        }
    }

    /// <summary>Holes stay holes.</summary>
    private static void Write(int target, ReadOnlySpan<byte> part, bool isLast)
    {
        if (isLast || part.ContainsAnyExcept((byte)0))
        {
            Linux.WriteAll(target, part);
        }
        else
        {
            Linux.Skip(target, part.Length);
        }
    }
}
