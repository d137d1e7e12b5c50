using System.Globalization;
using System.Runtime.Versioning;
using SpecKitExtension.Naming;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Runs the model-driven command on the tree; holds no git credential; ends with a verdict.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AgentRole : IDisposable
{
    private const int PollInterval = 100;
    private const int MostPrompt = 16 << 20;

    /// <summary>How long nothing may move before the rest of the log counts as lost.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private readonly PodSettings settings;
    private readonly StopSignals stop;
    private readonly TimeProvider clock;
    private readonly Secrets secrets;
    private readonly AgentLog log;
    private readonly Voice voice;
    private readonly AgentSigns signs;
    private readonly string started;

    private AgentRole(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        (this.settings, this.stop, this.clock) = (settings, stop, clock);
        secrets = Secrets.OfAgent(settings);
        log = new(settings, secrets);
        voice = new("agent", secrets, log.Write);
        signs = new(settings, voice, clock);
        started = ResultFile.Stamp(clock);
    }

    /// <summary>Plays the role.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        using AgentRole role = new(settings, stop, clock);
        try
        {
            return role.Run();
        }
        catch (Exception failure) when (failure is PodFailedException or IOException or UnauthorizedAccessException)
        {
            role.voice.Say(failure.Message);
            role.log.CloseInput();
            role.Finish(new() { Outcome = Verdict.Failed, Reason = failure.Message });
            return 1;
        }
    }

    public void Dispose() => log.Dispose();

    private int Run()
    {
        foreach (var directory in (string[])[settings.AgentHome, settings.AgentTmp, settings.SignalDir])
        {
            Directory.CreateDirectory(directory);
        }

        if (settings.Problem is { } problem)
        {
            throw new PodFailedException(problem);
        }

        signs.ShowLife();
        OutOfMemory memory = new(settings.MemoryEventsFile);
        var prompt = Prompt();
        File.Delete(settings.AgentReport);
        Linux.AdoptOrphans();
        AgentProcesses command = new(new ChildStart(Command(), Variables(), Start()) { Input = prompt }.Spawn(log.Input, log.Input));
        log.CloseInput();
        var ended = Watch(command);
        End(command);
        return Judge(command.End!.Value.ExitCode, ended, memory);
    }

    private byte[] Prompt()
    {
        try
        {
            var text = new FileInfo(settings.PromptFile) is { Length: <= MostPrompt } file
                ? File.ReadAllText(file.FullName)
                : throw new IOException("it is too large");
            return Convert.FromBase64String(text.Trim());
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or UnauthorizedAccessException)
        {
            throw new PodFailedException($"cannot read the prompt: {settings.PromptFile} is missing or no base64");
        }
    }

    /// <summary>A command is a path only when it begins at the root: a file of the repository never stands in for it.</summary>
    private string[] Command()
    {
        var command = settings.AgentCommand;
        return command.Length == 0 ? [.. OwnProgram.Words, "pod", "opencode"]
            : !Path.IsPathRooted(command) || !File.Exists(command) ? [.. PodVariables.Shell(settings.Variable), command]
            : (File.GetUnixFileMode(command) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0
                ? [command]
            : [PodVariables.Shell(settings.Variable)[0], command];
    }

    /// <summary>Where the project of the feature is; the repository's root where that is no folder of the tree, whatever links
    /// say.</summary>
    private string Start()
    {
        var project = FeatureName.ProjectOf(settings.FeatureDirectory);
        if (project.Length == 0)
        {
            return settings.Tree;
        }

        if (
            Linux.RealPath(settings.Tree) is { } root
            && Linux.RealPath(Path.Combine(settings.Tree, project)) is { } start
            && start.StartsWith(root + "/", StringComparison.Ordinal)
            && Directory.Exists(start)
        )
        {
            return start;
        }

        voice.Say($"{project} is no folder of the repository; the agent starts at the repository's root");
        return settings.Tree;
    }

    /// <summary>An environment built from nothing.</summary>
    private Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new()
        {
            ["PATH"] = new Programs(settings.Variable("PATH")).Path,
            ["HOME"] = settings.AgentHome,
            ["TMPDIR"] = settings.AgentTmp,
            ["LANG"] = settings.Variable("LANG") is { Length: > 0 } language ? language : "C.UTF-8",
            ["TERM"] = "dumb",
            ["TASK_ID"] = settings.Task,
            ["TASK_ATTEMPT"] = $"{settings.Attempt}",
            ["GIT_BRANCH"] = settings.Branch,
            ["SPECIFY_FEATURE_DIRECTORY"] = settings.FeatureDirectory,
            ["AGENT_REPORT"] = settings.AgentReport,
        };
        foreach (var name in (string[])["BUDGET_TOKENS", "BUDGET_MICRO_USD"])
        {
            if (settings.Variable(name) is { Length: > 0 } limit)
            {
                variables[name] = limit;
            }
        }

        foreach (var name in settings.AgentEnv.Append("AGENT_OUTPUT_LINES").Where(PodVariables.IsName))
        {
            if (settings.Variable(name) is { } value)
            {
                variables.TryAdd(name, value);
            }
        }

        return variables;
    }

    /// <summary>Waits for the command's end, or for a reason to end it.</summary>
    /// <returns>The reason; null when the command ended by itself.</returns>
    private Verdict? Watch(AgentProcesses command)
    {
        // A second later than courier counts: an agent that claims success while it is being ended is too late there.
        Pace timeout = new(clock, settings.AgentTimeout + TimeSpan.FromSeconds(1)),
            silence = new(clock, settings.FirstOutput);
        while (command.End is null)
        {
            signs.Turn();
            if (Reason(timeout, silence) is { } reason)
            {
                voice.Say($"{reason.Reason}, ending the agent");
                return reason;
            }

            Thread.Sleep(PollInterval);
        }

        return null;
    }

    private Verdict? Reason(Pace timeout, Pace silence)
    {
        var budget = settings.DiskBudgetBytes;
        return stop.Came ? new() { Outcome = Verdict.Cancelled, Reason = "stopped by SIGTERM" }
            : signs.IsStopAsked ? new() { Outcome = Verdict.Cancelled, Reason = "stop was requested" }
            : timeout.IsOver ? new() { Outcome = Verdict.TimedOut, Reason = $"not done after {settings.AgentTimeout.TotalSeconds:0} s" }
            : !log.HadOutput && settings.FirstOutput > TimeSpan.Zero && silence.IsOver
                ? new() { Outcome = Verdict.Failed, Reason = $"no output within {settings.FirstOutput.TotalSeconds:0} s" }
            : budget > 0 && signs.DiskUsed > budget / 5 * 4
                ? new() { Outcome = Verdict.Failed, Reason = $"disk budget: {signs.DiskUsed} of {budget} bytes in use" }
            : OverBudget is { } spent ? new() { Outcome = Verdict.Failed, Reason = spent }
            : null;
    }

    /// <summary>OpenCode's observer ends it sooner and better; this is for commands of other kinds, which report what they use.</summary>
    private string? OverBudget =>
        settings.AgentCommand.Length == 0 || signs.Usage is not { } used ? null
        : settings.BudgetTokens > 0 && used.InputTokens + used.OutputTokens >= settings.BudgetTokens
            ? $"budget: {used.InputTokens + used.OutputTokens} of {settings.BudgetTokens} tokens are used"
        : settings.BudgetUsd > 0 && used.CostUsd >= settings.BudgetUsd
            ? string.Create(CultureInfo.InvariantCulture, $"budget: {used.CostUsd} of {settings.BudgetUsd} USD are spent")
        : null;

    private void End(AgentProcesses command)
    {
        Pace atMost = new(clock, settings.AgentKill);
        command.Ask();
        while (command.Lives && !atMost.IsOver)
        {
            signs.Turn();
            Thread.Sleep(20);
        }

        command.EndAll();
        while (command.End is null)
        {
            Thread.Sleep(5);
        }
    }

    /// <summary>What the command's end means. Its own report outranks its exit code, our own stop outranks both.</summary>
    private int Judge(int code, Verdict? ended, OutOfMemory memory)
    {
        var said = Verdict.Read(settings.AgentReport) ?? new();
        var outcome = ended?.Outcome
            ?? (said.Outcome == Verdict.Succeeded || (said.Outcome is null && code == 0) ? Verdict.Succeeded : Verdict.Failed);
        var reason = ended?.Reason
            ?? (
                said.Reason.Length > 0 || outcome == Verdict.Succeeded
                    ? said.Reason
                    : $"the agent command ended with exit code {code}{Meaning(code)}"
            );
        if (memory.Killed is > 0 and var killed)
        {
            var warning = $"the kernel ended {killed} of the agent's processes because the container was out of memory";
            voice.Say(warning);
            reason = reason.Length > 0 ? $"{reason}; {warning}" : warning;
        }

        Finish(said with { Outcome = outcome, Reason = reason, ExitCode = code });
        return outcome == Verdict.Succeeded ? 0
            : code == 0 ? 1
            : code;
    }

    /// <summary>What shells mean by an exit code of their own.</summary>
    private static string Meaning(int code) =>
        code switch
        {
            127 => ": command not found",
            126 => ": the command cannot be executed",
            _ => "",
        };

    /// <summary>
    /// Closes the log, then writes the verdict in one step; the heartbeat goes first, because the courier takes a verdict beside a living
    /// heartbeat for a planted one.
    /// </summary>
    private void Finish(Verdict verdict)
    {
        var complete = log.Drain(clock, TimeLimit, signs.Turn);
        var reason = secrets.Hide(verdict.Reason);
        signs.End(
            (
                verdict with
                {
                    Reason = complete
                        ? reason
                        : $"{reason}{(reason.Length > 0 ? "; " : "")}the end of the agent's log could not be written",
                    LogLines = log.Lines,
                    StartedAt = started,
                    EndedAt = ResultFile.Stamp(clock),
                }
            ).ToText()
        );
    }
}
