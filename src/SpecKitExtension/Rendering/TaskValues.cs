using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>What the chart is told about one attempt at a task.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Id">The task.</param>
/// <param name="Digest">Which text of the task is meant.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Branch">The task's branch; it exists on the remote.</param>
/// <param name="Repo">The URL that the pod clones.</param>
/// <param name="BaseCommit">The branch's tip, a full hash.</param>
/// <param name="ContextDir">The feature's directory, relative to the repository's root.</param>
/// <param name="CommitMessage">Subject and body, without trailers.</param>
/// <param name="Prompt">What the agent is told.</param>
internal sealed record TaskValues(
    RepositoryKey Repository,
    FeatureName Feature,
    TaskId Id,
    TaskDigest Digest,
    int Attempt,
    BranchName Branch,
    string Repo,
    string BaseCommit,
    string ContextDir,
    string CommitMessage,
    string Prompt
)
{
    /// <summary>Tokens that the attempt may use; 0 for any number.</summary>
    public long BudgetTokens { get; init; }

    /// <summary>US dollars that it may cost; 0 for any amount.</summary>
    public decimal BudgetUsd { get; init; }

    /// <summary>The pod's name.</summary>
    public PodName Name => PodName.For(Repository, Feature, Id, Attempt);
}
