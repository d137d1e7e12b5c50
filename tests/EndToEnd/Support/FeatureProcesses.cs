using System.Globalization;
using System.Text;

namespace EndToEnd.Support;

/// <summary>The processes that belong to a test, found by its directory in their environment or their arguments.</summary>
internal static class FeatureProcesses
{
    /// <summary>Process id and command line of each.</summary>
    internal static IReadOnlyDictionary<int, string> Of(string directory)
    {
        Dictionary<int, string> found = [];
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId
                && Read(path, "cmdline") is { Length: > 0 } line
                && (
                    line.Contains(directory, StringComparison.Ordinal)
                    || Read(path, "environ").Contains(directory, StringComparison.Ordinal)
                )
            )
            {
                found[id] = line.Replace('\0', ' ').Trim();
            }
        }

        return found;
    }

    /// <summary>Fails unless all of them are gone soon.</summary>
    internal static async Task AreGoneAsync(string directory, double limitSeconds = 60)
    {
        var limit = DateTime.UtcNow.AddSeconds(limitSeconds);
        while (Of(directory) is { Count: > 0 } left)
        {
            if (DateTime.UtcNow > limit)
            {
                throw new ShouldAssertException(
                    $"processes are left:\n{string.Join('\n', left.Select(process => $"{process.Key} {process.Value}"))}"
                );
            }

            await Task.Delay(50);
        }
    }

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
