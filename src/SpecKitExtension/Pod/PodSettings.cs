using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Configuration;

namespace SpecKitExtension.Pod;

/// <summary>What the roles are told, all of it by variables; docker/README.md has the table.</summary>
internal sealed partial record PodSettings
{
    /// <summary>The variables, as they were given; null is one that is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Why the role cannot begin; null when all is well.</summary>
    public string? Problem { get; init; }

    public string Repository { get; private init; } = "";

    public string Branch { get; private init; } = "";

    /// <summary>Full hash; empty where clone has to find it.</summary>
    public string BaseCommit { get; init; } = "";

    public string Task { get; private init; } = "";

    /// <summary>Which text of the task is meant; null when nobody said.</summary>
    public string? Digest { get; private init; }

    public int Attempt { get; private init; } = 1;

    public string FeatureDirectory { get; private init; } = "";

    public string CommitMessage { get; private init; } = "";

    public string WorkDir { get; private init; } = "";

    public string SignalDir { get; private init; } = "";

    public string CourierDir { get; private init; } = "";

    /// <summary>Where courier works when its own directory is full: on another volume, in memory where the chart makes it; null for
    /// nowhere.</summary>
    public string? SpareDir { get; private init; }

    public string PromptFile { get; private init; } = "";

    public string StopFile { get; private init; } = "";

    public string ResultFile { get; private init; } = "";

    /// <summary>A whole path, a line for a shell, or empty for OpenCode.</summary>
    public string AgentCommand { get; private init; } = "";

    public string AgentHome { get; private init; } = "";

    public string AgentTmp { get; private init; } = "";

    public string AgentReport { get; private init; } = "";

    public IReadOnlyList<string> AgentEnv { get; private init; } = [];

    public IReadOnlyList<string> AgentSecrets { get; private init; } = [];

    public TimeSpan AgentTimeout { get; private init; }

    public TimeSpan AgentKill { get; private init; }

    public TimeSpan FirstOutput { get; private init; }

    public TimeSpan Heartbeat { get; private init; }

    public TimeSpan HeartbeatStale { get; private init; }

    public TimeSpan CloneTimeout { get; private init; }

    public TimeSpan DeliveryTimeout { get; private init; }

    public TimeSpan TerminationGrace { get; private init; }

    public TimeSpan Retry { get; private init; }

    public TimeSpan Checkpoint { get; private init; }

    public int CloneDepth { get; private init; }

    /// <summary>Whether clone puts the files of submodules into the work tree.</summary>
    public bool BringsSubmodules { get; private init; }

    public long LogMaxBytes { get; private init; }

    public int LineMaxBytes { get; private init; }

    public long DiskBudgetBytes { get; private init; }

    /// <summary>Tokens that the attempt may use; 0 for any number.</summary>
    public long BudgetTokens { get; private init; }

    /// <summary>US dollars that it may cost; 0 for any amount.</summary>
    public decimal BudgetUsd { get; private init; }

    public long FileMaxMiB { get; private init; }

    public IReadOnlyList<string> DenyPaths { get; private init; } = [];

    public string AuthorName { get; private init; } = "";

    public string AuthorEmail { get; private init; } = "";

    public string TokenFile { get; private init; } = "";

    public string UserName { get; private init; } = "";

    public string CredentialCommand { get; private init; } = "";

    public string SshKeyFile { get; private init; } = "";

    public string SshKnownHostsFile { get; private init; } = "";

    /// <summary>An ssh key that courier signs its commits with; empty for none.</summary>
    public string SigningKeyFile { get; private init; } = "";

    /// <summary>A git configuration that says how courier signs its commits (local runtime: the developer's own way); empty for
    /// none.</summary>
    public string SigningConfigFile { get; private init; } = "";

    /// <summary>Whether courier signs its commits.</summary>
    public bool Signs => SigningKeyFile.Length + SigningConfigFile.Length > 0;

