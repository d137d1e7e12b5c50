using System.Text;
using SpecKitExtension.Git;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>What the agent role and the courier tell each other by files: heartbeat, stop request, verdict; and how full the disk
/// is.</summary>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">The log.</param>
/// <param name="clock">Measures.</param>
internal sealed class AgentSigns(PodSettings settings, Voice voice, TimeProvider clock)
{
    private Pace next = new(clock, settings.Heartbeat);
    private Task<long>? measuring;
    private bool complained;

    /// <summary>Bytes that tree, home and temporary files took when they were measured last.</summary>
    public long DiskUsed { get; private set; }

    /// <summary>What the agent had used of the model when it said so last; null when it has said nothing.</summary>
    public TaskUsage? Usage { get; private set; }

    /// <summary>Whether somebody asks the agent to stop.</summary>
    public bool IsStopAsked
    {
        get
        {
            try
            {
                return new FileInfo(settings.StopFile) is { Exists: true, Length: > 0 };
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Shows that the role lives, and what the agent has used by now: whoever ends it, its commits tell what it has
    /// cost.</summary>
    public void ShowLife()
    {
        Usage = Verdict.Read(settings.AgentReport)?.Usage;
        try
        {
            using var file = File.OpenHandle(settings.HeartbeatFile, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            File.SetLastWriteTimeUtc(file, clock.GetUtcNow().UtcDateTime);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(new Verdict { Usage = Usage }.ToText()), 0);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!complained)
            {
                voice.Say($"cannot touch {settings.HeartbeatFile}: {refused.Message}");
                complained = true;
            }
        }
    }

    /// <summary>To be called several times a second.</summary>
    public void Turn()
    {
        if (measuring is { IsCompleted: true } measured)
        {
            (DiskUsed, measuring) = (measured.Result, null);
        }

        if (!next.IsOver)
        {
            return;
        }

        ShowLife();
        next = new(clock, settings.Heartbeat);
        if (settings.DiskBudgetBytes > 0)
        {
            // Beside: a big tree takes longer to measure than a stop may take to be seen.
            measuring ??= Task.Run(() => new[] { settings.Tree, settings.AgentHome, settings.AgentTmp }.Sum(Folders.Size));
        }
    }

    /// <summary>Writes the verdict, whatever the agent has made of the directory.</summary>
    public void End(string verdict)
    {
        var file = Path.Combine(settings.SignalDir, ".verdict." + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(settings.SignalDir);
        File.WriteAllText(file, verdict, new UTF8Encoding(false));
        Folders.Remove(settings.HeartbeatFile);
        Folders.Remove(settings.EndedFile);
        if (!Linux.Move(file, settings.EndedFile))
        {
            voice.Say($"cannot write {settings.EndedFile}");
        }
    }
}

/// <summary>Whether the kernel has ended processes of this container because its memory was used up.</summary>
/// <param name="file">The control group's counters.</param>
internal sealed class OutOfMemory(string file)
{
    private readonly long before = Count(file);

    /// <summary>How many since this object was made.</summary>
    public long Killed => Count(file) - before;

    private static long Count(string file)
    {
        try
        {
            return File.ReadLines(file)
                .Select(line => line.Split(' '))
                .Where(words => words is ["oom_kill", _])
                .Select(words => long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // Not every machine counts.
            return 0;
        }
    }
}
