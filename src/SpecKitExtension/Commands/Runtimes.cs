using System.CommandLine;
using SpecKitExtension.Agents;
using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Agents.Local;
using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Pod.OpenCode;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>Builds the runtime that the settings choose.</summary>
internal static class Runtimes
{
    /// <summary>Opens the runtime.</summary>
    /// <exception cref="UsageException">The local runtime was not told which agent it may run.</exception>
    public static async Task<IAgentRuntime> OpenAsync(
        Host host,
        Settings settings,
        FeatureContext context,
        string project,
        ParseResult parsed,
        bool starts,
        CancellationToken ct
    )
    {
        if (settings.Runtime is not RuntimeKind.Local)
        {
            return Kubernetes(host, settings, Address(settings, project), context, project);
        }

        var typed = parsed.GetResult(CommonOptions.Agent) is { Implicit: false };
        var command = Script(settings.Agent.Command, typed ? host.Directory : project);
        var allowed =
            settings.Local.AllowUnconfined
            || (parsed.GetResult(CommonOptions.AllowUnconfined) is not null && parsed.GetValue(CommonOptions.AllowUnconfined));
        if (starts && !typed && !allowed)
        {
            throw new UsageException(
                $"The local runtime gives an agent your rights and no isolation.\nAdd --allow-unconfined to let {(command is null ? "OpenCode" : $"`{command}` from the configuration")} run so (or local.allowUnconfined in {SettingsLoader.Local}, for good), or --agent CMD for a command of your own."
            );
        }

        if (starts && command is null && new LocalModel(settings, host.Variables).Problem is { } problem)
        {
            throw new SettingsProblemException([problem]);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException(
                "The local runtime needs Linux.\nUse a cluster (--runtime kubernetes), or a Linux machine or container."
            );
        }

        if (starts && command is null && await UnfitAsync(host, new(settings, host.Variables), ct) is { } unfit)
        {
            throw new ToolFailedException(
                $"{unfit}\nInstall {OpenCodeVersion.Tried} (`{OpenCodeVersion.Install}`), or name another command with --agent."
            );
        }

        return new LocalRuntime(
            await GitConfigAsync(context.Repository, ct),
            Options(host, settings, project, command) with
            {
                SigningConfig = await SigningConfigAsync(context.Repository, ct),
            },
            host.Clock
        );
    }

    private static async Task<string?> UnfitAsync(Host host, LocalModel model, CancellationToken ct)
    {
        var version = await OpenCodeVersion.AskAsync(host.Tools, model.Program, ct);
        return model.IsMine ? OpenCodeVersion.ProblemOfMine(version) : OpenCodeVersion.Problem(version);
    }

    /// <summary>An agent starts in a directory of its own, where a relative path would lead to another file.</summary>
    private static string? Script(string? command, string directory) =>
        command?.Contains('/', StringComparison.Ordinal) == true && File.Exists(Path.GetFullPath(command, directory))
            ? Path.GetFullPath(command, directory)
            : command;

    /// <summary>The cluster and the namespace that the settings choose.</summary>
    public static ClusterAddress Address(Settings settings, string project) =>
        new(
            settings.PodNamespace,
            settings.Cluster.Context,
            settings.Cluster.Kubeconfig is { } file ? Path.GetFullPath(file, project) : null
        );

    /// <summary>The developer's values files.</summary>
    public static IReadOnlyList<string> ValuesFiles(string project, Settings settings) =>
        [
            .. settings
                .Cluster.ValuesFiles.Select(file => Path.GetFullPath(file, project))
                .Select(file =>
                    File.Exists(file)
                        ? file
                        : throw new UsageException(
                            $"cluster.valuesFiles names {file}, which does not exist.\nCorrect the path; it is relative to the project's root."
                        )
                ),
        ];

    /// <summary>Where attempts of the local runtime live: one place for all clones of a repository.</summary>
    public static string LocalDirectory(Host host, Settings settings, string project) =>
        settings.Local.Directory is { } said ? Path.GetFullPath(said, project) : host.Variables.StateFolder;

    private static KubernetesRuntime Kubernetes(
        Host host,
        Settings settings,
        ClusterAddress address,
        FeatureContext context,
        string project
    ) =>
        new(
            host.Surroundings,
            address,
            new ManifestRenderer(host.Tools, new ValuesRenderer(new TemplateFolder(null)), Path.Combine(Host.Files, "charts"), text =>
                host.Error.WriteLine(Sanitizer.Clean(text))
            ),
            new()
            {
                Key = context.Key,
                Feature = context.Feature,
                ValuesFiles = ValuesFiles(project, settings),
                Settings = settings,
                Tell = text => host.Error.WriteLine(Sanitizer.Clean(text)),
            },
            host.Clock
        );

    private static LocalOptions Options(Host host, Settings settings, string project, string? command) =>
        new()
        {
            Directory = LocalDirectory(host, settings, project),
            AgentCommand = command ?? "",
            AgentVariables = [.. settings.Agent.Env, .. command is null ? new LocalModel(settings, host.Variables).Inherited : []],
            AgentSettings = command is null
                ? new(new LocalModel(settings, host.Variables).Fixed) { ["AGENT_CONFIG_DIR"] = Path.Combine(Host.Files, "docker", "agent") }
                : new Dictionary<string, string>(),
            Settings = settings,
            Variables = host.Variables,
        };

    /// <summary>What leads git to the remote as it leads the developer there; hooks, filters and aliases stay behind.</summary>
    private static async Task<string> GitConfigAsync(GitRepository repository, CancellationToken ct)
    {
        var found = await repository.TryAsync(
            ct,
            "config",
            "--null",
            "--get-regexp",
            @"^(credential|url|http|https|ssh|core\.sshcommand|core\.askpass)(\.|$)"
        );
        return GitConfigText.Of(found.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>How the developer's git signs commits; null where it does not. The courier's author has no key of its own, so one is always
    /// named.</summary>
    private static async Task<string?> SigningConfigAsync(GitRepository repository, CancellationToken ct)
    {
        if (!await MergeSigning.WantedAsync(repository, ct))
        {
            return null;
        }

        var found = (await repository.TryAsync(ct, "config", "--null", "--get-regexp", @"^(gpg\.|user\.signingkey$)")).Output.Split(
            '\0',
            StringSplitOptions.RemoveEmptyEntries
        );
        var mail = (await repository.TryAsync(ct, "config", "user.email")).Text;
        return GitConfigText.Of(
            found.Any(entry => entry.StartsWith("user.signingkey\n", StringComparison.Ordinal)) || mail.Length == 0
                ? found
                : [.. found, $"user.signingkey\n{mail}"]
        );
    }
}
