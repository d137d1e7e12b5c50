using System.CommandLine;
using SpecKitExtension.Agents;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>spawn</c>: starts agents and does not wait for them.</summary>
internal static class SpawnCommand
{
    private static readonly Option<bool> Retry = new("--retry")
    {
        Description = "Start another attempt at a task that ended without delivering, on top of the work that it left, if any.",
    };
    private static readonly Option<string?> Branch = new("--branch")
    {
        Description = "Another branch than the task's own; for one task only.",
        HelpName = "B",
    };
    private static readonly Option<string?> Repo = new("--repo")
    {
        Description = "The address that the agent clones from and pushes to; it must be the same repository.",
        HelpName = "URL",
    };
    private static readonly Option<string?> ContextDir = new("--context-dir")
    {
        Description = "The feature's directory, relative to the repository's root (same as --feature).",
        HelpName = "D",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "spawn",
            "Create and push the branches of tasks that can start, start their agents, and return.",
            "dotnet speckit-async spawn T012 T013",
            "dotnet speckit-async spawn T012 --retry"
        )
        {
            CommonOptions.Tasks,
            Branch,
            Repo,
            ContextDir,
            Retry,
            CommonOptions.Fresh,
            CommonOptions.MaxParallel,
            CommonOptions.Agent,
            CommonOptions.AllowUnconfined,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        CommonOptions.RequireRetry(parsed, Retry);
        await using var session = await Session.OpenAsync(
            host,
            parsed,
            starts: true,
            ct,
            parsed.GetValue(ContextDir),
            parsed.GetValue(Repo)
        );
        session.RequireValidTasks();
        var selected = session.Selected(parsed.GetValue(CommonOptions.Tasks) ?? []);
        var branch = parsed.GetValue(Branch);
        if (selected.Count == 0)
        {
            throw new UsageException(
                "Name the tasks to start, e.g. `dotnet speckit-async spawn T012`.\n`dotnet speckit-async status --json` lists those that can start in `startNow`."
            );
        }

        if (branch is not null && (selected.Count > 1 || BranchName.TryParse(branch) is null))
        {
            throw new UsageException(
                selected.Count > 1
                    ? "--branch names the branch of one task; name one task with it."
                    : $"`{branch}` is no name that git takes for a branch."
            );
        }

        var view = await session.Observer.ObserveAsync(ct);
        List<TaskView> tasks = [.. selected.Select(id => view[id])];
        List<TaskView> ready =
        [
            .. tasks
                .Where(task => task.CanStart || (parsed.GetValue(Retry) && task.CanRetry))
                .Select(task => task.CanStart || parsed.GetValue(CommonOptions.Fresh) ? task : task.FromSalvage()),
        ];
        if (ready.Count > 0)
        {
            await session.RequireCommittedAsync(ct);
        }

        List<TaskView> now = [.. ready.Take(view.Room(session.Context.MaxParallel))];
        var starts = await session.Starter().StartAsync(view, now, ready, branch, ct);
        var reports = tasks
            .Select(task => SpawnReport.Of(task, starts.FirstOrDefault(start => start.Task.Equals(task.Id)), ready.Contains(task), session))
            .ToList();
        host.Out.Write(
            parsed.GetValue(CommonOptions.Json)
                ? SpawnReport.Json(reports) + "\n"
                : string.Concat(reports.Select(report => report.Text + "\n"))
        );
        SpawnReport.TellFrom(host, starts);
        return (int)(
            reports.All(report => report.Fine) ? ExitCode.Done
            : starts.Count > 0 && starts.All(start => start.Answer is StartAnswer.Refused) && starts.Count == tasks.Count
                ? ExitCode.ToolFailed
            : ExitCode.TasksOpen
        );
    }
}
