using System.CommandLine;
using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>Everything a command works with once feature, settings and runtime are known.</summary>
internal sealed class Session : IAsyncDisposable
{
    private Session(Host host, FeatureLocation location, FeatureContext context, IAgentRuntime runtime, bool needsRuntime)
    {
        Host = host;
        Location = location;
        Context = context;
        Runtime = runtime;
        Branches = new(context.Repository, context.Remote, context.BranchPrefix, text => host.Error.WriteLine(Sanitizer.Clean(text)));
        Observer = new(
            context,
            Branches,
            runtime,
            needsRuntime
                ? null
                : why => host.Error.WriteLine(Sanitizer.Clean($"What follows is what git alone tells; agents that run are not seen: {why}"))
        );
    }

    public Host Host { get; }

    public FeatureLocation Location { get; }

    public Settings Settings => Context.Settings;

    public FeatureContext Context { get; }

    public IAgentRuntime Runtime { get; }

    public RemoteBranches Branches { get; }

    public FeatureObserver Observer { get; }

    /// <summary>Which ended agents go.</summary>
    public CleanupRule Cleanup => new(Settings.Cleanup);

    /// <summary>Opens the feature that the command line, the environment or spec-kit names.</summary>
    /// <param name="host">The world.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="starts">Whether agents may be started.</param>
    /// <param name="ct">Ends the opening.</param>
    /// <param name="feature">The feature's directory, where a command has its own option for it.</param>
    /// <param name="agentUrl">Another address of the same repository for the agents.</param>
    /// <param name="needsRuntime">Whether the command ends when nobody answers where agents run; git alone tells what was
    /// delivered.</param>
    public static async Task<Session> OpenAsync(
        Host host,
        ParseResult parsed,
        bool starts,
        CancellationToken ct,
        string? feature = null,
        string? agentUrl = null,
        bool needsRuntime = true
    )
    {
        var repository = await GitRepository.FindAsync(host.Tools, host.Directory, ct);
        var project = FeatureLocation.FindProject(host, repository);
        var settings = await LoadSettingsAsync(host, project, repository, parsed, ct);
        NameWithheld(host, settings, needed: starts || settings.Withheld.Any(claim => claim.Said.Key == "runtime"));
        var location = FeatureLocation.Find(host, project, repository, feature ?? parsed.GetValue(CommonOptions.Feature), null);
        location.ReadTasks();
        var url = await repository.RemoteUrlAsync(settings.Git.Remote, ct);
        var addresses = RepositoryAddresses.Find(url, settings.Git.PodUrl, agentUrl, repository.Root);
        var context = new FeatureContext
        {
            Repository = repository,
            Settings = settings,
            AgentUrl = addresses.ForAgents,
            Key = addresses.Key,
            Feature = new(location.Name),
            Directory = location.RelativeDirectory,
            TasksFile = location.TasksFile,
            Kept = location.Kept,
        };
        return new(host, location, context, await Runtimes.OpenAsync(host, settings, context, project, parsed, starts, ct), needsRuntime);
    }

    /// <summary>The settings of a project, flags included, without asking git anything: enough for what stays inside the
    /// repository.</summary>
    public static Settings LoadSettings(Host host, string project, ParseResult parsed) =>
        SettingsLoader.Load(project, host.Variables, CommonOptions.Flags(parsed));

    /// <summary>The settings of a project, flags included.</summary>
    public static async Task<Settings> LoadSettingsAsync(
        Host host,
        string project,
        GitRepository? repository,
        ParseResult parsed,
        CancellationToken ct
    )
    {
        var local = Path.Combine(project, SettingsLoader.Local);
        var tracked =
            repository is not null && File.Exists(local) && (await repository.TryAsync(ct, "ls-files", "--", local)).Output.Length > 0;
        var settings = SettingsLoader.Load(project, host.Variables, CommonOptions.Flags(parsed), repository?.Root, tracked);
        if (repository is not null && !settings.Said.ContainsKey("git.remote") && await repository.OwnRemoteAsync(ct) is { } remote)
        {
            settings.Git.Remote = remote;
        }

        return settings;
    }

