using SpecKitExtension.Git;

namespace SpecKitExtension.Pod;

/// <summary>Brings the work home: to the task branch when it is a delivery, else to the salvage branch, else into the log.</summary>
/// <param name="git">git.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">The log.</param>
/// <param name="basis">The base.</param>
/// <param name="salvage">The salvage branch.</param>
/// <param name="snapshots">Makes the snapshot.</param>
/// <param name="remote">The remote.</param>
/// <param name="verdict">How the agent ended.</param>
internal sealed class Delivery(
    PodGit git,
    PodSettings settings,
    Voice voice,
    BaseTree basis,
    Salvage salvage,
    Snapshots snapshots,
    PodRemote remote,
    Verdict verdict
)
{
    private const string PushFailed = "push-failed";
    private const string Ours = "refs/speckit-async/delivery";
    private readonly Commits commits = new(git, settings, voice);
    private readonly List<string> reasons = [.. verdict.Reason.Length > 0 ? [verdict.Reason] : (string[])[]];
    private SnapshotTree? now;
    private string? delivered;
    private int filesChanged;

    private string Ended => verdict.Outcome == Verdict.Failed ? "agent-failed" : verdict.Outcome!;

    /// <summary>
    /// How the agent ended, as trailers of what is no delivery say it: a provider's rate limit is no failure of its own, and nothing is
    /// ever called a success, because a later attempt may go on from the commit on the task's branch, where success is a delivery.
    /// </summary>
    private string Trailer =>
        verdict.IsRateLimited ? Verdict.RateLimited
        : verdict.Outcome == Verdict.Succeeded ? PushFailed
        : verdict.Outcome!;

    private string OrPushFailed => verdict.Outcome == Verdict.Succeeded ? PushFailed : Ended;

    /// <summary>Does it.</summary>
    /// <param name="results">Makes the result.</param>
    /// <param name="mayDeliver">Whether there is time for the remote.</param>
    /// <param name="mayGoOn">Whether there is time for anything.</param>
    public PodResult Run(ResultFile results, Func<bool> mayDeliver, Func<bool> mayGoOn)
    {
        var outcome = Decide(mayDeliver);
        if (outcome is "delivered")
        {
            return Result(results, outcome);
        }

        if (now is { } snapshot && snapshot.Tree != basis.Tree)
        {
            if (!Saved(snapshot, mayDeliver))
            {
                using Patches patches = new(git, settings, voice);
                var (printed, missing) = patches.Print(snapshot.Tree, mayGoOn);
                reasons.Add(
                    printed == 0 ? "the work is in no branch and not in this log"
                    : missing == 0 ? "the work is in courier's log as a patch"
                    : $"{printed} files are in courier's log as a patch, {missing} are not"
                );
                LeaveTrace(mayDeliver);
            }
        }
        else
        {
            LeaveTrace(mayDeliver);
        }

        return Result(results, outcome);
    }

    /// <summary>Looks at the work, and delivers it when it is a delivery.</summary>
    /// <returns>The outcome.</returns>
    private string Decide(Func<bool> mayDeliver)
    {
        try
        {
            now = snapshots.Take(mayDeliver);
            filesChanged = ByteText
                .Split(
                    git.Run(new("diff-tree", "-r", "--no-renames", "--name-only", "-z", settings.BaseCommit, now.Tree), mayDeliver).Output
                )
                .Length;
        }
        catch (WreckedTreeException wrecked)
        {
            reasons.Add(wrecked.Message);
            return verdict.Outcome == Verdict.Succeeded ? "agent-failed" : Ended;
        }
        catch (Exception failure) when (failure is PodFailedException or IOException or UnauthorizedAccessException)
        {
            reasons.Add(failure.Message);
            return OrPushFailed;
        }

        reasons.AddRange(((string?[])[now.Notes, now.Unfit]).OfType<string>().Where(note => note.Length > 0));
        if (verdict.Outcome != Verdict.Succeeded || now.Unfit is not null)
        {
            return OrPushFailed;
        }

        return now.Tree != basis.Tree || (now.LeftOut.Count == 0 && IsOnUnfinishedWork(mayDeliver)) ? Deliver(now, mayDeliver)
            : now.OnlyDenied ? "no-change"
            : PushFailed;
    }

    /// <summary>
    /// Whether the base is what an earlier attempt at this task has left, and was never delivered: an agent that finds it good and changes
    /// nothing has finished it all the same.
    /// </summary>
    private bool IsOnUnfinishedWork(Func<bool> mayGoOn)
    {
        var said = git.Run(new("show", "-s", "--format=%B", settings.BaseCommit), mayGoOn);
        var trailers = MessageTrailers.Last(said.Succeeded ? ByteText.Of(said.Output) : "");
        return settings.Digest is { Length: > 0 } digest
            && trailers.GetValueOrDefault("Task") == settings.Task
            && trailers.GetValueOrDefault("Task-Digest") == digest
            && trailers.GetValueOrDefault("Agent-Outcome") != Verdict.Succeeded
            && !trailers.ContainsKey("Files-Changed");
    }

    private string Deliver(SnapshotTree work, Func<bool> mayDeliver)
    {
        try
        {
            var commit = Earlier(work, mayDeliver)
                ?? commits.Make(
                    new(settings.BaseCommit, work.Tree, Verdict.Succeeded)
                    {
                        LeftOut = work.LeftOut,
                        Usage = verdict.Usage,
                        IsDelivery = true,
                    },
                    mayDeliver
                );
            git.Run(new("update-ref", Ours, commit), mayDeliver);
            var answer = remote.Push(commit, settings.Branch, settings.BaseCommit, patient: true, mayDeliver);
            if (answer.End != PushEnd.Landed)
            {
                reasons.Add(answer.Problem);
                return PushFailed;
            }

            delivered = commit;
            if (salvage.Remove(mayDeliver) is { } stays)
            {
                voice.Say($"the checkpoint stays on {settings.Salvage}: {stays}");
            }

            return "delivered";
        }
        catch (PodFailedException failure)
        {
            reasons.Add(failure.Message);
            return PushFailed;
        }
    }

    /// <summary>The commit that an earlier life of this role has made of the same work: it may have reached the remote.</summary>
    private string? Earlier(SnapshotTree work, Func<bool> mayDeliver)
    {
        var known = git.Run(new("log", "-1", "--format=%H%n%T", Ours), mayDeliver);
        return known.Succeeded && ByteText.Of(known.Output).Split('\n') is [var commit, var tree, ..] && tree == work.Tree ? commit : null;
    }

    private bool Saved(SnapshotTree work, Func<bool> mayDeliver)
    {
        try
        {
            salvage.Push(
                new(settings.BaseCommit, work.Tree, Trailer) { LeftOut = work.LeftOut, Usage = verdict.Usage },
                patient: true,
                mayDeliver
            );
            return true;
        }
        catch (PodFailedException failure)
        {
            reasons.Add($"not salvaged: {failure.Message}");
            return false;
        }
    }

    /// <summary>
    /// Pods and nodes go, git stays. An attempt without work leaves its trailers on a commit that changes nothing, so that nobody takes the
    /// task for one that was never tried; where checkpoints hold work, it changes nothing of that.
    /// </summary>
    private void LeaveTrace(Func<bool> mayDeliver)
    {
        var outcome =
            verdict.Outcome == Verdict.Succeeded
                ? now is { } snapshot && snapshot.Tree == basis.Tree && snapshot.OnlyDenied
                    ? "no-change"
                    : PushFailed
                : Trailer;
        try
        {
            salvage.Push(
                new(settings.BaseCommit, salvage.LastTree ?? basis.Tree, outcome)
                {
                    LeftOut = now?.LeftOut ?? [],
                    Usage = verdict.Usage,
                    IsTrace = salvage.LastTree is null,
                },
                patient: false,
                mayDeliver
            );
        }
        catch (PodFailedException failure)
        {
            voice.Say($"git has no trace of this attempt: {failure.Message}");
        }
    }

    private PodResult Result(ResultFile results, string outcome)
    {
        var saved = delivered is null && salvage.LastTree is { } tree && tree != basis.Tree;
        return results.Of(outcome, string.Join("; ", reasons)) with
        {
            Commit = delivered ?? (saved ? salvage.Last : null),
            SalvageRef = saved ? settings.Salvage : null,
            FilesChanged = filesChanged,
            LeftOut = now?.LeftOut.Count ?? 0,
            LeftOutNames = PodResult.Names(now?.LeftOut ?? []),
            AgentExitCode = verdict.ExitCode,
            StartedAt = verdict.StartedAt ?? results.Of(outcome, "").StartedAt,
            AgentLogLines = verdict.LogLines,
            Usage = verdict.Usage,
            RetryAfterSeconds = verdict.IsRateLimited ? verdict.RetryAfterSeconds : null,
        };
    }
}