    /// <summary>Whose credential it is, in words: the release's secret and key. Empty where nobody has said.</summary>
    public string CredentialSource { get; private init; } = "";

    public string ExtraConfigFile { get; private init; } = "";

    public string MemoryEventsFile { get; private init; } = "";

    /// <summary>The feature's name: its directory without a segment <c>specs</c> before the last one.</summary>
    public string Feature
    {
        get
        {
            var parts = FeatureDirectory.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return string.Join(
                '/',
                parts.Index().Where(part => part.Index != parts.Length - 2 || part.Item != "specs").Select(part => part.Item)
            );
        }
    }

    public string Salvage => $"{Branch}-salvage-{Attempt}";

    public string Tree => Path.Combine(WorkDir, "repo");

    public string Bare => Path.Combine(CourierDir, "repo.git");

    public string HeartbeatFile => Path.Combine(SignalDir, "heartbeat");

    public string EndedFile => Path.Combine(SignalDir, "agent-ended");

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">A variable's value; null when it is not set.</param>
    public static PodSettings Read(Func<string, string?> variable)
    {
        Reader read = new(variable);
        var temporary = read.Text("AGENT_TMP", "/tmp");
        PodSettings settings = new()
        {
            Variable = variable,
            Repository = read.Plain("GIT_REPO"),
            Branch = read.Required("GIT_BRANCH"),
            Task = read.Required("TASK_ID"),
            FeatureDirectory = read.Required("SPECIFY_FEATURE_DIRECTORY"),
            Digest = read.Matching("TASK_DIGEST", Digests(), "must be 16 hexadecimal digits"),
            BaseCommit = read.Matching("BASE_COMMIT", Hashes(), "is no full commit hash") ?? "",
            Attempt = (int)read.Number("TASK_ATTEMPT", 1, int.MaxValue),
            WorkDir = read.Text("WORK_DIR", "/workspace"),
            SignalDir = read.Text("SIGNAL_DIR", "/signals"),
            CourierDir = read.Text("COURIER_DIR", "/courier"),
            SpareDir = read.Text("TMPDIR", "") is { Length: > 0 } other ? Path.Combine(other, "courier-spare") : null,
            PromptFile = read.Text("PROMPT_FILE", "/etc/task/prompt-base64"),
            StopFile = read.Text("STOP_FILE", "/etc/task/stop"),
            ResultFile = read.Text("RESULT_FILE", "/dev/termination-log"),
            AgentCommand = read.Text("AGENT_COMMAND", ""),
            AgentHome = read.Text("AGENT_HOME", "/home/agent"),
            AgentTmp = temporary,
            AgentReport = read.Text("AGENT_REPORT", Path.Combine(temporary, "agent-report")),
            AgentEnv = read.Names("AGENT_ENV"),
            AgentSecrets = read.Names("AGENT_SECRETS"),
            AgentTimeout = read.Seconds("AGENT_TIMEOUT_SECONDS", 7200),
            AgentKill = read.Seconds("AGENT_KILL_SECONDS", 15),
            FirstOutput = read.Seconds("FIRST_OUTPUT_SECONDS", 600),
            Heartbeat = read.Seconds("HEARTBEAT_SECONDS", 5),
            HeartbeatStale = read.Seconds("HEARTBEAT_STALE_SECONDS", 60),
            CloneTimeout = read.Seconds("CLONE_TIMEOUT_SECONDS", 600),
            DeliveryTimeout = read.Seconds("DELIVERY_TIMEOUT_SECONDS", 600),
            TerminationGrace = read.Seconds("TERMINATION_GRACE_SECONDS", 120),
            Retry = TimeSpan.FromSeconds(read.Decimal("RETRY_SECONDS", 2)),
            Checkpoint = read.Seconds("CHECKPOINT_SECONDS", 300),
            CloneDepth = (int)read.Number("CLONE_DEPTH", 50, int.MaxValue),
            BringsSubmodules = read.Text("CLONE_SUBMODULES", "false") == "true",
            LogMaxBytes = read.Number("LOG_MAX_BYTES", 8_388_608),
            LineMaxBytes = (int)read.Number("LINE_MAX_BYTES", 8192, 1 << 20, least: 80),
            DiskBudgetBytes = read.Number("DISK_BUDGET_BYTES", 0),
            BudgetTokens = read.Number("BUDGET_TOKENS", 0),
            BudgetUsd = read.Number("BUDGET_MICRO_USD", 0) / 1_000_000m,
            FileMaxMiB = read.Number("FILE_MAX_MIB", 95),
            DenyPaths = (variable("DENY_PATHS") ?? string.Join('\n', DenyPathList.Default)).Split('\n'),
            AuthorName = read.Text("GIT_AUTHOR_NAME", "speckit-async"),
            AuthorEmail = read.Text("GIT_AUTHOR_EMAIL", "speckit-async@localhost"),
            TokenFile = read.Text("GIT_TOKEN_FILE", ""),
            UserName = read.Text("GIT_USERNAME", "x-access-token"),
            CredentialCommand = read.Text("GIT_CREDENTIAL_COMMAND", ""),
            SshKeyFile = read.Text("SSH_KEY_FILE", ""),
            SshKnownHostsFile = read.Text("SSH_KNOWN_HOSTS_FILE", ""),
            SigningKeyFile = read.Plain("GIT_SIGNING_KEY_FILE"),
            SigningConfigFile = read.Plain("GIT_SIGNING_CONFIG_FILE"),
            CredentialSource = read.Text("GIT_CREDENTIAL_SOURCE", ""),
            ExtraConfigFile = read.Text("GIT_EXTRA_CONFIG_FILE", ""),
            MemoryEventsFile = read.Text("MEMORY_EVENTS_FILE", "/sys/fs/cgroup/memory.events"),
        };
        return settings with { CommitMessage = read.Text("COMMIT_MESSAGE", settings.Task), Problem = read.Problem };
    }

