using System.Runtime.InteropServices;

namespace SpecKitExtension.Commands;

/// <summary>Ctrl+C, SIGTERM and SIGHUP: how often, and what each press ends.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly CancellationTokenSource abort = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly Lock counting = new();
    private ITimer? reader;
    private bool over;
    private int count;
    private bool graceful;

    /// <summary>Ends the command: at the first press, or at the third of a graceful command.</summary>
    public CancellationToken Abort => abort.Token;

    /// <summary>The first press.</summary>
    public CancellationToken First => first.Token;

    /// <summary>The second press.</summary>
    public CancellationToken Second => second.Token;

    /// <summary>Whether nobody reads our output any more.</summary>
    public bool HasReaderLeft { get; private set; }

    /// <summary>Listens to the process's signals.</summary>
    public static Interrupts Listen()
    {
        Interrupts interrupts = new();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            interrupts.registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    interrupts.Press();
                }));
        }

        return interrupts;
    }

    /// <summary>From now on the first two presses are the command's own business.</summary>
    public void BeGraceful()
    {
        lock (counting)
        {
            graceful = true;
        }
    }

    /// <summary>From now on the command ends when nobody reads its output any more, e.g. behind <c>| head</c>: a quiet first press, which a
    /// real one may follow.</summary>
    /// <param name="clock">The time.</param>
    public void EndWithReader(TimeProvider clock) => reader ??= clock.CreateTimer(_ => LookForReader(), null, PollInterval, PollInterval);

    private void LookForReader()
    {
        if (HasReaderLeft || !OutputPipe.IsBroken())
        {
            return;
        }

        lock (counting)
        {
            if (over)
            {
                return;
            }

            HasReaderLeft = true;
            first.Cancel();
            if (!graceful)
            {
                abort.Cancel();
            }
        }
    }

    /// <summary>Counts a press.</summary>
    public void Press()
    {
        CancellationTokenSource[] now;
        lock (counting)
        {
            count++;
            now = (graceful, count) switch
            {
                (false, _) => [first, abort],
                (true, 1) => [first],
                (true, 2) => [second],
                _ => [abort],
            };
        }

        foreach (var source in now)
        {
            source.Cancel();
        }
    }

    public void Dispose()
    {
        reader?.Dispose();
        lock (counting)
        {
            over = true;
        }

        registrations.ForEach(registration => registration.Dispose());
        first.Dispose();
        second.Dispose();
        abort.Dispose();
    }
}
