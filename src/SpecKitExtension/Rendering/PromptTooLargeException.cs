using System.Globalization;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>A prompt that does not fit into a pod's annotations.</summary>
/// <param name="task">The task.</param>
/// <param name="bytes">The prompt's size in bytes.</param>
/// <param name="limit">The most it may have, in bytes.</param>
internal sealed class PromptTooLargeException(TaskId task, int bytes, int limit)
    : Exception(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The prompt of {task} has {bytes:N0} bytes; a pod can be given {limit:N0}. Shorten the task's text in tasks.md and move details into a file of the feature's directory."
        )
    );