    /// <summary>Names what the committed configuration may not decide yet.</summary>
    /// <param name="host">The world.</param>
    /// <param name="settings">The settings, without those values.</param>
    /// <param name="needed">Whether the command cannot go on without them.</param>
    /// <exception cref="SettingsProblemException">It cannot.</exception>
    public static void NameWithheld(Host host, Settings settings, bool needed)
    {
        if (settings.Withheld.Count > 0)
        {
            string[] lines =
            [
                .. settings.Withheld.Select(claim =>
                    $"{claim.Said.Origin}: {claim.Said.Key} reaches beyond this repository, and you have not agreed to it."
                ),
                $"Look at it and agree: `dotnet speckit-async trust`. What you set yourself, in {SettingsLoader.Local}, by a variable or a flag, needs no consent.",
            ];
            if (needed)
            {
                throw new SettingsProblemException(lines);
            }

            host.Error.Write(string.Concat(lines.Select(line => $"warning: {Sanitizer.Clean(line)}\n")));
        }
    }

    /// <summary>Refuses a tasks.md with errors, printing all of them.</summary>
    /// <param name="quietly">Whether warnings are left to those commands that start something.</param>
    /// <exception cref="TasksFileException">It has errors.</exception>
    public void RequireValidTasks(bool quietly = false)
    {
        var plan = Context.Plan(new HashSet<TaskId>());
        var text = PlanText.Problems(Location.RelativeTasksFile, plan.Problems);
        if (plan.HasErrors)
        {
            throw new TasksFileException(text);
        }

        Host.Error.Write(quietly ? "" : text);
    }

    /// <summary>The tasks that the command line names.</summary>
    /// <exception cref="UsageException">One of them is not in tasks.md.</exception>
    public IReadOnlySet<TaskId> Selected(IEnumerable<string> names)
    {
        var known = Context.Plan(new HashSet<TaskId>()).Tasks.Select(task => task.Item.Id).ToList();
        return names.Select(name => TaskNames.Resolve(name, known, Context)).ToHashSet();
    }

    /// <summary>An agent's transcript.</summary>
    public TranscriptFile Transcript(string pod) => Transcripts.Of(pod);

    /// <summary>The pod of the newest attempt at a task that has a transcript here, or null.</summary>
    public string? NewestTranscript(TaskId task) => Transcripts.Newest(PodName.For(Context.Key, Context.Feature, task, 1).Value);

    private TranscriptFolder Transcripts =>
        TranscriptFolder.Of(Host.Variables.StateFolder, Context.Scope.RepositoryHash, Context.Scope.FeatureLabel);

    /// <summary>What starts tasks.</summary>
    public TaskStarter Starter()
    {
        var templates = new TemplateFolder(Location.Project);
        PromptRenderer prompts = new(templates);
        CommitMessage messages = new(templates);
        var documents = FeatureDocuments.In(Location.Root, Location.RelativeDirectory);

        // Read each time: somebody may add a phase while a run goes on.
        string Phase(TaskItem task) => Context.ReadTasks().Phases.ElementAtOrDefault(task.Phase)?.Title ?? "";
        return new(
            Context,
            Branches,
            Runtime,
            new(
                (task, found) => prompts.Render(new(task, Phase(task), Context.Directory, documents) { Found = found }),
                task => messages.For(task, Context.Feature, Phase(task))
            ),
            new(Context, Runtime, Transcript, Host.Clock)
        );
    }

    /// <summary>Refuses to start agents from a commit that lacks what the developer sees.</summary>
    /// <exception cref="TasksFileException">Files of the feature are not committed.</exception>
    public async Task RequireCommittedAsync(CancellationToken ct)
    {
        if (await Context.Repository.DirtyFilesAsync(Context.Directory, ct) is { Count: > 0 } dirty)
        {
            throw new TasksFileException(
                $"Not committed: {string.Join(", ", dirty.Take(8))}{(dirty.Count > 8 ? $" and {dirty.Count - 8} more" : "")}.\nAgents see only what is committed, so nothing was started. Commit these files (`git add {Context.Directory} && git commit`), or stash them."
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Runtime is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
