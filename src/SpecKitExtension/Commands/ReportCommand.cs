using System.CommandLine;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>report</c>: what came of the feature's ASYNC tasks, as Markdown for a pull request.</summary>
internal static class ReportCommand
{
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write the report into this file instead of to standard output.",
        HelpName = "FILE",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "report",
            "Write a Markdown report of the ASYNC tasks: outcomes, branches, changes, durations, tokens and cost.",
            "dotnet speckit-async report",
            "dotnet speckit-async report | gh pr comment --body-file -",
            "dotnet speckit-async report --out report.md"
        )
        {
            Out,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct, needsRuntime: false);
        session.RequireValidTasks(quietly: true);
        var url = await session.Context.Repository.RemoteUrlAsync(session.Settings.Git.Remote, ct);
        RunReport report = new(new TemplateFolder(session.Location.Project), RepositoryPage.Of(session.Context.Key, url));
        var view = await session.Observer.ObserveAsync(ct);
        var text = report.For(
            session.Context.Feature,
            view,
            await new TaskReports(session.Context, session.Transcript).ReadAsync(view, ct)
        );
        if (parsed.GetValue(Out) is not { } said)
        {
            host.Out.Write(text);
            return (int)ExitCode.Done;
        }

        var file = Path.GetFullPath(said, host.Directory);
        ProjectFile.WriteNamed(session.Location.Root, file, text);
        host.Error.Write($"Written to {file}.\n");
        return (int)ExitCode.Done;
    }
}
