using System.Text.RegularExpressions;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod.OpenCode;

/// <summary>Which OpenCode a program is. Version 2 loads no plugin that was written for version 1, and names permissions
/// otherwise.</summary>
internal static partial class OpenCodeVersion
{
    /// <summary>The version that agents and the plugin are tried with.</summary>
    public const string Tried = "1.18.33";

    private const string Line = "1.18.";

    /// <summary>What brings that version.</summary>
    public const string Install = $"npm install --global opencode-ai@{Tried}";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Asks a program for its version.</summary>
    /// <param name="tools">Starts it.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="ct">Ends the question.</param>
    /// <returns>Null when it says none.</returns>
    /// <exception cref="ToolMissingException">There is no such program.</exception>
    public static async Task<string?> AskAsync(IToolRunner tools, string program, CancellationToken ct) =>
        Parse((await tools.TryAsync(new(program, "--version") { Timeout = TimeLimit }, ct)).Text);

    /// <summary>The version in what <c>opencode --version</c> prints; null when there is none.</summary>
    public static string? Parse(string printed) =>
        Pattern().Match(printed) is { Success: true } match ? match.Groups["version"].Value : null;

    /// <summary>Whether agents and the plugin work with it; a version that nobody knows is believed to.</summary>
    public static bool IsSupported(string? version) => version is null || version.StartsWith("1.", StringComparison.Ordinal);

    /// <summary>Why an agent cannot run with it; null where it can.</summary>
    public static string? Problem(string? version) =>
        IsSupported(version)
            ? null
            : $"OpenCode {version} runs no agents: they are made for version 1, whose plugin and permissions it does not know.";

    /// <summary>Why an agent cannot run a developer's own OpenCode, which comes with configuration and plugins that nobody has tried; null
    /// where it can.</summary>
    public static string? ProblemOfMine(string? version) =>
        version?.StartsWith(Line, StringComparison.Ordinal) == true
            ? null
            : $"Your own OpenCode is {version ?? "of a version that it does not say"}; agents can run it only as {Line}x.";

    [GeneratedRegex(
        @"(?<![\d.])(?<version>\d{1,4}\.\d{1,4}\.\d{1,6})(?![\d.])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
