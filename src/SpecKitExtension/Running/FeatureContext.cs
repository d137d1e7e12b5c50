using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>The feature that is worked on, and where its things are.</summary>
internal sealed record FeatureContext
{
    private ReadFile? lastRead;

    private sealed record ReadFile(byte[] Content, TaskList Tasks);

    /// <summary>The developer's repository.</summary>
    public required GitRepository Repository { get; init; }

    /// <summary>The settings.</summary>
    public Settings Settings { get; init; } = new();

    /// <summary>The remote that agents fetch from and push to.</summary>
    public string Remote => Settings.Git.Remote;

    /// <summary>That remote's address as agents use it.</summary>
    public required string AgentUrl { get; init; }

    /// <summary>The repository's key, the same for every address of it.</summary>
    public required RepositoryKey Key { get; init; }

    /// <summary>The feature.</summary>
    public required FeatureName Feature { get; init; }

    /// <summary>Its directory, relative to the repository's root, with forward slashes.</summary>
    public required string Directory { get; init; }

    /// <summary>Its tasks.md.</summary>
    public required string TasksFile { get; init; }

    /// <summary>tasks.md relative to the repository's root, with forward slashes.</summary>
    public string TasksPath => $"{Directory}/{Path.GetFileName(TasksFile)}";

    /// <summary>The files that are the developer's alone, which no agent's branch may change: tasks.md, and spec-kit's note of the current
    /// feature.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>How branches are named.</summary>
    public string BranchTemplate => Settings.BranchTemplate;

    /// <summary>The branch that shows the merge of all that is delivered.</summary>
    public IntegrationRef IntegrationRef => new(Feature, Settings.IntegrationTemplate);

    /// <summary>The message of merges.</summary>
    public MergeText MergeText => new(Settings.MergeMessage, Feature.Value);

    /// <summary>Signs those of them that are pushed.</summary>
    public MergeSigning Signing => field ??= new(Repository);

    /// <summary>How tasks.md is read.</summary>
    public TaskGrammar Grammar => field ??= TaskGrammar.Create(Settings.IdPrefixes);

    /// <summary>Most agents of this feature that live at the same time.</summary>
    public int MaxParallel => Settings.MaxParallel;

    /// <summary>Selects the feature's agents in a runtime.</summary>
    public AgentScope Scope => new(Key.Hash, Labels.Value(Feature.Value));

    /// <summary>What all of the feature's branches begin with.</summary>
    public string BranchPrefix
    {
        get
        {
            var name = BranchName
                .For(
                    Feature,
                    TaskId.FromGrammar("T0"),
                    "x",
                    BranchTemplate[..BranchTemplate.IndexOf("{number}", StringComparison.Ordinal)] + "{number}"
                )
                .Value;
            return name[..(name.LastIndexOf('/') + 1)];
        }
    }

    /// <summary>Reads tasks.md and plans it.</summary>
    /// <param name="delivered">Tasks that git says are delivered.</param>
    /// <exception cref="InvalidTasksException">It is not there or cannot be read.</exception>
    public Plan Plan(IReadOnlySet<TaskId> delivered) => Planner.Make(ReadTasks(), delivered);

    /// <summary>Reads tasks.md as it is now; understood anew only where it has changed, because whoever starts a hundred tasks asks several
    /// hundred times.</summary>
    /// <exception cref="InvalidTasksException">It is not there or cannot be read.</exception>
    public TaskList ReadTasks()
    {
        var content = Read();
        var known = lastRead;
        if (known is null || !known.Content.AsSpan().SequenceEqual(content))
        {
            lastRead = known = new(content, TaskListReader.Read(TasksFile, content, Grammar));
        }

        return known.Tasks;
    }

    private byte[] Read()
    {
        try
        {
            return RepositoryFile.Read(TasksFile, Repository.Root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTasksException($"{TasksPath} cannot be read: {failure.Message}");
        }
    }
}
