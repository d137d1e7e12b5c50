namespace SpecKitExtension.Configuration;

/// <summary>What does a task.</summary>
/// <param name="Command">A path or a bash command line, prompt on stdin; null for OpenCode.</param>
/// <param name="Env">Names of variables that it gets besides its own few.</param>
/// <param name="Secrets">Names of variables whose values never appear in a log.</param>
/// <param name="TimeoutSeconds">Seconds it has for a task.</param>
/// <param name="KillSeconds">Seconds from asking it to stop until it is killed.</param>
/// <param name="FirstOutputSeconds">Seconds until it must have printed something; 0 for no limit.</param>
internal sealed record AgentSettings(string? Command, IReadOnlyList<string> Env, IReadOnlyList<string> Secrets, int TimeoutSeconds, int KillSeconds, int FirstOutputSeconds)
{
    private const string NamePattern = "^[A-Za-z_][A-Za-z0-9_]*$";

    public static AgentSettings From(SettingReader read) => new(
        read.Text("agent.command", null, "a path, or a command on one line with `;` between its parts; a longer one belongs into a script"),
        read.List("agent.env", [], "a list of variables' names", NamePattern),
        read.List("agent.secrets", [], "a list of variables' names", NamePattern),
        read.Integer("agent.timeoutSeconds", 7_200, 1, 604_800),
        read.Integer("agent.killSeconds", 15, 1, 600),
        read.Integer("agent.firstOutputSeconds", 600, 0, 86_400));
}
