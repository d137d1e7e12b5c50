namespace EndToEnd.Support;

/// <summary>The program as the build has made it.</summary>
internal static class OwnTool
{
    private static string Dotnet => Environment.ProcessPath is { } program && Path.GetFileName(program) == "dotnet" ? program : "dotnet";

    /// <summary>The words that start it.</summary>
    internal static string[] Words { get; } = [Dotnet, Path.Combine(AppContext.BaseDirectory, "dotnet-speckit-async.dll")];

    /// <summary>The words before a role's name; in the image they are its ENTRYPOINT.</summary>
    internal static string[] Pod => [.. Words, "pod"];

    /// <summary>What the image has under /etc/agent.</summary>
    internal static string AgentConfiguration => Path.Combine(AppContext.BaseDirectory, "docker", "agent");
}
