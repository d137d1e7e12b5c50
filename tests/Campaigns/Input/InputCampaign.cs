namespace Campaigns.Input;

/// <summary>Mutations of everything that somebody else writes: no crash, no hang, no escape, always a message and an exit code of the
/// list.</summary>
internal sealed class InputCampaign : ICampaign
{
    public string Name => "input";

    public async Task RunAsync(CampaignRun run)
    {
        foreach (
            var part in (Func<CampaignRun, Task>[])
                [
                    TasksFiles.RunAsync,
                    SettingFiles.RunAsync,
                    HelmValues.RunAsync,
                    ResultLines.RunAsync,
                    PodObjects.RunAsync,
                    LogBytes.RunAsync,
                    Trailers.RunAsync,
                    Arguments.RunAsync,
                    EventStreams.RunAsync,
                    Couriers.RunAsync,
                    WholeProcesses.RunAsync,
                ]
        )
        {
            await part(run);
        }
    }
}
