using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>How the local runtime runs its agents.</summary>
internal sealed record LocalOptions
{
    /// <summary>Where attempts have their directories, shared by all clones of a repository on this machine.</summary>
    public required string Directory { get; init; }

    /// <summary>The command that does a task; empty for OpenCode.</summary>
    public required string AgentCommand { get; init; }

    /// <summary>Variables of the developer's environment that the agent command may see.</summary>
    public IReadOnlyList<string> AgentVariables { get; init; } = [];

    /// <summary>Variables with fixed values for the agent role and its command.</summary>
    public IReadOnlyDictionary<string, string> AgentSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Git settings that say how the developer signs commits, as a configuration file; null where the developer does
    /// not.</summary>
    public string? SigningConfig { get; init; }

    /// <summary>Limits, author, what is never pushed, how many may live.</summary>
    public required Settings Settings { get; init; }

    /// <summary>The developer's environment.</summary>
    public required Variables Variables { get; init; }
}
