using System.CommandLine;
using SpecKitExtension.Agents;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>revise</c>: after a review, another attempt that goes on from what a task delivered or salvaged.</summary>
internal static class ReviseCommand
{
    private static readonly Option<string?> Note = new("--note")
    {
        Description = "What the agent shall do differently, in your words.",
        HelpName = "TEXT",
    };
    private static readonly Option<string?> NoteFile = new("--note-file")
    {
        Description = "A file with these words; - is standard input.",
        HelpName = "F",
    };
    private static readonly Option<bool> OntoTheirs = new("--onto-theirs")
    {
        Description = "Build on commits that others have put on the task's branch.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "revise",
            "After your review: start another attempt on top of what a task delivered or salvaged, with your words in its prompt, and return.",
            "dotnet speckit-async revise T012 --note \"Reject empty titles, and test it\"",
            "dotnet speckit-async revise T012 --note-file review.md",
            "dotnet speckit-async revise T012 --onto-theirs"
        )
        {
            CommonOptions.Task,
            Note,
            NoteFile,
            OntoTheirs,
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
        var note = ReadNote(host, parsed);
        await using var session = await Session.OpenAsync(host, parsed, starts: true, ct);
        session.RequireValidTasks();
        var id = session.Selected([parsed.GetRequiredValue(CommonOptions.Task)]).Single();
        var view = await session.Observer.ObserveAsync(ct);
        var (task, refusal) = await new Revisions(session.Context).FindAsync(view, view[id], note, parsed.GetValue(OntoTheirs), ct);
        IReadOnlyList<TaskStart> starts = [];
        if (refusal is null && view.Room(session.Context.MaxParallel) > 0)
        {
            starts = await session.Starter().StartAsync(view, [task], [task], null, ct);
        }

        if (starts is [{ Answer: StartAnswer.Exists, Pod: var pod }])
        {
            refusal =
                $"somebody else has just started {pod}, which has not been told your note; wait for its end, or end it with `cancel {task.Id}`";
        }

        var report = refusal is not null
            ? SpawnReport.Refused(task, refusal)
            : SpawnReport.Of(task with { Outcome = null }, starts is [var start] ? start : null, ready: true, session);
        host.Out.Write((parsed.GetValue(CommonOptions.Json) ? SpawnReport.Json([report]) : report.Text) + "\n");
        SpawnReport.TellFrom(host, starts);
        return (int)(
            report.Fine ? ExitCode.Done
            : starts.Count > 0 && report.Answer == "refused" ? ExitCode.ToolFailed
            : ExitCode.TasksOpen
        );
    }

    /// <summary>The reviewer's words; null when there are none.</summary>
    private static string? ReadNote(Host host, ParseResult parsed)
    {
        var (note, file) = (parsed.GetValue(Note), parsed.GetValue(NoteFile));
        if (note is not null && file is not null)
        {
            throw new UsageException("Give --note or --note-file, not both.");
        }

        if (file is not null)
        {
            try
            {
                using var input = file == "-" ? Console.OpenStandardInput() : null;
                note = ProjectFile.Text(
                    input is null
                        ? ProjectFile.ReadNamed(Path.Combine(host.Directory, file), PromptRenderer.PromptLimit)
                        : ProjectFile.ReadAll(input, PromptRenderer.PromptLimit)
                );
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"--note-file {file}: {failure.Message}");
            }
        }

        return note is null || PlainText.Block(note).Length > 0
            ? note
            : throw new UsageException(
                $"The {(file is null ? "note" : $"note in {file}")} is empty. Say what the agent shall do differently, or leave the option out."
            );
    }
}
