using System.Runtime.InteropServices;

namespace SpecKitExtension.Pod;

/// <summary>SIGTERM and SIGINT, taken as the wish that a role comes to its end.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TimeProvider clock;
    private volatile Pace? since;

    private StopSignals(TimeProvider clock)
    {
        this.clock = clock;
    }

    /// <summary>Whether one has come.</summary>
    public bool Came => since is not null;

    /// <summary>How long ago the first one came; nothing before.</summary>
    public TimeSpan Passed => since?.Passed ?? TimeSpan.Zero;

    /// <summary>Starts to take them.</summary>
    public static StopSignals Take(TimeProvider clock)
    {
        StopSignals signals = new(clock);
        foreach (var kind in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            signals.registrations.Add(PosixSignalRegistration.Create(kind, context =>
                {
                    context.Cancel = true;
                    signals.since ??= new(signals.clock, TimeSpan.Zero);
                }));
        }

        return signals;
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());
}