    [GeneratedRegex("^[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digests();

    [GeneratedRegex("^(?:[0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Hashes();

    /// <summary>Reads variables and keeps the first mistake.</summary>
    private sealed class Reader(Func<string, string?> variable)
    {
        public string? Problem { get; private set; }

        public string Text(string name, string otherwise) => variable(name) is { Length: > 0 } text ? text : otherwise;

        public IReadOnlyList<string> Names(string name) => Text(name, "").Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);

        public string Plain(string name)
        {
            var text = Text(name, "");
            return text.Any(char.IsControl) ? Wrong($"{name} holds control characters", "") : text;
        }

        public string Required(string name) => Plain(name) is { Length: > 0 } text ? text : Wrong($"{name} is required", "");

        public string? Matching(string name, Regex pattern, string mistake) =>
            Text(name, "") is not { Length: > 0 } text ? null
            : pattern.IsMatch(text) ? text
            : Wrong<string?>($"{name} {mistake}", null);

        public long Number(string name, long otherwise, long most = 999_999_999_999_999, long least = 0) =>
            Text(name, "") is not { Length: > 0 } text ? otherwise
            : !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > most
            || (text[0] == '0' && text.Length > 1)
                ? Wrong($"{name} must be a whole number", otherwise)
            : number < least ? Wrong($"{name} must be at least {least}", otherwise)
            : number;

        public TimeSpan Seconds(string name, long otherwise) => TimeSpan.FromSeconds(Number(name, otherwise, most: 999_999_999));

        public double Decimal(string name, double otherwise) =>
            Text(name, "") is not { Length: > 0 } text ? otherwise
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 86_400
                ? number
            : Wrong($"{name} must be a number", otherwise);

        private T Wrong<T>(string mistake, T otherwise)
        {
            Problem ??= mistake;
            return otherwise;
        }
    }
}
