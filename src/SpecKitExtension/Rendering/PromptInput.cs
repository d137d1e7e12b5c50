using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>What a prompt is made from.</summary>
/// <param name="Task">The task.</param>
/// <param name="Phase">The title of its phase.</param>
/// <param name="FeatureDirectory">The feature's directory, relative to the repository's root, e.g. <c>specs/001-photo-albums</c>.</param>
/// <param name="Documents">The directory's files, relative to the repository's root.</param>
internal sealed record PromptInput(TaskItem Task, string Phase, string FeatureDirectory, IReadOnlyList<string> Documents)
{
    /// <summary>The earlier work that the agent goes on from; null when it begins at the task's base.</summary>
    public FoundWork? Found { get; init; }
}

/// <summary>What an agent finds that goes on from an earlier attempt.</summary>
/// <param name="Attempt">The attempt that left it.</param>
/// <param name="Delivered">Whether it was delivered.</param>
/// <param name="Outcome">How it ended, in words.</param>
/// <param name="Commits">Its commits and what others put on top, the first one first, each with hash, author and subject.</param>
/// <param name="Files">What they have changed since the task's base.</param>
/// <param name="Said">The last lines that its agent wrote; empty where nobody has them any more.</param>
/// <param name="Note">What a reviewer asks for; empty when nobody has looked at it.</param>
internal sealed record FoundWork(
    int Attempt,
    bool Delivered,
    string Outcome,
    IReadOnlyList<string> Commits,
    IReadOnlyList<string> Files,
    string Said,
    string Note
);
