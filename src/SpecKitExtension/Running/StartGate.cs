namespace SpecKitExtension.Running;

/// <summary>Whether agents may begin from what the developer's checkout is now: they see only what is committed on the branch the run began
/// on.</summary>
/// <param name="context">The feature.</param>
/// <param name="emit">Takes what happens.</param>
internal sealed class StartGate(FeatureContext context, Func<RunEvent, CancellationToken, ValueTask> emit)
{
    private const int MostNamed = 5;

    private string? branch;
    private string? told;

    /// <summary>Remembers where the run begins.</summary>
    public async Task BeginAsync(CancellationToken ct) => branch = await context.Repository.BranchAsync(ct);

    /// <summary>Looks at the checkout; what is in the way is told once.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken ct)
    {
        var obstacle = await ObstacleAsync(ct);
        if (obstacle is not null && obstacle != told)
        {
            await emit(new RunEvent.Notice(null, obstacle), ct);
        }

        told = obstacle;
        return obstacle is null;
    }

    private async Task<string?> ObstacleAsync(CancellationToken ct)
    {
        if (await context.Repository.BranchAsync(ct) is var now && now != branch)
        {
            return $"Nothing new starts while the checkout is on {now ?? "no branch"}: this run began on {branch ?? "no branch"}. Go back (`git switch {branch ?? "--detach COMMIT"}`), or end this run with Ctrl+C and begin another.";
        }

        return await context.Repository.DirtyFilesAsync(context.Directory, ct) is { Count: > 0 } dirty
            ? $"Nothing new starts while files of the feature are not committed: {string.Join(", ", dirty.Take(MostNamed))}{(dirty.Count > MostNamed ? $" and {dirty.Count - MostNamed} more" : "")}. Agents see only commits: `git add {context.Directory} && git commit`."
            : null;
    }
}
