using System.Globalization;
using EndToEnd.Entrypoint;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>Whom or what a moment hits.</summary>
internal enum PodVictim
{
    /// <summary>The git that is called.</summary>
    Git,

    /// <summary>What that git has started: pack-objects, receive-pack, index-pack.</summary>
    GitsHelpers,

    /// <summary>The role that calls git.</summary>
    Role,

    /// <summary>The courier's volume, which fills.</summary>
    Disk,

    /// <summary>The remote, which is gone from then on.</summary>
    Remote,

    /// <summary>The remote, which is back after a while.</summary>
    RemoteForAWhile,

    /// <summary>The agent role, at a time after its start.</summary>
    AgentRole,

    /// <summary>The agent's command, at a time after its start.</summary>
    AgentCommand,

    /// <summary>Agent and courier, at a time after their start, as when the pod is deleted.</summary>
    BothRoles,

    /// <summary>The courier in the middle of the copy of the tree.</summary>
    Copy,
}

/// <summary>One moment of trouble in the life of a pod.</summary>
/// <param name="Victim">Whom it hits.</param>
/// <param name="During">The role whose call of git is the moment.</param>
/// <param name="Call">At which of its calls, from 1.</param>
/// <param name="Delay">How long after its beginning, in milliseconds.</param>
/// <param name="Signal">The signal's name.</param>
internal sealed record PodTrouble(PodVictim Victim, string During, int Call, int Delay, string Signal)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int CloneCalls = 18;
    private const int CourierCalls = 30;

    /// <summary>Whether the moment is a call of git.</summary>
    internal bool IsAtCall => Victim <= PodVictim.RemoteForAWhile;

    /// <summary>Whether nobody is left who could save anything.</summary>
    internal bool IsWholePod => Victim == PodVictim.BothRoles && Signal == "KILL";

    /// <summary>A moment by chance.</summary>
    internal static PodTrouble Any(Random random)
    {
        var victim = (PodVictim)random.Next(Enum.GetValues<PodVictim>().Length);
        var during = victim != PodVictim.Disk && random.Next(4) == 0 ? "clone" : "courier";
        return new(
            victim,
            during,
            random.Next(1, during == "clone" ? CloneCalls : CourierCalls),
            random.Next(6) == 0 ? random.Next(1500) : random.Next(30),
            random.Next(2) == 0 ? "KILL" : "TERM"
        );
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Victim} {(IsAtCall ? $"at call {Call} of {During} " : "")}after {Delay} ms{(Victim is PodVictim.Disk or PodVictim.Remote or PodVictim.RemoteForAWhile ? "" : $" by {Signal}")}"
        );

    /// <summary>Puts a git before the real one that makes the trouble at its moment, and notes that it has.</summary>
    internal void Prepare(Pod pod)
    {
        var real = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "git"))
            .First(File.Exists);
        Directory.CreateDirectory(pod["bin"]);
        File.WriteAllText(
            pod["bin/git"],
            $"""
            #!/bin/bash
            calls={Quoted(pod["calls"])}
            role=courier; [[ -e {Quoted(pod["cloned"])} ]] || role=clone
            printf . >>"$calls-$role"
            read -r marks <"$calls-$role"
            [[ $role == {During} && ${"{#marks}"} -eq {Call} ]] || exec {real} "$@"
            cp {Quoted(pod["finished"])} {Quoted(pod["hit"])} || touch {Quoted(pod["hit"])}
            self=$$ parent=$PPID
            (
              sleep {(Delay / 1000.0).ToString(CultureInfo.InvariantCulture)}
              {Deed(pod)}
            ) </dev/null >/dev/null 2>&1 &
            exec {real} "$@"
            """
        );
        File.SetUnixFileMode(pod["bin/git"], Executable);
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>A path as a word of shell.</summary>
    internal static string Quoted(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private string Deed(Pod pod) =>
        Victim switch
        {
            PodVictim.Git => $"kill -{Signal} $self",
            PodVictim.GitsHelpers =>
                $"for status in /proc/[0-9]*/status; do [[ $(sed -n 's/^PPid:\t//p' $status) != $self ]] || kill -{Signal} $(tr -dc 0-9 <<<$status); done",
            PodVictim.Role => $"kill -{Signal} $parent",
            PodVictim.Disk => $"cat /dev/zero >{Quoted(pod["courier/filling"])}",
            PodVictim.Remote => $"mv {Quoted(pod.Origin.Directory)} {Quoted(pod["away.git"])}",
            _ =>
                $"mv {Quoted(pod.Origin.Directory)} {Quoted(pod["away.git"])}; sleep 0.3; mv {Quoted(pod["away.git"])} {Quoted(pod.Origin.Directory)}",
        };
}
