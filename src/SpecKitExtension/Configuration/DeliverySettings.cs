namespace SpecKitExtension.Configuration;

/// <summary>How work is brought back.</summary>
/// <param name="DenyPaths">Globs of paths that are never pushed; <c>**</c> is any depth.</param>
/// <param name="MaxFileMiB">Largest file that is pushed, in MiB; 0 for any.</param>
/// <param name="CheckpointSeconds">Seconds between two pushes of work in progress; 0 for none.</param>
/// <param name="TimeoutSeconds">Seconds for committing and pushing.</param>
internal sealed record DeliverySettings(IReadOnlyList<string> DenyPaths, int MaxFileMiB, int CheckpointSeconds, int TimeoutSeconds)
{
    /// <summary>CI definitions of GitHub, GitLab, CircleCI and Jenkins: they run with the build server's credentials.</summary>
    private static readonly string[] CiDefinitions =
    [
        ".github/workflows/**", ".github/actions/**", ".gitlab-ci.yml", "**/.gitlab-ci.yml", ".gitlab/ci/**", ".circleci/**", "Jenkinsfile", "**/Jenkinsfile",
    ];

    public static DeliverySettings From(SettingReader read) => new(
        read.List("delivery.denyPaths", CiDefinitions, "a list of globs"),
        read.Integer("delivery.maxFileMiB", 95, 0, 1_000_000),
        read.Integer("delivery.checkpointSeconds", 300, 0, 86_400),
        read.Integer("delivery.timeoutSeconds", 600, 1, 86_400));
}
