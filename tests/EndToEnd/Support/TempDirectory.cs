using System.Diagnostics;

namespace EndToEnd.Support;

/// <summary>A directory of one test, gone with it. Its name holds a space and a quote: paths are data.</summary>
internal sealed class TempDirectory : IDisposable
{
    internal TempDirectory() => Path = Directory.CreateTempSubdirectory("it's a test ").FullName;

    internal string Path { get; }

    internal string this[string relative] => System.IO.Path.Combine(Path, relative);

    internal string Create(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    /// <summary>By the system's own tools: hostile trees hold names that are no UTF-8 and directories without permissions.</summary>
    public void Dispose()
    {
        Run("chmod", "-R", "u+rwX", "--", Path);
        Run("rm", "-rf", "--", Path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }
}
