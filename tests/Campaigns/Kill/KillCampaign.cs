using EndToEnd.Kubernetes;

namespace Campaigns.Kill;

/// <summary>SIGKILL for the tool at any moment: nothing is lost, nothing is done twice, nothing is left behind.</summary>
internal sealed class KillCampaign : ICampaign
{
    public string Name => "kill";

    public async Task RunAsync(CampaignRun run)
    {
        // Most of their time goes by in waiting.
        await Task.WhenAll(
            new RunKills(run, "local", LocalMachines.CreateAsync).RunAsync(run.Count(1, 10)),
            new RunKills(run, "kubernetes", ClusterMachines.CreateAsync).RunAsync(run.Count(1, 8)),
            new ReviseKills(run, "local", LocalMachines.CreateAsync).RunAsync(run.Count(1, 10)),
            new ReviseKills(run, "kubernetes", ClusterMachines.CreateAsync).RunAsync(run.Count(1, 8)),
            OtherCommandsAsync(run)
        );
    }

    private static async Task OtherCommandsAsync(CampaignRun run)
    {
        await new IntegrateKills(run).RunAsync(run.Count(3, 60));
        await new CommandKills(run, "local", LocalMachines.CreateAsync).RunAsync(run.Count(1, 10));
        await new CommandKills(run, "kubernetes", ClusterMachines.CreateAsync).RunAsync(run.Count(1, 8));
    }
}
