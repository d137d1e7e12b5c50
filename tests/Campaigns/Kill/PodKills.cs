using System.Diagnostics;
using System.Globalization;
using EndToEnd.Entrypoint;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>Trouble at any moment of a pod's life: what the agent had finished is on a branch or in the log, and delivered once at
/// most.</summary>
/// <param name="run">Counts the cases.</param>
internal sealed class PodKills(CampaignRun run)
{
    private const int Together = 3;
    private const string Kind =
        "a pod's roles, git, its helpers, the copy, the disk or the remote hit; every finished file is somewhere, once";

    private static readonly Lazy<bool> HasMounts = new(() =>
    {
        using var probe = ProgramRun.Start(
            "unshare",
            ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
            [],
            "/"
        );
        return probe.EndAsync().GetAwaiter().GetResult() == 0;
    });

    /// <summary>Hits.</summary>
    internal Task RunAsync(int moments) =>
        Parallel.ForEachAsync(Enumerable.Range(1, moments), new ParallelOptions { MaxDegreeOfParallelism = Together }, async (number, _) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pod {number}");
            var random = run.RandomFor(name);
            PodTrouble trouble;
            do
            {
                trouble = PodTrouble.Any(random);
            } while (trouble.Victim == PodVictim.Disk && !HasMounts.Value);
            await run.CaseAsync(Kind, name, () => HitAsync(random, trouble));
        });

    private async Task HitAsync(Random random, PodTrouble trouble)
    {
        using var pod = await Pod.WithBaseAsync(human => Task.Run(() => PodWork.Seed(human.Directory)));
        PodWork work = new(random, pod);
        if (trouble.IsAtCall)
        {
            trouble.Prepare(pod);
        }

        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        var clone = await pod.RunAsync("clone");
        await File.WriteAllTextAsync(pod["cloned"], "");
        if (clone.ExitCode != 0)
        {
            trouble.During.ShouldBe("clone", clone.Output);
            (await PodWork.Remote(pod).TipAsync(pod.Branch)).ShouldBe(pod.Base, $"{trouble}: nothing has happened");
            run.Hit(Kind, $"{trouble}");
            return;
        }

        var log = "";
        try
        {
            var agent = pod.Start("agent");
            Prepare(pod, trouble);
            var courier = pod.Start("courier");
            await StrikeAsync(pod, trouble, agent, courier);
            await courier.EndAsync();
            log = courier.Output;
            if (trouble.Victim is not PodVictim.AgentRole && !trouble.IsWholePod)
            {
                await agent.EndAsync();
            }

            await work.CheckAsync(trouble, log);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new ShouldAssertException($"{trouble}\n{failure.Message}\n{log}");
        }

        if (File.Exists(pod["hit"]))
        {
            run.Hit(Kind, $"{trouble}");
        }
    }

    /// <summary>The courier's volume as a small file system of its own; what it has for a full one lies on another.</summary>
    private static void Prepare(Pod pod, PodTrouble trouble)
    {
        Directory.CreateDirectory(pod["spare"]);
        pod.Settings["TMPDIR"] = pod["spare"];
        if (trouble.Victim == PodVictim.Disk)
        {
            pod.Through =
            [
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "bash",
                "-c",
                "set -e; cp -a \"$COURIER_DIR\" \"$COURIER_DIR.disk\"; mount -t tmpfs -o size=24m none \"$COURIER_DIR\"; cp -a \"$COURIER_DIR.disk/.\" \"$COURIER_DIR\"; exec \"$@\"",
                "-",
            ];
        }
    }

    private static async Task StrikeAsync(Pod pod, PodTrouble trouble, ProgramRun agent, ProgramRun courier)
    {
        if (trouble.IsAtCall)
        {
            return;
        }

        var copy = pod["courier/tree"];
        await Eventually.HoldsAsync(() => File.Exists(pod["finished"]), "the agent works");
        for (
            var waited = Stopwatch.StartNew();
            trouble.Victim == PodVictim.Copy && !Directory.Exists(copy) && !courier.HasEnded && waited.Elapsed < TimeSpan.FromMinutes(1);

        )
        {
            await Task.Yield();
        }

        await Task.Delay(trouble.Delay);
        await File.WriteAllLinesAsync(
            pod["hit"],
            trouble.IsWholePod ? await CheckpointedAsync(pod) : await File.ReadAllLinesAsync(pod["finished"])
        );
        switch (trouble.Victim)
        {
            case PodVictim.AgentRole:
                Kill(trouble.Signal, agent.Id);
                break;
            case PodVictim.AgentCommand:
                Kill(trouble.Signal, int.Parse(await File.ReadAllTextAsync(pod["agent.pid"]), CultureInfo.InvariantCulture));
                break;
            case PodVictim.BothRoles:
                Kill(trouble.Signal, agent.Id, courier.Id);
                break;
            default:
                Kill(trouble.Signal, PodWork.LifeOf(courier.Id));
                break;
        }
    }

    /// <summary>What outlives a pod that is killed as a whole.</summary>
    private static async Task<string[]> CheckpointedAsync(Pod pod) =>
        await pod.Origin.TipAsync(pod.Salvage) is { Length: > 0 } tip ? await PodWork.NamesAsync(pod.Origin, tip) : [];

    private static void Kill(string signal, params IEnumerable<int> processes)
    {
        string[] words =
        [
            $"-{signal}",
            .. processes.Where(process => process > 1).Select(process => process.ToString(CultureInfo.InvariantCulture)),
        ];
        using var kill = Process.Start("bash", ["-c", "kill \"$@\"", "-", .. words.Length > 1 ? words : ["-l"]]);
        kill.WaitForExit();
    }
}
