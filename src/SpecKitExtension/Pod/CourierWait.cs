using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>
/// Waits for the agent role's end: a verdict and no heartbeat, a heartbeat that has stopped, or SIGTERM and the time that the role has to
/// answer it. A verdict beside a heartbeat is early (planted, or a crash between the two steps of the role's end): it is left alone until
/// the heartbeat stops.
/// </summary>
/// <param name="settings">The role's settings.</param>
/// <param name="stop">The wish to end.</param>
/// <param name="voice">The log.</param>
/// <param name="clock">Measures.</param>
internal sealed class CourierWait(PodSettings settings, StopSignals stop, Voice voice, TimeProvider clock)
{
    private const int PollInterval = 250;
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private Int128? lastBeat;
    private Pace? working;
    private bool stopWasAsked;

    /// <summary>Waits.</summary>
    /// <param name="checkpoint">Saves what there is by now; called from time to time.</param>
    /// <returns>How the agent ended, as far as it may be believed.</returns>
    public Verdict Run(Action checkpoint)
    {
        Pace idle = new(clock, settings.HeartbeatStale * 10),
            untilCheckpoint = new(clock, settings.Checkpoint);
        Pace? answer = null;
        while (!HasEnded(ref idle) && !idle.IsOver && answer is not { IsOver: true })
        {
            stopWasAsked |= IsAsked();
            if (stop.Came)
            {
                answer ??= new(clock, settings.AgentKill + Slack);
            }
            else if (settings.Checkpoint > TimeSpan.Zero && untilCheckpoint.IsOver)
            {
                checkpoint();
                untilCheckpoint = new(clock, settings.Checkpoint);
            }

            Thread.Sleep(PollInterval);
        }

        var verdict = Believed(Said());
        verdict = verdict with { Usage = verdict.Usage ?? Verdict.Read(settings.HeartbeatFile)?.Usage };
        voice.Say($"agent: {verdict.Outcome}{(verdict.Reason.Length > 0 ? $" ({verdict.Reason})" : "")}");
        return verdict;
    }

    private bool HasEnded(ref Pace idle)
    {
        if (Linux.Stat(settings.HeartbeatFile)?.Modified is not { } beat)
        {
            return Linux.Stat(settings.EndedFile) is not null;
        }

        if (beat != lastBeat)
        {
            lastBeat = beat;
            idle = new(clock, settings.HeartbeatStale);
            working ??= new(clock, settings.AgentTimeout);
        }

        return false;
    }

    /// <summary>A stop request is known here too, not only to the role that the agent can deceive.</summary>
    private bool IsAsked()
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

    private Verdict Said()
    {
        if (Verdict.Read(settings.EndedFile) is { } said)
        {
            return said.Outcome is not null ? said : Failure("the verdict names no valid outcome");
        }

        return Linux.Stat(settings.EndedFile) is not null ? Failure("the verdict was refused: a link, no regular file, or over 64 KiB")
            : stop.Came ? new() { Outcome = Verdict.Cancelled, Reason = "terminated before the agent gave a verdict" }
            : lastBeat is not null
                ? Failure($"the agent stopped without a verdict: no heartbeat for {settings.HeartbeatStale.TotalSeconds:0} s")
            : Failure("the agent never started: no heartbeat");
    }

    private static Verdict Failure(string reason) => new() { Outcome = Verdict.Failed, Reason = reason };

    /// <summary>After a stop request or the timeout nothing is delivered, whatever lies in the signals.</summary>
    private Verdict Believed(Verdict said)
    {
        if (said.Outcome != Verdict.Succeeded)
        {
            return said;
        }

        stopWasAsked |= IsAsked();
        return stop.Came ? said with { Outcome = Verdict.Cancelled, Reason = "stopped by SIGTERM" }
            : stopWasAsked ? said with { Outcome = Verdict.Cancelled, Reason = "stop was requested" }
            : working is { IsOver: true }
                ? said with
                {
                    Outcome = Verdict.TimedOut,
                    Reason = $"not done after {settings.AgentTimeout.TotalSeconds:0} s",
                }
            : said;
    }
}
