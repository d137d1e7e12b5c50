using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SpecKitExtension.Commands;

/// <summary>The whole command line, and the one place that catches.</summary>
internal static class CommandLine
{
    /// <summary>An argument is what it says. The library would read <c>@FILE</c> as arguments and quote that file's lines, which makes
    /// every allowed command a reader of files.</summary>
    private static readonly ParserConfiguration Literally = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Host host, IReadOnlyList<string> args)
    {
        try
        {
            var parsed = Create(host).Parse(args, Literally);
            var mistake = parsed.Action as ParseErrorAction;
            if (mistake is not null)
            {
                mistake.ShowHelp = args.Count == 0;
            }

            // What is said of a mistake is conversation, the suggestions of the library too; it quotes arguments as they came.
            using StringWriter said = new();
            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = mistake is null ? host.Out : said,
                Error = mistake is null ? host.Error : said,
            };
            var code = await parsed.InvokeAsync(configuration, host.Interrupts.Abort);
            host.Error.Write(Failures.Harmless(said.ToString()));
            host.Error.Write(
                mistake is { ShowHelp: false }
                    ? $"`dotnet speckit-async{Name(parsed.CommandResult.Command)} --help` shows what there is.\n"
                    : ""
            );
            return code;
        }
        catch (Exception failure)
        {
            // A terminal sends Ctrl+C to git and kubectl too; what they say of it is no failure.
            var left = host.Interrupts.Second.IsCancellationRequested
                ? "Agents that were asked to stop push their work and end by themselves"
                : "Agents that run go on";
            var (code, message) = host.Interrupts.First.IsCancellationRequested
                ? (ExitCode.Interrupted, $"Interrupted. {left}; come back with the same command.")
                : Failures.Explain(failure);
            if (!host.Interrupts.HasReaderLeft)
            {
                await host.Error.WriteLineAsync(Failures.Harmless(message));
            }

            return (int)code;
        }
    }

    private static string Name(Command command) => command is RootCommand ? "" : $" {command.Name}";

    /// <summary>All commands.</summary>
    public static RootCommand Create(Host host)
    {
        RootCommand root = new(
            "Hands the [ASYNC] tasks of a spec-kit tasks.md to OpenCode agents, shows what they do, and gets each back as a verified git branch."
        );
        foreach (
            var command in (Command[])
                [
                    PlanCommand.Create(host),
                    RunCommand.Create(host),
                    SpawnCommand.Create(host),
                    ReviseCommand.Create(host),
                    LogsCommand.Create(host),
                    WatchCommand.Create(host),
                    StatusCommand.Create(host),
                    CancelCommand.Create(host),
                    CleanupCommand.Create(host),
                    IntegrateCommand.Create(host),
                    ReportCommand.Create(host),
                    LintCommand.Create(host),
                    DoctorCommand.Create(host),
                    TrustCommand.Create(host),
                    InitCommand.Create(host),
                    DemoCommand.Create(host),
                    CompletionCommand.Create(host),
                ]
        )
        {
            root.Subcommands.Add(command);
        }

        foreach (Argument argument in (Argument[])[CommonOptions.Tasks, CommonOptions.Task])
        {
            argument.CompletionSources.Clear();
            argument.CompletionSources.Add(context => TaskCompletion.Ids(host, context).Select(id => new CompletionItem(id)));
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }
}
