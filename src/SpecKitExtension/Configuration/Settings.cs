using Microsoft.Extensions.Configuration;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Configuration;

/// <summary>Where agents run.</summary>
internal enum RuntimeKind
{
    Kubernetes,
    Local,
}

/// <summary>
/// All settings, merged once and handed down as they are. A setting is a property with its default and a <see cref="SettingAttribute"/>;
/// schema and documents are written from it (see CONTRIBUTING.md). Relative paths are relative to the project's root.
/// </summary>
internal sealed record Settings
{
    private const string Label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
    private const string ShortLabel = "^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$";

    [Setting("Where agents run. Never chosen silently to be local.", NeedsTrust = true)]
    public RuntimeKind? Runtime { get; set; }

    [Setting("How many agents of a feature may live at once.", 1, 200)]
    public int MaxParallel { get; set; } = 3;

    [Setting(
        "What a task's id may start with.",
        Takes = "prefixes like \"T\" and \"TDD-\"",
        Pattern = "^[A-Za-z](?:[A-Za-z0-9]*[A-Za-z])?-?$",
        Filled = true
    )]
    public IReadOnlyList<string> IdPrefixes { get; set; } = ["T", "TDD-"];

    [Setting("How task branches are named; {feature} and {number} must occur, {slug} may.", Takes = "a template")]
    public string BranchTemplate { get; set; } = BranchName.DefaultTemplate;

    [Setting("How the branch is named that shows the merge of all that is delivered; {feature} must occur.", Takes = "a template")]
    public string IntegrationTemplate { get; set; } = IntegrationRef.DefaultTemplate;

    [Setting(
        "The message of merges, those that agents start from and those of integrate; {task} and {feature} may occur.",
        Takes = "a line of text"
    )]
    public string MergeMessage { get; set; } = MergeText.DefaultTemplate;

    [Setting(
        "Namespace of agent pods. Without it: agent-orchestrator- and the environment.",
        Takes = "lower-case letters, digits and hyphens, at most 63",
        Pattern = Label
    )]
    public string? Namespace { get; set; }

    [Setting(
        "The release whose namespace is used when none is set.",
        Takes = "lower-case letters, digits and hyphens, at most 32",
        Pattern = ShortLabel
    )]
    public string Environment { get; set; } = "dev";

    [Setting("Seconds a pod may wait for a node, an image or a volume.", 0, 86_400)]
    public int ImageGraceSeconds { get; set; } = 600;

    [Setting("Seconds an agent that is removed has for delivering.", 1, 3_600)]
    public int TerminationGraceSeconds { get; set; } = 120;

    public ClusterSettings Cluster { get; set; } = new();

    public GitSettings Git { get; set; } = new();

    public AgentSettings Agent { get; set; } = new();

    public DeliverySettings Delivery { get; set; } = new();

    /// <summary>In a record, nothing can be called Clone.</summary>
    [ConfigurationKeyName("clone")]
    public CloneSettings Cloning { get; set; } = new();

    public HeartbeatSettings Heartbeat { get; set; } = new();

    public CleanupSettings Cleanup { get; set; } = new();

    public BudgetSettings Budget { get; set; } = new();

    public HookSettings Hooks { get; set; } = new();

    public LocalSettings Local { get; set; } = new();

    public ModelSettings Model { get; set; } = new();

    /// <summary>The namespace of agent pods.</summary>
    public string PodNamespace => Namespace ?? $"agent-orchestrator-{Environment}";

    /// <summary>Where each setting was said that somebody has set: file and line, variable or flag. In a cluster the platform's values win
    /// over the defaults here, but not over these.</summary>
    public IReadOnlyDictionary<string, string> Said { get; init; } = new Dictionary<string, string>();

    /// <summary>What the committed file says that reaches further than the repository, agreed to or not.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Those of them that have no effect, because the developer has not agreed and has set nothing else.</summary>
    public IReadOnlyList<Claim> Withheld { get; init; } = [];

    /// <summary>Settings that are each possible, but not together.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (Heartbeat.StaleSeconds < 3 * Heartbeat.Seconds)
        {
            var place = Said.GetValueOrDefault("heartbeat.staleSeconds") ?? Said.GetValueOrDefault("heartbeat.seconds");
            yield return $"{place}: heartbeat.staleSeconds is {Heartbeat.StaleSeconds}; it must be at least three times heartbeat.seconds, which is {Heartbeat.Seconds}. Raise it, or lower heartbeat.seconds.";
        }
    }
}

