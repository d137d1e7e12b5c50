namespace SpecKitExtension.Tools;

/// <summary>A temporary directory that is gone when its process is: at its orderly end, or when the next process of this tool
/// looks.</summary>
/// <remarks>Nobody can lock what a dead process held, so a lock tells a forgotten directory from one that is in use.</remarks>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "speckit-async-";
    private const string Lock = ".owner";
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly FileStream owner;

    private ScratchFolder(string path, FileStream owner)
    {
        (Path, this.owner) = (path, owner);
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Makes one, and removes those of dead processes.</summary>
    /// <param name="parent">Where; null is the system's place for temporary files.</param>
    /// <exception cref="IOException">The disk is full or the directory cannot be made.</exception>
    public static ScratchFolder Create(string? parent = null)
    {
        var place = parent ?? System.IO.Path.GetTempPath();
        Sweep(place);
        var path = System.IO.Path.Combine(place, Prefix + System.IO.Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
        PrivateFolder.Create(path);

        // Locked before it has its name: nobody can take it for a dead process's in between.
        var unnamed = System.IO.Path.Combine(path, Lock + ".new");
        FileStream owner = new(unnamed, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        File.Move(unnamed, System.IO.Path.Combine(path, Lock));
        return new(path, owner);
    }

    /// <summary>Removes what dead processes have left.</summary>
    /// <param name="place">Where; null is the system's place for temporary files.</param>
    public static void Sweep(string? place = null)
    {
        foreach (var left in new DirectoryInfo(place ?? System.IO.Path.GetTempPath()).EnumerateDirectories(Prefix + "*").Where(IsLeft))
        {
            try
            {
                left.Delete(recursive: true);
            }
            catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
            {
                // Another process sweeps too: then it is gone already.
                continue;
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        owner.Dispose();
    }

    private static bool IsLeft(DirectoryInfo folder)
    {
        try
        {
            using FileStream probe = new(
                System.IO.Path.Combine(folder.FullName, Lock),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None
            );
            return true;
        }
        catch (FileNotFoundException)
        {
            // Its process died, or goes on, between making the directory and locking it; or the directory is of another kind.
            return DateTime.UtcNow - folder.LastWriteTimeUtc > Abandoned
                && folder.EnumerateFileSystemInfos().All(file => file.Name == Lock + ".new");
        }
        catch (Exception used) when (used is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
