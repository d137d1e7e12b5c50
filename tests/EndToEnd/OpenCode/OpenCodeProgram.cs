using System.Reflection;

namespace EndToEnd.OpenCode;

/// <summary>The real OpenCode and the command that runs it in a pod.</summary>
internal static class OpenCodeProgram
{
    private const string Variable = "SPECKIT_ASYNC_TEST_OPENCODE";

    /// <summary>Root of this repository's checkout.</summary>
    public static string Root { get; } =
        typeof(OpenCodeProgram)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;

    /// <summary>The agent command.</summary>
    public static IReadOnlyList<string> AgentCommand => [.. Support.OwnTool.Pod, "opencode"];

    /// <summary>The agent's configuration, as the image has it under /etc/agent.</summary>
    public static string AgentConfiguration => Path.Combine(Root, "docker", "agent");

    /// <summary>The binary: the one that npm has brought for this platform, unless a variable names another.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable(Variable)
        ?? Path.Combine(Root, "tests", "tools", "node_modules", "opencode-linux-x64", "bin", "opencode");

    /// <summary>Skips a test on machines that have no OpenCode.</summary>
    public static void SkipWhereAbsent() =>
        Skip.IfNot(File.Exists(Binary), $"There is no OpenCode at {Binary}: run `npm ci` in tests/tools, or set {Variable}.");
}

/// <summary>These tests count OpenCode's seconds: one agent at a time, beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OpenCodeCollection
{
    internal const string Name = "agents with the real OpenCode";
}

/// <summary>A developer's sessions that follow agents: OpenCode takes 600 MB and a core, so one at a time, beside tests of other
/// things.</summary>
[CollectionDefinition(Name)]
public sealed class OpenCodeSessions
{
    internal const string Name = "sessions with the real OpenCode";
}

/// <summary>A developer's sessions that implement features, beside the others because both groups take minutes.</summary>
[CollectionDefinition(Name)]
public sealed class OpenCodeFeatures
{
    internal const string Name = "features with the real OpenCode";
}
