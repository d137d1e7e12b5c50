using System.Globalization;
using System.Runtime.Versioning;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>
/// Plays the courier in a process below this one, and begins it anew when a signal has ended it: the kernel ends whoever takes the most
/// memory, and the agent's work must not hang on that. What a life has left behind is in the courier's repository.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class CourierLives
{
    private const int Most = 5;
    private const int PollInterval = 50;

    /// <summary>The descriptor that a life closes as soon as it takes signals.</summary>
    private const int Ready = 3;

    /// <summary>Plays the role in a process that the courier has started.</summary>
    /// <returns>The exit code.</returns>
    public static int RunLife(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        Linux.EndWithParent();
        Linux.Close(Ready);
        return CourierRole.Run(settings, stop, clock);
    }

    /// <summary>Plays the role.</summary>
    /// <returns>The exit code of the life that came to its end.</returns>
    public static int Run(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        var voice = Voice.OnOutput("courier", Secrets.OfGit(settings));
        Linux.AdoptOrphans();
        for (var life = 1; ; life++)
        {
            var end = Live(settings, stop);
            if (end.Signal == 0)
            {
                return end.ExitCode;
            }

            var problem = $"courier was ended by signal {end.Signal}";
            voice.Say(problem);
            if (life == Most || (stop.Came && stop.Passed > settings.TerminationGrace))
            {
                ResultFile results = new(settings, voice, clock);
                CourierRole.Tell(voice, results, results.Of("push-failed", problem));
                return end.ExitCode;
            }
        }
    }

    private static ProcessEnd Live(PodSettings settings, StopSignals stop)
    {
        var variables = PodVariables.Inherited();
        if (stop.Came)
        {
            variables["TERMINATION_GRACE_SECONDS"] = Math.Max(0, (settings.TerminationGrace - stop.Passed).TotalSeconds)
                .ToString("0", CultureInfo.InvariantCulture);
        }

        var ready = Linux.Pipe();
        AgentProcesses life = new(
            new ChildStart([.. OwnProgram.Words, "pod", "courier-life"], variables, Environment.CurrentDirectory).Spawn(1, 2, ready.Write)
        );
        Linux.Close(ready.Write);
        for (var told = false; life.End is null; Thread.Sleep(PollInterval))
        {
            // Not before it takes signals: it would end of it.
            if (stop.Came && !told && Linux.Wait([(ready.Read, false)], 0)[0])
            {
                life.Ask();
                told = true;
            }
        }

        Linux.Close(ready.Read);

        // git, if the life was killed over it.
        life.EndAll();
        return life.End.Value;
    }
}