/// <summary>How the cluster is reached.</summary>
internal sealed record ClusterSettings
{
    [Setting("The kubeconfig's context. Without it: its current one.", Takes = "a context's name", NeedsTrust = true)]
    public string? Context { get; set; }

    [Setting("The kubeconfig. Without it: what kubectl uses by itself.", Takes = "a file's path", NeedsTrust = true)]
    public string? Kubeconfig { get; set; }

    [Setting("Helm values for rendering pods.", Takes = "a list of files' paths", NeedsTrust = true)]
    public IReadOnlyList<string> ValuesFiles { get; set; } = [];

    [Setting("Whether the values that the platform's release has published come first.")]
    public bool TaskDefaults { get; set; } = true;
}

/// <summary>The remote, and whose commits agents' work becomes.</summary>
internal sealed record GitSettings
{
    [Setting(
        "The remote that branches are pushed to. Without it: the one of the current branch, else the only one, else origin.",
        Takes = "a remote's name",
        Pattern = "^[A-Za-z0-9_][A-Za-z0-9_./-]*$"
    )]
    public string Remote { get; set; } = "origin";

    [Setting(
        "The URL by which pods reach the remote, without user info. Its host may be another one, its path may not. Without it: the remote's own.",
        Takes = "a URL",
        NeedsTrust = true
    )]
    public string? PodUrl { get; set; }

    [Setting("Name of author and committer.", Takes = "a name without < and >", Pattern = $"^[^{SettingAttribute.Controls}<>]+$")]
    public string AuthorName { get; set; } = "speckit-async";

    [Setting("Mail address of author and committer.", Takes = "a mail address", Pattern = $"^[^{SettingAttribute.Controls} <>]+$")]
    public string AuthorEmail { get; set; } = "speckit-async@localhost";
}

/// <summary>What does a task.</summary>
internal sealed record AgentSettings
{
    private const string Name = "^[A-Za-z_][A-Za-z0-9_]*$";

    [Setting(
        "A path or a bash command line; the prompt comes on stdin. Without it: OpenCode.",
        Takes = "a path, or a command on one line with `;` between its parts; a longer one belongs into a script",
        NeedsTrust = true
    )]
    public string? Command { get; set; }

    [Setting(
        "Names of variables that the command gets besides its own few.",
        Takes = "a list of variables' names",
        Pattern = Name,
        NeedsTrust = true
    )]
    public IReadOnlyList<string> Env { get; set; } = [];

    [Setting("Names of variables whose values never appear in a log.", Takes = "a list of variables' names", Pattern = Name)]
    public IReadOnlyList<string> Secrets { get; set; } = [];

    [Setting("Lines of a command's output that OpenCode's log holds at most, beginning and end; what is left out is counted.", 1, 100_000)]
    public int OutputLines { get; set; } = 16;

    [Setting("Seconds it has for a task; then its work is salvaged.", 1, 604_800)]
    public int TimeoutSeconds { get; set; } = 7_200;

    [Setting("Seconds from asking it to stop until it is killed.", 1, 600)]
    public int KillSeconds { get; set; } = 15;

    [Setting("Seconds until it must have printed something; 0 for no limit.", 0, 86_400)]
    public int FirstOutputSeconds { get; set; } = 600;
}

/// <summary>How work is brought back.</summary>
internal sealed record DeliverySettings
{
    [Setting("Globs of paths that are never pushed, to any branch; ** is any depth.", Takes = "a list of globs")]
    public IReadOnlyList<string> DenyPaths { get; set; } = DenyPathList.Default;

    [Setting("Largest file that is pushed, in MiB (servers refuse the whole push of a larger one); 0 for any.", 0, 1_000_000)]
    public int MaxFileMiB { get; set; } = 95;

    [Setting("Seconds between two pushes of work in progress; 0 for none.", 0, 86_400)]
    public int CheckpointSeconds { get; set; } = 300;

    [Setting("Seconds for committing and pushing.", 1, 86_400)]
    public int TimeoutSeconds { get; set; } = 600;
}

/// <summary>How an agent gets the repository.</summary>
internal sealed record CloneSettings
{
    [Setting("Seconds for cloning.", 1, 86_400)]
    public int TimeoutSeconds { get; set; } = 600;

    [Setting("Commits of history; 0 for all.", 0, 1_000_000)]
    public int Depth { get; set; } = 50;
}

/// <summary>How an agent shows that it lives.</summary>
internal sealed record HeartbeatSettings
{
    [Setting("Seconds between two signs of life.", 1, 600)]
    public int Seconds { get; set; } = 5;

