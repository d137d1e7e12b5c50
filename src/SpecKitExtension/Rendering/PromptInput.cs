using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>What a prompt is made from.</summary>
/// <param name="Task">The task.</param>
/// <param name="Phase">The title of its phase.</param>
/// <param name="FeatureDirectory">The feature's directory, relative to the repository's root, e.g. <c>specs/001-photo-albums</c>.</param>
/// <param name="Documents">The directory's files, relative to the repository's root.</param>
internal sealed record PromptInput(TaskItem Task, string Phase, string FeatureDirectory, IReadOnlyList<string> Documents);
