using SpecKitExtension.Pod;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>The directory under which all attempts of this machine have theirs.</summary>
/// <param name="root">The directory.</param>
internal sealed class LocalPlace(string root)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary>The directory of a feature's attempts.</summary>
    public string Of(AgentScope scope) => Path.Combine(root, scope.RepositoryHash, scope.FeatureLabel);

    /// <summary>The directory of an attempt.</summary>
    public LocalFolder Of(AgentScope scope, string pod) => new(Path.Combine(Of(scope), pod));

    /// <summary>A directory that nobody looks into, to prepare or to remove things in.</summary>
    public string Aside() => Path.Combine(Directory.CreateDirectory(Path.Combine(root, ".staging")).FullName, Guid.NewGuid().ToString("N"));

    /// <summary>Makes an attempt's directory disappear in one step, so that nobody ever sees half of it.</summary>
    public void Remove(LocalFolder folder)
    {
        var aside = Aside();
        if (Linux.Move(folder.Path, aside))
        {
            Folders.Remove(aside);
        }
    }

    /// <summary>Removes what a killed process of this tool has left aside.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var left in new DirectoryInfo(Path.Combine(root, ".staging")) is { Exists: true } aside ? aside.GetDirectories() : [])
        {
            if (now - left.LastWriteTimeUtc > Abandoned)
            {
                Folders.Remove(left.FullName);
            }
        }
    }

    /// <summary>Waits until no other process starts attempts of the feature.</summary>
    /// <returns>To be disposed when the attempts are started.</returns>
    public async Task<IDisposable> LockAsync(AgentScope scope, TimeProvider clock, CancellationToken ct)
    {
        var file = Path.Combine(Directory.CreateDirectory(Of(scope)).FullName, ".starting");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                await Task.Delay(PollInterval, clock, ct);
            }
        }
    }
}