    [Setting("Seconds without one after which it counts as dead; at least three times heartbeat.seconds.", 3, 3_600)]
    public int StaleSeconds { get; set; } = 60;
}

/// <summary>Which ended agents are removed at once.</summary>
internal enum CleanupPolicy
{
    OnSuccess,
    Always,
    Never,
}

/// <summary>What is removed, and when.</summary>
internal sealed record CleanupSettings
{
    [Setting("Which ended agents are removed at once.")]
    public CleanupPolicy Policy { get; set; } = CleanupPolicy.OnSuccess;

    [Setting("Days for which the others are kept.", 0, 365)]
    public int KeepFailedDays { get; set; } = 7;
}

/// <summary>What agents may use of the model.</summary>
internal sealed record BudgetSettings
{
    [Setting(
        "Tokens that an attempt at a task may use, those of subagents, cached ones and retries included; then it is stopped within one request and its work salvaged. 0 for any number. In a cluster the release's own limit holds, too.",
        0,
        2_000_000_000
    )]
    public int Tokens { get; set; }

    [Setting(
        "US dollars that an attempt at a task may cost, counted by the model's prices; a model without a known price is refused. 0 for any amount. In a cluster the release's own limit holds, too.",
        0,
        1_000_000
    )]
    public decimal Usd { get; set; }

    [Setting(
        "US dollars that all attempts of a feature may cost together: nothing starts that it cannot pay, at budget.usd each where that is set. 0 for any amount.",
        0,
        1_000_000
    )]
    public decimal FeatureUsd { get; set; }
}

/// <summary>What the developer's machine does when something has happened.</summary>
internal sealed record HookSettings
{
    private const string Takes = "a shell's command line; the event comes on stdin, as JSON";

    [Setting(
        "A command that run calls when a task has its outcome. It has 30 s, and its failure changes nothing. In config.local.json only.",
        Takes = Takes,
        LocalOnly = true
    )]
    public string? OnOutcome { get; set; }

    [Setting(
        "A command that run calls when it ends. It has 30 s, and its failure changes nothing. In config.local.json only.",
        Takes = Takes,
        LocalOnly = true
    )]
    public string? OnDone { get; set; }
}

/// <summary>The local runtime.</summary>
internal sealed record LocalSettings
{
    [Setting(
        "Where agents work. Without it: a directory of the user's state (XDG_STATE_HOME).",
        Takes = "a directory's path",
        NeedsTrust = true
    )]
    public string? Directory { get; set; }

    [Setting(
        "Whether agents of the local runtime may run on this machine with your rights and without isolation, as --allow-unconfined says for one call. In config.local.json only.",
        LocalOnly = true
    )]
    public bool AllowUnconfined { get; set; }

    [Setting(
        "Whether agents of the local runtime run your own OpenCode with its login, configuration and model, which is then none of `model`. In config.local.json only.",
        LocalOnly = true
    )]
    public bool UseMyOpenCode { get; set; }
}

/// <summary>The model of OpenCode on the local runtime; in a cluster the release's values decide.</summary>
internal sealed record ModelSettings
{
    [Setting(
        "A provider that OpenCode knows, e.g. anthropic. Without it: MODEL_PROVIDER, else openai-compatible. Like all of these: for the local runtime.",
        Takes = "a provider's name",
        NeedsTrust = true
    )]
    public string? Provider { get; set; }

    [Setting("The model, as its provider spells it. Without it: MODEL_NAME.", Takes = "a model's name", NeedsTrust = true)]
    public string? Name { get; set; }

    [Setting(
        "The endpoint; needed for openai-compatible. Without it: MODEL_BASE_URL, else the provider's own.",
        Takes = "an http or https URL without a password",
        Pattern = "^https?://[^\\x00-\\x20@]+$",
        NeedsTrust = true
    )]
    public string? BaseUrl { get; set; }

    [Setting(
        "US dollars for a million tokens: read, written and, where that has a price of its own, read from the cache and put into it, e.g. \"3 15 0.3 3.75\". Without it: MODEL_PRICE, else what OpenCode knows of the model.",
        Takes = "two to four numbers",
        Pattern = "^[0-9]+([.][0-9]+)?( [0-9]+([.][0-9]+)?){1,3}$",
        NeedsTrust = true
    )]
    public string? Price { get; set; }

    [Setting(
        "Name of the variable that holds the provider's key. Without it: MODEL_KEY_VARIABLE, else MODEL_API_KEY.",
        Takes = "a variable's name",
        Pattern = "^[A-Za-z_][A-Za-z0-9_]*$",
        NeedsTrust = true
    )]
    public string? KeyVariable { get; set; }
}
