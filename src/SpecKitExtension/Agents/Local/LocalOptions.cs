namespace SpecKitExtension.Agents.Local;

/// <summary>How the local runtime runs its agents.</summary>
internal sealed record LocalOptions
{
    /// <summary>Where attempts have their directories, shared by all clones of a repository on this machine.</summary>
    public required string Directory { get; init; }

    /// <summary>The folder with entrypoint.sh and local-pod.sh.</summary>
    public required string Scripts { get; init; }

    /// <summary>The command that does a task.</summary>
    public required string AgentCommand { get; init; }

    /// <summary>Variables of the developer's environment that the agent command may see.</summary>
    public IReadOnlyList<string> AgentVariables { get; init; } = [];

    /// <summary>Variables whose values never appear in a log.</summary>
    public IReadOnlyList<string> AgentSecrets { get; init; } = [];

    /// <summary>Variables with fixed values for the agent role and its command.</summary>
    public IReadOnlyDictionary<string, string> AgentSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>The courier's author.</summary>
    public string AuthorName { get; init; } = "speckit-async";

    /// <summary>The courier's author's address.</summary>
    public string AuthorEmail { get; init; } = "speckit-async@localhost";

    /// <summary>Globs that are never pushed; null leaves the script's own list.</summary>
    public IReadOnlyList<string>? DenyPaths { get; init; }

    /// <summary>Largest file that is pushed, in MiB; 0 for any.</summary>
    public int MaxFileMiB { get; init; } = 95;

    /// <summary>Most attempts of a feature that live at the same time.</summary>
    public int MostLive { get; init; } = int.MaxValue;

    /// <summary>The attempt's limits.</summary>
    public AgentLimits Limits { get; init; } = new();
}
