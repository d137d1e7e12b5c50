using System.CommandLine;
using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Doctor;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>What <c>doctor</c> looks at: as much as can be found, because the rest is what is broken.</summary>
internal sealed class DoctorSubjects(Host host, ParseResult parsed) : IAsyncDisposable
{
    private ClusterApi? api;

    /// <summary>The checks for the chosen runtime.</summary>
    public async Task<IReadOnlyList<Check>> ChecksAsync(CancellationToken ct)
    {
        var (repository, missing) = await TryAsync(() => GitRepository.FindAsync(host.Tools, host.Directory, ct));
        var project = FeatureLocation.FindProject(host, repository);
        var (settings, wrong) = await TryAsync(() => Session.LoadSettingsAsync(host, project, repository, parsed, ct));
        List<Check> checks =
        [
            GitChecks.Version(host.Tools),
            Fact("repository", ["git"], missing, repository?.Root),
            Fact("settings", [], wrong, ".specify/async/config.json"),
        ];
        if (settings is null || repository is null)
        {
            return checks;
        }

        var (location, none) = await TryAsync(() =>
            Task.FromResult(FeatureLocation.Find(host, project, repository, parsed.GetValue(CommonOptions.Feature), null))
        );
        checks.Add(Trust(settings));
        checks.Add(Fact("feature", [], none, location?.RelativeDirectory));
        checks.Add(GitChecks.Remote(repository, settings.Git.Remote, settings.Git.PodUrl));
        checks.Add(GitChecks.Limits(repository));
        if (location is not null)
        {
            var prefix = Prefix(settings, location);
            checks.Add(Tasks(settings, location));
            checks.Add(GitChecks.Committed(repository, location.RelativeDirectory));
            checks.Add(GitChecks.Branches(new RemoteBranches(repository, settings.Git.Remote, prefix)));
            checks.Add(GitChecks.Push(repository, settings.Git.Remote, prefix));
        }

        if (Directory.Exists(Path.Combine(project, TemplateFolder.Folder)))
        {
            checks.Add(Templates(new TemplateFolder(project)));
        }

        if (
            Programs.Of(host.Variables).TryFind("opencode") is { } opencode
            && File.Exists(Path.Combine(project, ".opencode/commands/implement.md"))
        )
        {
            checks.Add(
                LocalChecks.Terminal(host.Tools, opencode, File.Exists(Path.Combine(project, ".opencode/plugins/speckit-async.js")))
            );
        }

        return [.. checks, .. settings.Runtime is RuntimeKind.Local ? Local(settings, project) : Kubernetes(settings, project, repository)];
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        await Task.CompletedTask;
    }

    private IEnumerable<Check> Local(Settings settings, string project) =>
        [
            LocalChecks.Machine(),
            LocalChecks.Agent(
                host.Tools,
                settings.Agent.Command,
                new LocalModel(settings, host.Variables).Program,
                settings.Local.UseMyOpenCode
            ),
            .. settings.Agent.Command is null ? [Model(new(settings, host.Variables))] : (Check[])[],
            LocalChecks.Directory(Runtimes.LocalDirectory(host, settings, project)),
        ];

    private IEnumerable<Check> Kubernetes(Settings settings, string project, GitRepository repository)
    {
        var address = Runtimes.Address(settings, project);
        api = new(host.Surroundings, address, tell: text => host.Error.WriteLine(Logs.Sanitizer.Clean(text)));
        ClusterChecks cluster = new(host.Tools, address, api);
        string? manifest = null;
        async Task<string> ManifestAsync(CancellationToken ct)
        {
            var addresses = RepositoryAddresses.Find(
                await repository.RemoteUrlAsync(settings.Git.Remote, ct),
                settings.Git.PodUrl,
                null,
                repository.Root
            );
            return manifest ??= await DoctorPod.RenderAsync(host, settings, project, addresses, api, ct);
        }

        PlatformChecks platform = new(api, ManifestAsync);
        return
        [
            cluster.Tool("helm", "version", "--short"),
            cluster.Tool("kubectl", "version", "--client"),
            cluster.Cluster(),
            cluster.Namespace(),
            cluster.Access(),
            cluster.Defaults(settings.Cluster.TaskDefaults),
            cluster.Pod(ManifestAsync),
            cluster.Secrets(ManifestAsync),
            platform.Policy(),
            platform.Certificates(),
        ];
    }

    private static Check Tasks(Settings settings, FeatureLocation location) => new("tasks", ["feature"], _ =>
        {
            var plan = Planner.Make(
                TaskListReader.Read(location.RelativeTasksFile, location.ReadTasks(), TaskGrammar.Create(settings.IdPrefixes))
            );
            return Task.FromResult(
                plan.HasErrors
                    ? Finding.Failed(
                        $"{LintText.Count(plan.Problems.Count(problem => problem.Severity == Severity.Error), "error")} in {location.RelativeTasksFile}",
                        PlanText.Problems(location.RelativeTasksFile, plan.Problems)
                    )
                    : Finding.Ok(
                        $"{LintText.Count(plan.Tasks.Count, "task")}, {plan.Tasks.Count(task => task.Item.Mode == TaskMode.Async)} of them ASYNC"
                    )
            );
        });

    private static Check Templates(TemplateFolder templates) =>
        new("templates", [], _ =>
            Task.FromResult(
                templates.Unused is { Count: > 0 } unused
                    ? Finding.Warning(
                        $"{string.Join(", ", unused)} in {TemplateFolder.Folder} replaces no template",
                        $"A project can replace {string.Join(", ", TemplateFolder.Replaceable)}: rename the file, or remove it."
                    )
                    : Finding.Ok(TemplateFolder.Folder)
            )
        );

    private static Check Model(LocalModel model) =>
        new("model", [], _ =>
            Task.FromResult(
                model.Problem is { } problem
                    ? Finding.Failed(problem.Split(": ", 2)[1].Split(". ", 2)[0], problem.Split(". ", 2)[1])
                    : Finding.Ok(model.ToString())
            )
        );

    private static Check Trust(Settings settings) =>
        new("trust", [], _ =>
            Task.FromResult(
                settings.Withheld.Count > 0
                    ? Finding.Warning(
                        $"{string.Join(", ", settings.Withheld.Select(claim => claim.Said.Key))} of the committed configuration has no effect",
                        "It reaches beyond this repository. Look at it and agree: `dotnet speckit-async trust`."
                    )
                    : Finding.Ok(
                        settings.Claims.Count > 0
                            ? "the committed configuration is agreed to"
                            : "the committed configuration decides nothing beyond the repository"
                    )
            )
        );

    private static string Prefix(Settings settings, FeatureLocation location)
    {
        var branch = BranchName.For(new(location.Name), TaskId.FromGrammar("T0"), "x", settings.BranchTemplate).Value;
        return branch[..(branch.LastIndexOf('/') + 1)];
    }

    private static Check Fact(string name, IReadOnlyList<string> needs, Exception? wrong, string? found) =>
        new(name, needs, _ => wrong is null ? Task.FromResult(Finding.Ok(found ?? "")) : throw wrong);

    private static async Task<(T? Value, Exception? Failure)> TryAsync<T>(Func<Task<T>> find)
        where T : class
    {
        try
        {
            return (await find(), null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return (null, failure);
        }
    }
}
