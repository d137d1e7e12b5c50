using SpecKitExtension.Pod;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>The directory of one attempt on the local runtime; its files are described in <see cref="LocalSupervisor"/>.</summary>
/// <param name="Path">The directory.</param>
internal sealed record LocalFolder(string Path)
{
    /// <summary>The pod's name.</summary>
    public string Pod => System.IO.Path.GetFileName(Path);

    /// <summary>What was started here.</summary>
    public string Card => In("agent.json");

    /// <summary>Whether the supervisor that runs the attempt is alive.</summary>
    public bool Supervised
    {
        get
        {
            if (Linux.Stat(In("lock")) is not { IsFile: true })
            {
                return false;
            }

            try
            {
                using FileStream probe = new(In("lock"), FileMode.Open, FileAccess.Read, FileShare.Read);
                return false;
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>A file of this directory.</summary>
    public string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Whether a role has ended.</summary>
    public bool HasEnded(string role) => File.Exists(In($"{role}.exit"));

    /// <summary>What a file says, or null when it is not there, or is reached through a link: the directory may be anybody's.</summary>
    public string? Read(params ReadOnlySpan<string> parts)
    {
        using var file = Folders.Open(Path, parts);
        using StreamReader? reader = file is null ? null : new(file);
        return reader?.ReadToEnd().Trim();
    }
}
