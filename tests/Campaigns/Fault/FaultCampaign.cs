namespace Campaigns.Fault;

/// <summary>Everything around the tool fails: the API server, the network, the git remote, pods and nodes.</summary>
internal sealed class FaultCampaign : ICampaign
{
    public string Name => "fault";

    public async Task RunAsync(CampaignRun run)
    {
        FaultSequence faults = new(run);
        LastingFaults lasting = new(run);

        // Most of their time goes by in waiting.
        await Task.WhenAll(
            faults.PassingAsync(run.Count(1, 14)),
            faults.PodsAsync(run.Count(1, 14)),
            faults.HalfOpenAsync(run.Count(0, 2)),
            lasting.BrieflyAsync(),
            lasting.SlowlyAsync()
        );
    }
}
