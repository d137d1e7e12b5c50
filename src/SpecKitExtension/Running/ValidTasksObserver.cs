namespace SpecKitExtension.Running;

/// <summary>Looks again and again while somebody edits tasks.md, or has it away: a run does not break over half a sentence.</summary>
/// <param name="observer">Looks at git and the runtime.</param>
/// <param name="emit">Takes what happens.</param>
/// <param name="clock">The time.</param>
internal sealed class ValidTasksObserver(FeatureObserver observer, Func<RunEvent, CancellationToken, ValueTask> emit, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Looks at everything.</summary>
    /// <param name="followers">The agents that the run follows.</param>
    /// <param name="enough">Cancelled when nobody wants to wait any more.</param>
    /// <param name="ct">Ends the looking.</param>
    /// <returns>Null when tasks.md was never sound until then.</returns>
    public async Task<FeatureView?> ObserveAsync(AgentFollowers followers, CancellationToken enough, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough, ct);
        for (string? told = null; ;)
        {
            try
            {
                return await observer.ObserveAsync(ct, followers.Ended);
            }
            catch (InvalidTasksException invalid)
            {
                if (told != invalid.Message)
                {
                    told = invalid.Message;
                    await emit(
                        new RunEvent.Notice(null, $"Nothing goes on until tasks.md is in order again: {invalid.Message.Split('\n')[0]}"),
                        ct
                    );
                }
            }

            try
            {
                await Task.Delay(Pause, clock, either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
