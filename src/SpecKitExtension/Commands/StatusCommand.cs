using System.CommandLine;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>status</c>: every task as git and the runtime show it now.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Next = new("--next")
    {
        Description = "Only what to do next: start, yours, running, delivered, failed; at most 40 lines.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "status",
            "Show every task as git and the runtime show it now.",
            "dotnet speckit-async status",
            "dotnet speckit-async status --next",
            "dotnet speckit-async spawn $(dotnet speckit-async status --json | jq -r '.startNow[]')"
        )
        {
            CommonOptions.MaxParallel,
            Next,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct, needsRuntime: false);
        session.RequireValidTasks();
        var view = (await session.Observer.ObserveAsync(ct)).WithUsage(agent =>
            session.Transcript(agent.Pod).Read(0).Select(UsageLine.Of).LastOrDefault(said => said is not null)
        );
        host.Out.Write(
            parsed.GetValue(CommonOptions.Json) ? Json(session, view) + "\n"
            : parsed.GetValue(Next) ? NextText.For(view, session.Context.MaxParallel)
            : SummaryText.Board(view, host.Screen)
        );
        return (int)ExitCode.Done;
    }

    private static string Json(Session session, FeatureView view) =>
        JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("feature", session.Context.Feature.Value);
            json.WriteString("runtime", session.Runtime.Name);
            json.WriteString("place", session.Runtime.Place);
            json.WriteStrings(
                "startNow",
                view.Tasks.Where(task => task.CanStart).Take(view.Room(session.Context.MaxParallel)).Select(task => task.Id.Value)
            );
            json.WriteStrings(
                "yours",
                view.Tasks.Where(task => task.Planned is { State: TaskState.Ready, Item: { Mode: TaskMode.Sync, Done: false } })
                    .Select(task => task.Id.Value)
            );
            json.WriteStrings("running", view.Tasks.Where(task => task.Live).Select(task => task.Id.Value));
            json.WriteStrings(
                "ended",
                view.Tasks.Where(task => task is { Live: false, Outcome: not null, Planned.Item.Done: false }).Select(task => task.Id.Value)
            );
            RunJson.WriteUsage(json, view.Usage.Total);
            json.WriteStartObject("budget");
            json.WriteNumber("tokens", session.Settings.Budget.Tokens);
            json.WriteNumber("usd", session.Settings.Budget.Usd);
            json.WriteNumber("featureUsd", session.Settings.Budget.FeatureUsd);
            json.WriteEndObject();
            RunJson.WriteTasks(json, view.Tasks);
            json.WriteEndObject();
        });
}
