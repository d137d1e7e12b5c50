using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents;

/// <summary>Everything that starts one attempt at one task, wherever it runs.</summary>
/// <param name="Task">The task.</param>
/// <param name="Digest">Which text of the task is meant.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Pod">The pod's name; whoever creates it second gets <see cref="StartAnswer.Exists"/>.</param>
/// <param name="Scope">Which repository and feature it belongs to.</param>
/// <param name="Repository">The address that the agent's pod clones from and pushes to.</param>
/// <param name="Branch">The task branch, which exists there.</param>
/// <param name="BaseCommit">The commit the attempt starts from.</param>
/// <param name="FeatureDirectory">The feature directory, relative to the repository's root.</param>
/// <param name="CommitMessage">Subject and body of the courier's commit, without trailers.</param>
/// <param name="Prompt">What the agent reads.</param>
internal sealed record AgentSpec(
    TaskId Task,
    TaskDigest Digest,
    int Attempt,
    string Pod,
    AgentScope Scope,
    string Repository,
    string Branch,
    string BaseCommit,
    string FeatureDirectory,
    string CommitMessage,
    string Prompt
)
{
    /// <summary>Tokens that the attempt may use; 0 for any number.</summary>
    public long BudgetTokens { get; init; }

    /// <summary>US dollars that it may cost; 0 for any amount.</summary>
    public decimal BudgetUsd { get; init; }
}

/// <summary>The agents of one feature of one repository.</summary>
/// <param name="RepositoryHash">The repository's label.</param>
/// <param name="FeatureLabel">The feature's label.</param>
internal sealed record AgentScope(string RepositoryHash, string FeatureLabel);
