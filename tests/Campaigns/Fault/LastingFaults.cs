using static Campaigns.Fault.FaultDesk;

namespace Campaigns.Fault;

/// <summary>A fault that does not pass by itself.</summary>
/// <param name="Name">What.</param>
/// <param name="Begin">Makes it.</param>
/// <param name="End">Takes it away.</param>
/// <param name="Code">How the tool gives up.</param>
/// <param name="Says">What it says then.</param>
internal sealed record LastingFault(string Name, Func<FaultDesk, Task> Begin, Func<FaultDesk, Task> End, int Code, string Says)
{
    /// <summary>What an agent prints before it begins; null for a fault that is there before the run.</summary>
    internal string? When { get; init; }

    /// <summary>Whether work has to be on salvage refs then.</summary>
    internal bool Salvages { get; init; }

    /// <summary>By when the tool has given up, in seconds.</summary>
    internal int Limit { get; init; } = 90;
}

/// <summary>Faults that do not pass by themselves: the tool gives up with their name, and delivers when they are gone.</summary>
internal sealed class LastingFaults(CampaignRun run)
{
    private const string NoRemote = "does not appear to be a git repository";
    private const string NoAnswer = "The cluster does not answer: ";
    private const int Slow = 900;

    private static readonly LastingFault[] Always =
    [
        new(
            "the remote refuses every push",
            Now(desk => desk.RejectPushes("this repository is archived, so it is read-only")),
            Now(desk => desk.TakePushes()),
            4,
            "this repository is archived, so it is read-only"
        ),
        new(
            "the API server answers 429 only",
            Now(desk => desk.Simulator.Faults.FailNext(int.MaxValue, 429, "/")),
            Now(desk => desk.Simulator.Faults.Clear()),
            4,
            "Too many requests"
        ),
        new(
            "the remote refuses the agents' work",
            Now(desk => desk.RejectPushes("no pushes to task branches today", "*-async")),
            Now(desk => desk.TakePushes()),
            2,
            "no pushes to task branches today"
        )
        {
            When = "line 5",
            Salvages = true,
        },
    ];

    private static readonly LastingFault[] Thoroughly =
    [
        new("there is no remote", Now(desk => desk.HideRemote()), Now(desk => desk.ShowRemote()), 4, NoRemote),
        new("the remote vanishes", Now(desk => desk.HideRemote()), Now(desk => desk.ShowRemote()), 4, NoRemote) { When = "line 5" },
        new(
            "the API server answers 500 only",
            Now(desk => desk.Simulator.Faults.FailNext(int.MaxValue, 500, "/")),
            Now(desk => desk.Simulator.Faults.Clear()),
            4,
            "Internal error occurred"
        ),
        new(
            "the API server answers 500 from now on",
            Now(desk => desk.Simulator.Faults.FailNext(int.MaxValue, 500, "/")),
            Now(desk => desk.Simulator.Faults.Clear()),
            4,
            "Internal error occurred"
        )
        {
            When = "line 5",
            Limit = Slow,
        },
        new("there is no API server", desk => desk.Simulator.LeaveAsync(), desk => desk.Simulator.ReturnAsync(), 4, NoAnswer),
    ];

    /// <summary>The tool is patient with these, so they take minutes.</summary>
    private static readonly LastingFault[] Slowly =
    [
        new("the API server goes away", desk => desk.Simulator.LeaveAsync(), desk => desk.Simulator.ReturnAsync(), 4, NoAnswer)
        {
            When = "line 5",
            Limit = Slow,
        },
        new(
            "the API server accepts and never answers",
            Now(desk => desk.Simulator.Silence(TimeSpan.FromHours(1))),
            Now(desk => desk.Simulator.Silence(TimeSpan.Zero)),
            4,
            "nothing came within 30 s"
        )
        {
            Limit = Slow,
        },
        new(
            "a node falls silent",
            desk => desk.Simulator.StrandAsync(desk.RunningPods()[0]),
            Now(_ => { }),
            2,
            "its node node1 does not answer"
        )
        {
            When = "line 5",
            Limit = Slow,
        },
    ];

    /// <summary>Those that CI can wait for.</summary>
    internal Task BrieflyAsync() =>
        Parallel.ForEachAsync(
            Always.Concat(run.Count(0, 1) > 0 ? Thoroughly : []),
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (fault, _) => await CaseAsync(fault)
        );

    /// <summary>Those that cost patience, side by side.</summary>
    internal Task SlowlyAsync() => Task.WhenAll((run.Count(0, 1) > 0 ? Slowly : []).Select(CaseAsync));

    private Task CaseAsync(LastingFault fault) =>
        run.CaseAsync("a lasting fault: named, nothing lost, delivered once it is gone", fault.Name, async () =>
        {
            await using var desk = await CreateAsync(count: 2, fault.When is null ? 0.02 : 0.2);
            if (fault.When is null)
            {
                await fault.Begin(desk);
            }

            using (var tool = desk.Clone.Start("run"))
            {
                if (fault.When is not null)
                {
                    await tool.SaysAsync(fault.When);
                    await fault.Begin(desk);
                }

                (await tool.EndAsync(fault.Limit)).ShouldEndWith(fault.Code).All.ShouldContain(fault.Says);
            }

            await desk.NothingIsLeftAsync();
            if (fault.Salvages)
            {
                (await desk.SalvagesAsync()).ShouldNotBeEmpty("the work is on salvage refs");
            }

            await fault.End(desk);
            var other = await desk.NewCloneAsync("other desk");
            (await other.RunAsync("run", "--retry")).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
            await desk.DeliveredOnceAsync();
            await desk.NothingIsLeftAsync();
        });
}
