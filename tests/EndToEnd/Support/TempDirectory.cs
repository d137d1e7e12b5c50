namespace EndToEnd.Support;

/// <summary>A directory of one test, gone with it. Its name holds a space and a quote: paths are data.</summary>
internal sealed class TempDirectory : IDisposable
{
    internal TempDirectory() => Path = Directory.CreateTempSubdirectory("it's a test ").FullName;

    internal string Path { get; }

    internal string this[string relative] => System.IO.Path.Combine(Path, relative);

    internal string Create(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    public void Dispose()
    {
        foreach (var locked in Directory.EnumerateDirectories(Path, "*", SearchOption.TopDirectoryOnly))
        {
            Unlock(new DirectoryInfo(locked));
        }

        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Makes read-only directories of hostile agents deletable; links are not followed.</summary>
    private static void Unlock(DirectoryInfo directory)
    {
        if (directory.LinkTarget is not null)
        {
            return;
        }

        directory.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var child in directory.EnumerateDirectories())
        {
            Unlock(child);
        }
    }
}
