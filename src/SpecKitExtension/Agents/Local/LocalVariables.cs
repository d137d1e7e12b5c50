using System.Globalization;
using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>The variables of the three roles on the local runtime: each role gets what it needs and nothing else.</summary>
internal static class LocalVariables
{
    /// <summary>What git needs of the developer's environment to reach the remote as the developer does.</summary>
    private static readonly string[] GitVariables =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "SSH_AUTH_SOCK",
        "SSH_ASKPASS",
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "NO_PROXY",
        "no_proxy",
        "SSL_CERT_FILE",
        "XDG_CONFIG_HOME",
        "GIT_SSL_CAINFO",
        "GNUPGHOME",
    ];

    private static readonly string[] AgentVariables = ["PATH", "LANG", "USER", "LOGNAME"];

    /// <summary>The variables, role by role.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ForRoles(
        LocalFolder folder,
        AgentSpec spec,
        LocalOptions options
    )
    {
        Dictionary<string, string> shared = new(Limits(options.Settings))
        {
            ["GIT_BRANCH"] = spec.Branch,
            ["TASK_ID"] = spec.Task.Value,
            ["TASK_DIGEST"] = spec.Digest.Value,
            ["TASK_ATTEMPT"] = spec.Attempt.ToString(CultureInfo.InvariantCulture),
            ["SPECIFY_FEATURE_DIRECTORY"] = spec.FeatureDirectory,
            ["WORK_DIR"] = folder.In("work"),
            ["SIGNAL_DIR"] = folder.In("signals"),
        };
        Dictionary<string, string> git = new(shared)
        {
            ["GIT_REPO"] = spec.Repository,
            ["BASE_COMMIT"] = spec.BaseCommit,
            ["COURIER_DIR"] = folder.In("courier"),
            ["COMMIT_MESSAGE"] = spec.CommitMessage,
            ["GIT_AUTHOR_NAME"] = options.Settings.Git.AuthorName,
            ["GIT_AUTHOR_EMAIL"] = options.Settings.Git.AuthorEmail,
            ["FILE_MAX_MIB"] = options.Settings.Delivery.MaxFileMiB.ToString(CultureInfo.InvariantCulture),
            ["DENY_PATHS"] = string.Join('\n', options.Settings.Delivery.DenyPaths),
            ["GIT_EXTRA_CONFIG_FILE"] = folder.In("gitconfig"),
        };
        Inherit(options.Variables, git, GitVariables);
        git["STOP_FILE"] = folder.In("task", "stop");
        return new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["clone"] = With(git, ("RESULT_FILE", folder.In("result", "clone"))),
            ["courier"] = With(
                git,
                ("RESULT_FILE", folder.In("result", "courier")),
                ("GIT_SIGNING_CONFIG_FILE", options.SigningConfig is null ? "" : folder.In("gitsigning"))
            ),
            ["agent"] = ForAgent(
                new(shared)
                {
                    ["BUDGET_TOKENS"] = spec.BudgetTokens.ToString(CultureInfo.InvariantCulture),
                    ["BUDGET_MICRO_USD"] = ((long)Math.Ceiling(spec.BudgetUsd * 1_000_000)).ToString(CultureInfo.InvariantCulture),
                },
                folder,
                options
            ),
        };
    }

    /// <summary>The limits as the roles read them, in seconds.</summary>
    private static Dictionary<string, string> Limits(Settings settings) =>
        new Dictionary<string, int>
        {
            ["AGENT_TIMEOUT_SECONDS"] = settings.Agent.TimeoutSeconds,
            ["AGENT_KILL_SECONDS"] = settings.Agent.KillSeconds,
            ["FIRST_OUTPUT_SECONDS"] = settings.Agent.FirstOutputSeconds,
            ["CLONE_TIMEOUT_SECONDS"] = settings.Cloning.TimeoutSeconds,
            ["CLONE_DEPTH"] = settings.Cloning.Depth,
            ["DELIVERY_TIMEOUT_SECONDS"] = settings.Delivery.TimeoutSeconds,
            ["CHECKPOINT_SECONDS"] = settings.Delivery.CheckpointSeconds,
            ["HEARTBEAT_SECONDS"] = settings.Heartbeat.Seconds,
            ["HEARTBEAT_STALE_SECONDS"] = settings.Heartbeat.StaleSeconds,
            ["TERMINATION_GRACE_SECONDS"] = settings.TerminationGraceSeconds,
        }.ToDictionary(limit => limit.Key, limit => limit.Value.ToString(CultureInfo.InvariantCulture));

    private static Dictionary<string, string> ForAgent(Dictionary<string, string> shared, LocalFolder folder, LocalOptions options)
    {
        var agent = With(
            shared,
            ("PROMPT_FILE", folder.In("task", "prompt-base64")),
            ("STOP_FILE", folder.In("task", "stop")),
            ("AGENT_COMMAND", options.AgentCommand),
            ("AGENT_OUTPUT_LINES", options.Settings.Agent.OutputLines.ToString(CultureInfo.InvariantCulture)),
            ("AGENT_HOME", folder.In("home")),
            ("AGENT_TMP", folder.In("tmp")),
            ("AGENT_SECRETS", string.Join(' ', options.Settings.Agent.Secrets)),
            ("AGENT_ENV", string.Join(' ', options.AgentVariables.Concat(options.AgentSettings.Keys).Distinct()))
        );
        Inherit(options.Variables, agent, AgentVariables);
        Inherit(options.Variables, agent, options.AgentVariables);
        Inherit(options.Variables, agent, options.Settings.Agent.Secrets);
        foreach (var (name, value) in options.AgentSettings)
        {
            agent[name] = value;
        }

        return agent;
    }

    private static void Inherit(Variables environment, Dictionary<string, string> variables, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if ((name == "PATH" ? Programs.Of(environment).Path : environment[name]) is { Length: > 0 } value)
            {
                variables.TryAdd(name, value);
            }
        }
    }

    private static Dictionary<string, string> With(
        Dictionary<string, string> variables,
        params ReadOnlySpan<(string Name, string Value)> more
    )
    {
        Dictionary<string, string> result = new(variables);
        foreach (var (name, value) in more)
        {
            result[name] = value;
        }

        return result;
    }
}
