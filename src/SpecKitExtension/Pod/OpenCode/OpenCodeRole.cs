using System.Text;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod.OpenCode;

/// <summary>
/// Runs OpenCode, unattended, on the task whose prompt arrives on standard input, in the current directory, which is the project's. Its
/// observer writes the live log and the report; the verdict comes from the report, never from the exit code alone.
/// </summary>
internal sealed class OpenCodeRole
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int MostPrompt = 16 << 20;
    private const int ErrorLines = 20;

    private readonly Dictionary<string, string> variables;
    private readonly StopSignals stop;

    private OpenCodeRole(Dictionary<string, string> variables, StopSignals stop)
    {
        (this.variables, this.stop) = (variables, stop);
    }

    /// <summary>Plays the role.</summary>
    /// <param name="variables">The whole environment.</param>
    /// <param name="stop">The wish to end, handed on to OpenCode.</param>
    /// <returns>0 only when OpenCode's events say that the work was finished.</returns>
    public static int Run(Dictionary<string, string> variables, StopSignals stop)
    {
        OpenCodeRole role = new(variables, stop);
        var report = variables.GetValueOrDefault("AGENT_REPORT") is { Length: > 0 } said
            ? said
            : Path.Combine(variables.GetValueOrDefault("TMPDIR") ?? "/tmp", "agent-report");
        try
        {
            File.Delete(report);
            return role.Run(OpenCodeSettings.Read(variables));
        }
        catch (Exception failure) when (failure is PodFailedException or IOException or UnauthorizedAccessException)
        {
            Verdict verdict = new() { Outcome = Verdict.Failed, Reason = $"configuration: {failure.Message}" };
            File.WriteAllText(report, verdict.ToText());
            Say(StandardError, $"agent: failed (configuration: {failure.Message})");
            return 1;
        }
    }

    private int Run(OpenCodeSettings settings)
    {
        var version = VersionOf(settings);
        if ((settings.OwnHome.Length > 0 ? OpenCodeVersion.ProblemOfMine(version) : OpenCodeVersion.Problem(version)) is { } problem)
        {
            throw new PodFailedException($"{problem} Install version {OpenCodeVersion.Tried}, or name another command as the agent");
        }

        var events = Path.Combine(settings.Temporary, "agent-events.jsonl");
        var errors = Path.Combine(settings.Temporary, "agent-errors.log");
        File.Delete(events);
        File.Delete(errors);
        var directory = Environment.CurrentDirectory;
        string[] words = [settings.Program, "run", "--dir", directory, "--title", settings.Task, "--auto", "--format", "json"];

        // In the root directory: OpenCode's runtime obeys a tsconfig.json of the directory in which it starts, and of those above, and one
        // with `paths` makes it load the repository's code in place of its own.
        var code = Follow(new(words, Surroundings(settings, directory), "/") { Input = Prompt() }, events, errors);
        return Judge(settings, code, errors);
    }

    /// <summary>The image says it in a file, which saves half a second.</summary>
    private string? VersionOf(OpenCodeSettings settings)
    {
        var file = Path.Combine(settings.ConfigDirectory, "opencode-version");
        if (!File.Exists(file))
        {
            file = Path.Combine(settings.Temporary, "opencode-version");
            var errors = Path.Combine(settings.Temporary, "opencode-version-errors");
            File.Delete(file);
            File.Delete(errors);
            Follow(new([settings.Program, "--version"], variables, "/"), file, errors);
        }

        return OpenCodeVersion.Parse(File.ReadAllText(file));
    }

    private int Follow(ChildStart start, string events, string errors)
    {
        int output = Linux.CreateFile(null, Linux.InBytes(events), 0x180),
            error = Linux.CreateFile(null, Linux.InBytes(errors), 0x180);
        var process = start.Spawn(output, error, third: StandardOutput);
        Linux.Close(output);
        Linux.Close(error);
        var told = false;
        while (true)
        {
            if (Linux.Reap(process) is { } end)
            {
                return end.ExitCode;
            }

            if (stop.Came && !told)
            {
                told = Linux.Signal(process, Linux.TermSignal);
            }

            Thread.Sleep(20);
        }
    }

    private static byte[] Prompt()
    {
        using MemoryStream prompt = new();
        var buffer = new byte[65_536];
        int count;
        while (prompt.Length <= MostPrompt && (count = Linux.Read(StandardInput, buffer)) > 0)
        {
            prompt.Write(buffer, 0, count);
        }

        return prompt.ToArray();
    }

    /// <summary>Nothing of the repository configures the agent, except the text of its AGENTS.md and its constitution.</summary>
    private Dictionary<string, string> Surroundings(OpenCodeSettings settings, string directory)
    {
        Dictionary<string, string> own = new(variables);
        foreach (
            var (name, value) in variables.Where(known =>
                known.Key.EndsWith("_KEY", StringComparison.Ordinal)
                || known.Key.EndsWith("_TOKEN", StringComparison.Ordinal)
                || known.Key.EndsWith("_KEY_ID", StringComparison.Ordinal)
            )
        )
        {
            own[name] = value.Trim('\r', '\n');
        }

        if (settings.Key is { } key)
        {
            own[settings.KeyVariable] = key;
        }

        // A login of the developer's own needs what comes with OpenCode.
        string[] strange = settings.OwnHome.Length > 0 ? [] : ["MODELS_FETCH", "DEFAULT_PLUGINS"];
        foreach (
            var name in (string[])["PROJECT_CONFIG", "CLAUDE_CODE", "EXTERNAL_SKILLS", "AUTOUPDATE", "SHARE", "LSP_DOWNLOAD", .. strange]
        )
        {
            own["OPENCODE_DISABLE_" + name] = "1";
        }

        if (settings.OwnHome.Length > 0)
        {
            Own(own, settings);
        }

        own["OPENCODE_CONFIG"] = Path.Combine(settings.ConfigDirectory, "opencode.json");
        own["OPENCODE_CONFIG_CONTENT"] = Configuration(settings, directory).ToJson();
        own["AGENT_CONFIG_DIR"] = settings.ConfigDirectory;
        own["AGENT_REPORT"] = settings.Report;
        own["AGENT_LOG_FD"] = "3";
        own["MODEL_PROVIDER"] = settings.Provider;
        own["MODEL_KEY_VARIABLE"] = settings.KeyVariable;
        own["MODEL_MAX_WAIT_SECONDS"] = $"{settings.MaxWait}";

        // OpenCode itself has no business with npm or with git servers: it would install its plugin package at start, and packages and
        // references that the repository names. The observer takes both variables away from the agent's own commands.
        own["NPM_CONFIG_OFFLINE"] = "true";
        own["GIT_ALLOW_PROTOCOL"] = "none";
        if (settings.IsCompatible && settings.OwnHome.Length == 0)
        {
            // Saves a second and 180 MB.
            own["OPENCODE_MODELS_PATH"] = Path.Combine(settings.ConfigDirectory, "models.json");
        }

        return own;
    }

    /// <summary>The developer's home and settings, but sessions of the agent's own: agents that run at once would wait for each
    /// other's.</summary>
    private static void Own(Dictionary<string, string> own, OpenCodeSettings settings)
    {
        own["HOME"] = settings.OwnHome;
        own["OPENCODE_DB"] = Path.Combine(settings.Temporary, "opencode.db");
        own["OPENCODE_OWN_FOLDERS"] = string.Join(
            ':',
            Folder("XDG_CONFIG_HOME", ".config"),
            Folder("XDG_DATA_HOME", ".local/share"),
            Folder("XDG_CACHE_HOME", ".cache"),
            Path.Combine(settings.OwnHome, ".opencode")
        );

        string Folder(string variable, string otherwise) =>
            Path.Combine(
                own.GetValueOrDefault(variable) is { Length: > 0 } said ? said : Path.Combine(settings.OwnHome, otherwise),
                "opencode"
            );
    }

    private static OpenCodeConfig Configuration(OpenCodeSettings settings, string directory)
    {
        if (settings.OwnHome.Length > 0)
        {
            return new(null, null, null, null, Instructions(settings, directory));
        }

        var models =
            settings.Limit is null && settings.BaseUrl is null && settings.Price is null
                ? null
                : new[] { settings.Model, settings.SmallModel }
                    .Distinct()
                    .ToDictionary(name => name, _ => new OpenCodeModel(settings.Limit, settings.Price));
        OpenCodeOptions options = new(
            settings.HeaderTimeout,
            settings.ChunkTimeout,
            settings.BaseUrl,
            settings.Key is null ? null : $"{{env:{settings.KeyVariable}}}"
        );
        OpenCodeProvider provider = new(settings.IsCompatible ? "@ai-sdk/openai-compatible" : null, models, options);
        return new(
            new Dictionary<string, OpenCodeProvider> { [settings.Provider] = provider },
            [settings.Provider],
            $"{settings.Provider}/{settings.Model}",
            $"{settings.Provider}/{settings.SmallModel}",
            Instructions(settings, directory)
        );
    }

    /// <summary>The repository's AGENTS.md, the project's own where it lies deeper, and its constitution: files that lie inside, wherever
    /// links lead.</summary>
    private static string[] Instructions(OpenCodeSettings settings, string directory)
    {
        var project = FeatureName.ProjectOf(settings.FeatureDirectory);
        var start = Linux.RealPath(directory) ?? directory;
        var root = project.Length > 0 && start.EndsWith($"/{project}", StringComparison.Ordinal) ? start[..^(project.Length + 1)] : start;
        return
        [
            .. new[] { "AGENTS.md", Path.Combine(project, "AGENTS.md"), Path.Combine(project, ".specify/memory/constitution.md") }
                .Distinct()
                .Select(file => Path.Combine(root, file))
                .Where(file =>
                    Linux.RealPath(file) is { } real && real.StartsWith(root + "/", StringComparison.Ordinal) && File.Exists(real)
                ),
        ];
    }

    private static int Judge(OpenCodeSettings settings, int code, string errors)
    {
        if (Verdict.Read(settings.Report) is not { } verdict)
        {
            foreach (var line in File.ReadLines(errors).TakeLast(ErrorLines))
            {
                Say(StandardError, Voice.Plain(line));
            }

            throw new PodFailedException($"OpenCode ended with exit code {code} before it began");
        }

        var used = verdict.Usage ?? TaskUsage.Nothing;
        var reason = verdict.Reason.Length > 0 ? $" ({verdict.Reason})" : "";
        Say(
            StandardOutput,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"agent: {verdict.Outcome}{reason}; {used.InputTokens} tokens in ({used.CachedTokens} cached), {used.OutputTokens} out, {used.CostUsd} USD"
            )
        );
        return verdict.Outcome == Verdict.Succeeded ? 0 : 1;
    }

    private static void Say(int descriptor, string line) => Linux.WriteAll(descriptor, Encoding.UTF8.GetBytes(line + "\n"));
}
