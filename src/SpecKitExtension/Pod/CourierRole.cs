using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Copies the tree, commits the copy, pushes it; never runs, follows or believes anything that the agent left behind.</summary>
internal sealed class CourierRole
{
    private const string Base = "refs/speckit-async/base";

    /// <summary>What is kept of the grace for the patch and the result.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(3);

    private readonly StopSignals stop;
    private readonly TimeProvider clock;
    private readonly Voice voice;
    private readonly ResultFile results;
    private PodSettings settings;

    private CourierRole(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        (this.settings, this.stop, this.clock) = (settings, stop, clock);
        voice = Voice.OnOutput("courier", Secrets.OfGit(settings));
        results = new(settings, voice, clock);
    }

    /// <summary>Plays the role.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        CourierRole role = new(settings, stop, clock);
        try
        {
            return role.Run();
        }
        catch (Exception failure) when (failure is PodFailedException or IOException or UnauthorizedAccessException)
        {
            role.voice.Say(failure.Message);
            Tell(role.voice, role.results, role.results.Of("push-failed", failure.Message));
            return 1;
        }
    }

    private int Run()
    {
        if (settings.Problem is { } problem)
        {
            throw new PodFailedException(problem);
        }

        var git = PodGit.Configure(settings);
        if (!Directory.Exists(settings.Bare))
        {
            throw new PodFailedException($"there is no repository in {settings.CourierDir}: did clone run?");
        }

        if (settings.BaseCommit.Length == 0)
        {
            var found = git.Run(new("rev-parse", "--verify", "-q", Base), () => true);
            settings = settings with
            {
                BaseCommit = found.Succeeded
                    ? ByteText.Of(found.Output).Trim()
                    : throw new PodFailedException($"clone has left no base in {settings.CourierDir}"),
            };
        }

        ResultFile own = new(settings, voice, clock);
        var basis = BaseTree.Read(git, settings, () => true);
        PodRemote remote = new(git, settings, voice, clock);
        Salvage salvage = new(git, new(git, settings, voice), remote, settings);
        Snapshots snapshots = new(git, settings, voice, basis);
        salvage.TakeUp(() => true);
        var verdict = new CourierWait(settings, stop, voice, clock).Run(() => Checkpoint(snapshots, salvage, basis));
        Delivery delivery = new(git, settings, voice, basis, salvage, snapshots, remote, verdict);
        var result = delivery.Run(own, WithinDelivery(), WithinAll());
        snapshots.Clear();
        voice.Say(
            $"{result.Outcome}{(result.SalvageRef is { } there ? $", work on {there}" : "")}{(result.Reason is { Length: > 0 } reason ? $": {reason}" : "")}"
        );
        Tell(voice, results, result);
        return result.Outcome is "delivered" or "no-change" ? 0 : 1;
    }

    /// <summary>Says the result, in the log and as the termination message.</summary>
    public static void Tell(Voice voice, ResultFile results, PodResult result) =>
        voice.Tell("::speckit-async::result " + results.Write(result));

    /// <summary>The work in progress, for when an eviction leaves no time.</summary>
    private void Checkpoint(Snapshots snapshots, Salvage salvage, BaseTree basis)
    {
        Pace pace = new(clock, settings.DeliveryTimeout);
        bool Goes() => !pace.IsOver && !stop.Came;
        try
        {
            var now = snapshots.Take(Goes);
            if (now.Tree == (salvage.LastTree ?? basis.Tree) || now.Tree == basis.Tree)
            {
                return;
            }

            salvage.Push(
                new(settings.BaseCommit, now.Tree, null) { LeftOut = now.LeftOut, Usage = Verdict.Read(settings.HeartbeatFile)?.Usage },
                patient: false,
                Goes
            );
            voice.Say($"checkpoint {salvage.Last![..12]} on {settings.Salvage}");
        }
        catch (Exception failure) when (failure is PodFailedException or WreckedTreeException or IOException)
        {
            voice.Say($"no checkpoint: {failure.Message}");
        }
    }

    /// <summary>After SIGTERM the remote has what is left of the grace, less a reserve.</summary>
    private Func<bool> WithinDelivery()
    {
        Pace pace = new(clock, settings.DeliveryTimeout);
        return () => !pace.IsOver && (!stop.Came || stop.Passed + Reserve < settings.TerminationGrace);
    }

    /// <summary>Patch and result have the reserve too.</summary>
    private Func<bool> WithinAll()
    {
        Pace pace = new(clock, settings.DeliveryTimeout + TimeSpan.FromMinutes(1));
        return () => !pace.IsOver && (!stop.Came || stop.Passed + LastMoment < settings.TerminationGrace);
    }
}
