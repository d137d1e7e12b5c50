using EndToEnd.Support;

namespace Campaigns.Fault;

/// <summary>Faults that do not pass by themselves: the tool gives up with their name, and delivers when they are gone.</summary>
internal sealed class LastingFaults(CampaignRun run)
{
    private const int GivesUp = 90;
    private const int GivesUpLate = 400;

    /// <summary>Faults that are there before the run.</summary>
    internal async Task FromTheStartAsync()
    {
        await CaseAsync("the remote refuses every push", desk => desk.RejectPushes("this repository is archived, so it is read-only"), desk => desk.TakePushes(), 4, "this repository is archived, so it is read-only");
        await CaseAsync("the API server answers 429 only", desk => desk.Simulator.Faults.FailNext(int.MaxValue, 429, "/"), desk => desk.Simulator.Faults.Clear(), 4, "Too many requests");
        if (run.Count(0, 1) > 0)
        {
            await CaseAsync("there is no remote", desk => desk.HideRemote(), desk => desk.ShowRemote(), 4, "does not appear to be a git repository");
            await CaseAsync("the API server answers 500 only", desk => desk.Simulator.Faults.FailNext(int.MaxValue, 500, "/"), desk => desk.Simulator.Faults.Clear(), 4, "Internal error occurred");
            await CaseAsync("the API server accepts and never answers", desk => desk.Simulator.Silence(TimeSpan.FromHours(1)), desk => desk.Simulator.Silence(TimeSpan.Zero), 4, "nothing came within 30 s", limit: GivesUpLate);
        }
    }

    /// <summary>Faults that come while agents work.</summary>
    internal async Task InTheMiddleAsync()
    {
        await CaseAsync("the remote refuses the agents' work", desk => desk.RejectPushes("no pushes to task branches today", "*-async"), desk => desk.TakePushes(), 2, "no pushes to task branches today", "line 5", salvaged: true);
        if (run.Count(0, 1) > 0)
        {
            await CaseAsync("the API server answers 500 from now on", desk => desk.Simulator.Faults.FailNext(int.MaxValue, 500, "/"), desk => desk.Simulator.Faults.Clear(), 4, "Internal error occurred", "line 5");
            await CaseAsync("the remote vanishes", desk => desk.HideRemote(), desk => desk.ShowRemote(), 4, "does not appear to be a git repository", "line 5");
        }
    }

    private Task CaseAsync(string name, Action<FaultDesk> begin, Action<FaultDesk> end, int code, string says, string? when = null, bool salvaged = false, int limit = GivesUp) => run.CaseAsync("a lasting fault: named, nothing lost, delivered once it is gone", name, async () =>
    {
        await using var desk = await FaultDesk.CreateAsync(count: 2);
        if (when is null)
        {
            begin(desk);
        }

        using (var tool = desk.Clone.Start("run"))
        {
            if (when is not null)
            {
                await tool.SaysAsync(when);
                begin(desk);
            }

            (await tool.EndAsync(limit)).ShouldEndWith(code).All.ShouldContain(says);
        }

        await desk.NothingIsLeftAsync();
        if (salvaged)
        {
            (await desk.SalvagesAsync()).ShouldNotBeEmpty("the work is on salvage refs");
        }

        end(desk);
        var other = await desk.NewCloneAsync("other desk");
        (await other.RunAsync("run", "--retry")).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        await desk.DeliveredOnceAsync();
        await desk.NothingIsLeftAsync();
    });
}
