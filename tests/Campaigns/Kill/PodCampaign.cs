namespace Campaigns.Kill;

/// <summary>Trouble for the three roles of a pod.</summary>
internal sealed class PodCampaign : ICampaign
{
    public string Name => "pod";

    public Task RunAsync(CampaignRun run) => new PodKills(run).RunAsync(run.Count(6, 300));
}
