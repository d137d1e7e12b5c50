namespace SpecKitExtension.Configuration;

/// <summary>How work is brought back.</summary>
/// <param name="DenyPaths">Globs of paths that are never pushed; <c>**</c> is any depth.</param>
/// <param name="MaxFileMiB">Largest file that is pushed, in MiB; 0 for any.</param>
/// <param name="CheckpointSeconds">Seconds between two pushes of work in progress; 0 for none.</param>
/// <param name="TimeoutSeconds">Seconds for committing and pushing.</param>
internal sealed record DeliverySettings(IReadOnlyList<string> DenyPaths, int MaxFileMiB, int CheckpointSeconds, int TimeoutSeconds)
{
    /// <summary>
    /// What runs with somebody else's credentials once it is merged: CI definitions of GitHub, GitLab, CircleCI and Jenkins on a build server;
    /// this tool's and spec-kit's settings and scripts, and what OpenCode loads, on the developer's machine.
    /// </summary>
    private static readonly string[] RunsElsewhere =
    [
        ".github/workflows/**", ".github/actions/**", "**/.gitlab-ci.yml", ".gitlab/ci/**", ".circleci/**", "**/Jenkinsfile", "**/Jenkinsfile.*",
        ".specify/async/**", ".specify/extensions/**", ".specify/scripts/**", ".opencode/**", "opencode.json", "opencode.jsonc",
    ];

    public static DeliverySettings From(SettingReader read) => new(
        read.List("delivery.denyPaths", RunsElsewhere, "a list of globs"),
        read.Integer("delivery.maxFileMiB", 95, 0, 1_000_000),
        read.Integer("delivery.checkpointSeconds", 300, 0, 86_400),
        read.Integer("delivery.timeoutSeconds", 600, 1, 86_400));
}
