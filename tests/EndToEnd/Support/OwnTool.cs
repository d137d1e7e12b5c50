namespace EndToEnd.Support;

/// <summary>The program as the build has made it, or the one that <c>SPECKIT_ASYNC_TEST_PROGRAM</c> names: machine code, as it was packed
/// and installed.</summary>
/// <remarks>An installation links to the program in its package's folder; what comes with the program lies there.</remarks>
internal static class OwnTool
{
    private static string Dotnet => Environment.ProcessPath is { } program && Path.GetFileName(program) == "dotnet" ? program : "dotnet";

    /// <summary>The words that start it.</summary>
    internal static string[] Words { get; } =
        Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_PROGRAM") is { Length: > 0 } program
            ? [File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(program)]
            : [Dotnet, Path.Combine(AppContext.BaseDirectory, "dotnet-speckit-async.dll")];

    /// <summary>The words before a role's name; in the image they are its ENTRYPOINT.</summary>
    internal static string[] Pod => [.. Words, "pod"];

    /// <summary>What the image has under /etc/agent.</summary>
    internal static string AgentConfiguration => Path.Combine(AppContext.BaseDirectory, "docker", "agent");
}
