namespace Campaigns.Fault;

/// <summary>Something that goes wrong while agents work.</summary>
/// <param name="Name">What.</param>
/// <param name="Do">Makes it happen, and pass where it passes; says whom it has hit.</param>
internal sealed record Trouble(string Name, Func<FaultDesk, Random, Task<string?>> Do)
{
    /// <summary>Nobody should notice these but by waiting a little longer.</summary>
    internal static readonly IReadOnlyList<Trouble> Passing =
    [
        Api("API server restarts", async (desk, random) =>
            await desk.Simulator.RestartAsync(TimeSpan.FromMilliseconds(random.Next(200, 2500)))
        ),
        Api("connections drop", (desk, _) => Now(desk.Simulator.DropConnections)),
        Api("429", (desk, random) => Now(() => desk.Simulator.Faults.FailNext(random.Next(1, 5), 429, "/pods"))),
        Api("500", (desk, random) => Now(() => desk.Simulator.Faults.FailNext(random.Next(1, 5), 500, "/"))),
        Api("410, history compacted", (desk, _) => Now(desk.Simulator.CompactHistory)),
        Api("410, watches expire", (desk, random) => Now(() =>
            {
                desk.Simulator.Faults.ExpireNextWatches(random.Next(1, 4));
                desk.Simulator.DropConnections();
            })),
        Api("slow logs", async (desk, random) =>
        {
            desk.Simulator.Faults.LogLineDelay = TimeSpan.FromMilliseconds(random.Next(20, 100));
            await Task.Delay(1000);
            desk.Simulator.Faults.LogLineDelay = TimeSpan.Zero;
        }),
        Api("the git remote vanishes for a while", async (desk, random) =>
        {
            desk.HideRemote();
            await Task.Delay(random.Next(300, 3000));
            desk.ShowRemote();
        }),
    ];

    /// <summary>The network takes everything and brings nothing; only patience ends it.</summary>
    internal static readonly IReadOnlyList<Trouble> HalfOpen =
    [
        Api("half-open connections", (desk, random) =>
            Now(() => desk.Simulator.Silence(TimeSpan.FromMilliseconds(random.Next(200, 4000))))
        ),
    ];

    /// <summary>These end a pod, each with words that say so.</summary>
    internal static readonly IReadOnlyList<(Trouble Trouble, string[] Words)> OfPods =
    [
        (Pod("evicted", async (desk, pod) => await desk.Simulator.EvictAsync(pod)), ["exceeds the limit", "Evicted"]),
        (Pod("agent OOM-killed", (desk, pod) => Now(() => desk.Simulator.KillForMemory(pod, "agent"))), ["OOMKilled"]),
        (Pod("courier OOM-killed", (desk, pod) => Now(() => desk.Simulator.KillForMemory(pod, "courier"))), ["OOMKilled"]),
        (Pod("deleted by hand", (desk, pod) => Now(() => desk.Delete(pod))), ["deleted", "Cancelled", "terminated", "removed"]),
        (Pod("node lost", async (desk, pod) => await desk.Simulator.LoseNodeAsync(pod)), ["deleted", "removed"]),
    ];

    private static Trouble Api(string name, Func<FaultDesk, Random, Task> happen) => new(name, async (desk, random) =>
        {
            await happen(desk, random);
            return null;
        });

    private static Trouble Pod(string name, Func<FaultDesk, string, Task> happen) => new(name, async (desk, random) =>
        {
            if (desk.RunningPods() is not { Count: > 0 } pods)
            {
                return null;
            }

            var pod = pods[random.Next(pods.Count)];
            try
            {
                await happen(desk, pod);
                return pod;
            }
            catch (ArgumentException)
            {
                // It has ended in between.
                return null;
            }
        });

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
