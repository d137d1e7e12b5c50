using System.CommandLine;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>integrate</c>: after the review, merges delivered branches into the current branch and ticks their boxes.</summary>
internal static class IntegrateCommand
{
    private static readonly Option<bool> AsIs = new("--as-is")
    {
        Description = "Of the named tasks, also accept work for an earlier text, and work whose box was taken back.",
    };
    private static readonly Option<bool> Push = new("--push")
    {
        Description = "Push the branch afterwards, and print the address that opens a pull request.",
    };
    private static readonly Option<bool> Request = new("--pr")
    {
        Description = "Push, and open a pull request by your own gh or glab, with `report` as its text.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "integrate",
            "After your review: merge delivered branches in task order into the current branch and tick their boxes.",
            "dotnet speckit-async integrate",
            "dotnet speckit-async integrate T012 T013",
            "dotnet speckit-async integrate T012 --as-is",
            "dotnet speckit-async integrate --pr"
        )
        {
            CommonOptions.Tasks,
            AsIs,
            Push,
            Request,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct, needsRuntime: false);
        session.RequireValidTasks(quietly: true);
        var repository = session.Context.Repository;
        if (await repository.BranchAsync(ct) is not { } branch)
        {
            throw new UsageException(
                "HEAD is on no branch, so a merge would belong to none.\nSwitch to your feature's branch first (`git switch NAME`)."
            );
        }

        var view = await session.Observer.ObserveAsync(ct);
        var selected = session.Selected(parsed.GetValue(CommonOptions.Tasks) ?? []);
        var asIs = parsed.GetValue(AsIs);
        if (asIs && selected.Count == 0)
        {
            throw new UsageException(
                "--as-is accepts what a reviewer has looked at: name the tasks with it, e.g. `dotnet speckit-async integrate T012 --as-is`."
            );
        }

        var (tasks, refusals, left) = IntegrationOrder.Find(view, selected, asIs);
        IntegrationCommit commit = new(repository, session.Context, tasks);
        var result = refusals.Count > 0 ? new(view.Head, [], null) : await commit.WriteAsync(view.Head, ct);
        if (result.Commit != view.Head)
        {
            await new Checkout(repository).ForwardAsync(view.Head, result.Commit, ct);
        }

        foreach (var task in result.Merged)
        {
            host.Out.Write(
                Sanitizer.Clean(
                    $"{task.Id}: {(task.Git.InHead ? "ticked, its work was here already" : $"merged {task.Branch} into {branch}")}"
                ) + "\n"
            );
        }

        foreach (var task in result.Merged.Where(task => task.Outcome?.Reason is not null))
        {
            host.Error.Write(Sanitizer.Clean($"{task.Id} {task.Outcome!.Reason}: look at that, too.") + "\n");
        }

        foreach (
            var refusal in refusals
                .Concat(left)
                .Concat(
                    result.Conflict is null
                        ? []
                        :
                        [
                            $"{result.Conflict}; nothing after it was merged. Merge it by hand (`git merge {view[TaskOf(tasks, result.Conflict)].Git.Tip}`), or delete its branch and run the task again.",
                        ]
                )
        )
        {
            host.Error.Write(Sanitizer.Clean(refusal) + "\n");
        }

        if (tasks.Count == 0 && refusals.Count == 0 && left.Count == 0)
        {
            host.Error.Write("There is nothing to integrate.\n");
        }

        var isWhole = refusals.Count == 0 && left.Count == 0 && result.Conflict is null;
        if (parsed.GetValue(Push) || parsed.GetValue(Request))
        {
            await ShareAsync(host, session, branch, view, isWhole, parsed.GetValue(Request), ct);
        }

        return (int)(isWhole ? ExitCode.Done : ExitCode.TasksOpen);
    }

    private static async Task ShareAsync(
        Host host,
        Session session,
        string branch,
        FeatureView view,
        bool isWhole,
        bool request,
        CancellationToken ct
    )
    {
        if (!isWhole)
        {
            host.Error.Write("Nothing was pushed, since not all of it is merged.\n");
            return;
        }

        PullRequest pull = new(host, session, branch);
        var name = await pull.PushAsync(ct);
        if (request)
        {
            await pull.OpenAsync(name, view, ct);
        }
    }

    private static TaskId TaskOf(IReadOnlyList<TaskView> tasks, MergeConflict conflict) =>
        tasks.First(task => task.Id.Value == conflict.Task).Id;
}
