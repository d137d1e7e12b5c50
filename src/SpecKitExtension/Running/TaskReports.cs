using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>What there is to report of a task.</summary>
/// <param name="View">The task now.</param>
/// <param name="Attempts">Its attempts, the first one first.</param>
/// <param name="Diff">What its delivery changes; null without one, or when it was squashed with others.</param>
internal sealed record TaskReport(TaskView View, IReadOnlyList<AttemptRecord> Attempts, DiffStat? Diff)
{
    /// <summary>The attempt that delivered; null when none did, or nothing is left of it.</summary>
    public AttemptRecord? Delivery =>
        View.Outcome is not { Succeeded: true }
            ? null
            : Attempts.FirstOrDefault(attempt => attempt.Attempt == View.Git.DeliveredAttempt)
                ?? Attempts.LastOrDefault(attempt => attempt.Result is null or { Outcome: "delivered" });
}

/// <summary>Collects what there is to report of a feature: from the runtime, from git, and from the transcripts on this machine.</summary>
internal sealed class TaskReports(FeatureContext context, Func<string, TranscriptFile> transcripts)
{
    /// <summary>The reports of all ASYNC tasks, in the order of the file.</summary>
    public async Task<IReadOnlyList<TaskReport>> ReadAsync(FeatureView view, CancellationToken ct)
    {
        AttemptReader attempts = new(context, transcripts);
        var merged = await DeliveryTrailers.FindMergedAsync(context.Repository, context.Feature, view.Head, ct);
        List<TaskReport> reports = [];
        foreach (var task in view.Tasks.Where(task => task.Planned.Item.Mode == TaskMode.Async))
        {
            var commit = task.Outcome is { Succeeded: true } ? task.Git.DeliveredCommit ?? Merged(task, merged) : null;
            List<AttemptRecord> records =
            [
                .. attempts
                    .Read(task, view.Agents)
                    .Select(record => record with { Usage = view.Usage.Of(task.Id, record.Attempt) ?? record.Result?.Usage }),
            ];
            reports.Add(
                new(task, records, commit is null ? null : await DiffStat.OfAsync(context.Repository, task.Git.DeliveredBase, commit, ct))
            );
        }

        return reports;
    }

    /// <summary>The commit that brought a task's delivery into HEAD, if it brought nothing else.</summary>
    private static string? Merged(TaskView task, IReadOnlyList<DeliveryTrailers> merged) =>
        merged
            .GroupBy(delivery => delivery.Commit)
            .Where(commit =>
                commit.All(delivery => delivery.Delivers && delivery.IsFor(task.Id) && delivery.Digest == task.Planned.Item.Digest)
            )
            .Select(commit => commit.Key)
            .FirstOrDefault();
}
