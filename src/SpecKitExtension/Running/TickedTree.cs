using SpecKitExtension.Git;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>A tree with a task's box ticked, made in an index of its own.</summary>
internal static class TickedTree
{
    /// <summary>Writes the tree.</summary>
    /// <param name="repository">Where it is written.</param>
    /// <param name="tree">The tree to start from.</param>
    /// <param name="path">tasks.md in it.</param>
    /// <param name="task">The task whose box is ticked.</param>
    /// <param name="grammar">How tasks.md is read.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <returns>The new tree's hash; the old one when the file is not there.</returns>
    public static async Task<string> WriteAsync(GitRepository repository, string tree, string path, TaskId task, TaskGrammar grammar, CancellationToken ct)
    {
        if (!(await repository.TryAsync(ct, "cat-file", "-e", $"{tree}:{path}")).Succeeded)
        {
            return tree;
        }

        using var folder = ScratchFolder.Create();
        Dictionary<string, string?> aside = new() { ["GIT_INDEX_FILE"] = Path.Combine(folder.Path, "index"), ["GIT_WORK_TREE"] = Path.Combine(folder.Path, "tree") };
        Directory.CreateDirectory(aside["GIT_WORK_TREE"]!);
        Task<ToolResult> Git(params IReadOnlyList<string> arguments) =>
            repository.RunAsync(ct, call => call with { Environment = call.Environment.Concat(aside).ToDictionary() }, ["-c", "core.autocrlf=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", .. arguments]);
        await Git("read-tree", tree);
        await Git("checkout-index", "--force", "--", path);
        var file = Path.Combine(aside["GIT_WORK_TREE"]!, path);
        var bytes = await File.ReadAllBytesAsync(file, ct);
        await File.WriteAllBytesAsync(file, TaskCheckbox.Tick(bytes, new HashSet<TaskId> { task }, grammar), ct);
        await Git("update-index", "--", path);
        return (await Git("write-tree")).Text;
    }
}
