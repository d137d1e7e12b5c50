using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace EndToEnd.OpenCode;

/// <summary>A line of the log, with the time at which it arrived.</summary>
internal sealed record TimedLine(TimeSpan At, string Text);

/// <summary>What an agent command left behind.</summary>
/// <param name="ExitCode">Exit code of the command.</param>
/// <param name="Took">Time from start to end.</param>
/// <param name="Log">Its stdout.</param>
/// <param name="Error">Its stderr.</param>
/// <param name="Report">The key=value lines of AGENT_REPORT.</param>
internal sealed record AgentRun(
    int ExitCode,
    TimeSpan Took,
    IReadOnlyList<TimedLine> Log,
    string Error,
    IReadOnlyDictionary<string, string> Report
)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The log as one text.</summary>
    public string Text => string.Join('\n', Log.Select(line => line.Text));

    /// <summary>The first line that begins so.</summary>
    public TimedLine Line(string beginning) =>
        Log.FirstOrDefault(line => line.Text.StartsWith(beginning, StringComparison.Ordinal))
            .ShouldNotBeNull($"no line begins with “{beginning}” in:\n{Text}\n{Error}");

    /// <summary>Runs the agent command on a prompt, with the environment that the agent role gives it and nothing else.</summary>
    public static Task<AgentRun> StartAsync(
        AgentWorkspace workspace,
        string modelUrl,
        string prompt,
        params IEnumerable<(string Name, string Value)> settings
    ) => StartAsync(workspace, modelUrl, Encoding.UTF8.GetBytes(prompt), settings);

    /// <inheritdoc cref="StartAsync(AgentWorkspace, string, string, IEnumerable{ValueTuple{string, string}})"/>
    public static async Task<AgentRun> StartAsync(
        AgentWorkspace workspace,
        string modelUrl,
        byte[] prompt,
        params IEnumerable<(string Name, string Value)> settings
    )
    {
        var report = Path.Combine(workspace.Temporary, "agent-report");
        var start = new ProcessStartInfo(OpenCodeProgram.AgentCommand[0], OpenCodeProgram.AgentCommand.Skip(1))
        {
            WorkingDirectory = Path.Combine(workspace.Repository, workspace.Start),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        (string Name, string Value)[] environment =
        [
            ("PATH", path!),
            ("HOME", workspace.Home),
            ("TMPDIR", workspace.Temporary),
            ("LANG", "C.UTF-8"),
            ("TERM", "dumb"),
            ("TASK_ID", "T012"),
            ("AGENT_REPORT", report),
            ("AGENT_CONFIG_DIR", OpenCodeProgram.AgentConfiguration),
            ("OPENCODE_BIN", OpenCodeProgram.Binary),
            ("MODEL_BASE_URL", modelUrl),
            ("MODEL_NAME", "scripted"),
            ("MODEL_API_KEY", "sk-secret-0123456789"),
            .. settings,
        ];
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        using var kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var log = new ConcurrentQueue<TimedLine>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                log.Enqueue(new(clock.Elapsed, text));
            }
        };
        process.BeginOutputReadLine();
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(prompt, limit.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command has ended without reading its prompt; its exit code tells.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        return new(process.ExitCode, clock.Elapsed, [.. log], await error, ReadReport(report));
    }

    private static Dictionary<string, string> ReadReport(string file) =>
        File.ReadLines(file).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
